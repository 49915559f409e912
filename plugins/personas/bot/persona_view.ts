import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { paging, type Reply, type ReplyNode, type Speaker } from '#app/bot_kit/reply'
import type { ChosenPersona } from '#plugins/personas/actions/choose_persona'
import { modelFor } from '#plugins/personas/actions/start_reply'
import { label, priceOf } from '#plugins/personas/bot/offers'
import type { Persona } from '#plugins/personas/persona'
import { listPersonas } from '#plugins/personas/queries/list_personas'
import type { ChatServices } from '#plugins/personas/services'

export function speakerOf(persona: Persona): Speaker {
  return { name: persona.name, avatarUrl: persona.picture }
}

/** Whether the person may meet a persona here: those for adults only where adults are known to be. */
export function mayMeet(ctx: TurnContext, persona: Persona): boolean {
  return !persona.adult || seesAdults(ctx)
}

function seesAdults({ frontend, place, person }: TurnContext): boolean {
  const placeFits =
    frontend !== 'discord' || place.kind === 'direct' || place.ageRestricted === true
  return person?.adult === true && placeFits
}

/** The persona introduces itself: who it is, that it is an AI, what a reply costs, and its first words. */
export function meetingOf(
  ctx: TurnContext,
  services: ChatServices,
  { conversation, talked }: ChosenPersona
): Reply {
  const { persona } = conversation
  const model = modelFor(services.ai, conversation, ctx.person)
  const cost = ctx.person
    ? ctx.t('personas.card.price_fan', { price: priceOf(ctx, model.price), model: model.label })
    : ctx.t('personas.card.price_guest')
  const card: ReplyNode = {
    kind: 'card',
    title: persona.name,
    text: `*${persona.tagline}*\n\n${persona.description}`,
    imageUrl: persona.picture,
    fields: [
      { name: ctx.t('personas.card.topics'), value: persona.topics.join(', ') },
      { name: ctx.t('personas.card.language'), value: languageName(persona, ctx.locale) },
      { name: ctx.t('personas.card.price'), value: cost },
    ],
    footer: ctx.t('personas.card.ai', { name: persona.name }),
  }
  if (talked) {
    return [card, { kind: 'text', text: ctx.t('personas.talk.again', { name: persona.name }) }]
  }
  return [card, { kind: 'text', text: persona.greeting, speaker: speakerOf(persona) }]
}

function languageName(persona: Persona, locale: string): string {
  const names = new Intl.DisplayNames([locale], { type: 'language' })
  return names.of(persona.language) ?? persona.language
}

/** One page of the personas that the person may meet. */
export async function personaList(
  ctx: TurnContext,
  asked: { search?: string; page?: number; title?: string } = {}
): Promise<ReplyNode> {
  const found = await listPersonas({
    words: asked.search,
    adult: seesAdults(ctx),
    page: asked.page ?? 1,
    pageSize: LIMITS.pageSize,
  })
  const options = asked.search === undefined ? undefined : { search: asked.search }
  return {
    kind: 'list',
    title: asked.title ?? ctx.t('personas.list.title'),
    items: found.personas.map((persona) => ({
      title: persona.name,
      text: ctx.t('personas.list.item', {
        tagline: persona.tagline,
        tags: persona.tags.map((tag) => `#${tag}`).join(' '),
      }),
      imageUrl: persona.picture,
      button: {
        label: label(ctx.t('personas.list.talk', { name: persona.name })),
        invoke: { command: 'talk', options: { name: persona.slug } },
      },
    })),
    empty: ctx.t('personas.list.empty', { search: asked.search ?? '' }),
    footer: ctx.t('personas.list.footer'),
    paging: paging(
      found,
      { previous: ctx.t('personas.list.previous'), next: ctx.t('personas.list.next') },
      { command: 'personas', options }
    ),
  }
}
