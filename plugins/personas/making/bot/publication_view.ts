import type { TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { appUrl } from '#config/app'
import { draftView } from '#plugins/personas/making/bot/draft_view'
import { act, backTo, notYours } from '#plugins/personas/making/bot/making_kit'
import type { Publication } from '#plugins/personas/making/publish_persona'

/** What became of a publication. */
export function publicationView(ctx: TurnContext, published: Publication): Reply {
  switch (published.outcome) {
    case 'published': {
      const { persona } = published.own
      const data = { name: persona.name, address: `${appUrl}/personas/${persona.slug}` }
      return draftView(ctx, published.own, ctx.t('personas.making.publish.done', data))
    }
    case 'incomplete': {
      const { own, missing } = published
      const fields = missing.map((field) => ctx.t(`personas.making.fields.${field}`))
      return [
        {
          kind: 'choice',
          text: ctx.t('personas.making.publish.incomplete', { fields: fields.join(', ') }),
          buttons: missing.map((part) =>
            act(ctx, 'edit_part', own, { part }, `personas.making.fields.${part}`)
          ),
        },
      ]
    }
    case 'too_long': {
      const { length, limit } = published
      return problem(ctx, published, ctx.t('personas.making.publish.too_long', { length, limit }))
    }
    case 'blocked': {
      const why = ctx.t(`personas.making.blocked.${published.category}`)
      return problem(ctx, published, ctx.t('personas.making.publish.blocked', { why }))
    }
    case 'adults_only':
      return problem(ctx, published, ctx.t('personas.making.not_adult'))
    case 'not_yours':
      return notYours(ctx)
  }
}

function problem(
  ctx: TurnContext,
  { own }: Extract<Publication, { outcome: 'too_long' | 'blocked' | 'adults_only' }>,
  text: string
): Reply {
  return [
    { kind: 'text', tone: 'error', code: 'blocked_content', text },
    {
      kind: 'choice',
      text: ctx.t('personas.making.change_what'),
      buttons: [act(ctx, 'persona_words', own), backTo(ctx, own)],
    },
  ]
}
