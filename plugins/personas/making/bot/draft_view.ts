import type { TurnContext } from '#app/bot_kit/command'
import type { ButtonLike, Reply } from '#app/bot_kit/reply'
import { appUrl } from '#config/app'
import { act, clipped, notice } from '#plugins/personas/making/bot/making_kit'
import { voiceInWords } from '#plugins/personas/making/bot/slider_words'
import type { OwnPersona } from '#plugins/personas/making/own_personas'

/** Texts on the card are shown so far, characters: what fits a phone. */
const SHOWN = 300

/** A persona as its creator works on it: what it is, and what can be done with it. */
export function draftView(ctx: TurnContext, own: OwnPersona, said?: string): Reply {
  const { persona } = own
  const fields: [string, string][] = [
    ['status', ctx.t(`personas.making.status.${persona.status}`)],
    ['greeting', clipped(persona.greeting, SHOWN)],
    ['scenario', clipped(persona.scenario, SHOWN)],
    ['voice', voiceInWords(ctx.t, persona.sliders)],
    ['topics', clipped(persona.topics.join(', '), SHOWN)],
    ['rules', clipped(persona.rules.join('\n'), SHOWN)],
    ['tags', persona.tags.map((tag) => `#${tag}`).join(' ')],
    [
      'language',
      new Intl.DisplayNames([ctx.locale], { type: 'language' }).of(persona.language) ?? '',
    ],
    ['adult', persona.adult ? ctx.t('personas.making.adults_only') : ''],
    ['defaultModel', persona.defaultModel ?? ''],
    [
      'lorebook',
      persona.lorebook
        ? ctx.t('personas.making.lore.count', { count: persona.lorebook.entries.length })
        : '',
    ],
  ]
  const tagline = persona.tagline === '' ? [] : [`*${persona.tagline}*`]
  return [
    ...(said === undefined ? [] : [notice(said)]),
    {
      kind: 'card',
      title: persona.name,
      text: [...tagline, clipped(persona.description, SHOWN)].filter(Boolean).join('\n\n'),
      imageUrl: persona.picture,
      fields: fields
        .filter(([, value]) => value.trim() !== '')
        .map(([name, value]) => ({ name: ctx.t(`personas.making.fields.${name}`), value })),
      footer: ctx.t('personas.making.address', { address: `/talk ${persona.slug}` }),
      buttons: stateButtons(ctx, own),
    },
    {
      kind: 'choice',
      text: ctx.t('personas.making.change_what'),
      buttons: [
        act(ctx, 'persona_words', own),
        act(ctx, 'persona_voice', own),
        act(ctx, 'edit_part', own, { part: 'topics' }, 'personas.making.fields.topics'),
        act(ctx, 'edit_part', own, { part: 'rules' }, 'personas.making.fields.rules'),
        act(ctx, 'persona_lore', own),
        act(ctx, 'knowledge_of', own, {}, 'personas.knowledge.do'),
        act(ctx, 'persona_picture', own),
        act(ctx, 'persona_model', own),
        act(
          ctx,
          'set_adults_only',
          own,
          { adult: !persona.adult },
          persona.adult ? 'personas.making.do.for_everyone' : 'personas.making.do.for_adults'
        ),
        {
          label: ctx.t('personas.making.do.web'),
          url: `${appUrl}/personas/${persona.slug}/edit`,
        },
      ],
    },
  ]
}

function stateButtons(ctx: TurnContext, own: OwnPersona): ButtonLike[] {
  const { persona } = own
  const talk: ButtonLike = {
    label: ctx.t('personas.making.do.talk'),
    invoke: { command: 'talk', options: { name: persona.slug } },
  }
  const others = [
    act(ctx, 'export', own, { persona: persona.slug }),
    { ...act(ctx, 'delete_persona', own), style: 'danger' as const },
  ]
  return persona.status === 'published'
    ? [talk, act(ctx, 'withdraw_persona', own), ...others]
    : [
        { ...act(ctx, 'publish_persona', own), style: 'primary' },
        ...(persona.status === 'draft' ? [talk] : []),
        ...others,
      ]
}
