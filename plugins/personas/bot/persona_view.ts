import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { paging, type Button, type Reply, type ReplyNode, type Speaker } from '#app/bot_kit/reply'
import type { ChosenPersona } from '#plugins/personas/actions/choose_persona'
import { modelFor } from '#plugins/personas/allowances/allowance'
import { label, priceOf } from '#plugins/personas/bot/offers'
import { fillMacros } from '#plugins/personas/cards/macros'
import type { Persona } from '#plugins/personas/persona'
import { fanName } from '#plugins/personas/prompt/fan_name'
import { firstWordsOf } from '#plugins/personas/prompt/first_words'
import { listPersonas, listTags, type PersonaSearch } from '#plugins/personas/queries/list_personas'
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
  const names = { char: persona.name, user: fanName(ctx) }
  const model = modelFor(services.ai, conversation, ctx.person)
  const left = conversation.allowance?.freeLeft ?? 0
  const price = { left, price: priceOf(ctx, model.price), model: model.label }
  const cost = ctx.person
    ? ctx.t(left > 0 ? 'personas.card.price_member' : 'personas.card.price_fan', price)
    : ctx.t('personas.card.price_guest')
  const tagline = persona.tagline === '' ? '' : `*${persona.tagline}*`
  const card: ReplyNode = {
    kind: 'card',
    title: persona.name,
    text: fillMacros([tagline, persona.description].filter(Boolean).join('\n\n'), names),
    imageUrl: persona.picture,
    fields: [
      // An imported card says nothing of topics, and Discord takes no empty field.
      ...(persona.topics.length > 0
        ? [{ name: ctx.t('personas.card.topics'), value: persona.topics.join(', ') }]
        : []),
      { name: ctx.t('personas.card.language'), value: languageName(persona, ctx.locale) },
      { name: ctx.t('personas.card.price'), value: cost },
    ],
    footer: ctx.t('personas.card.ai', { name: persona.name }),
  }
  if (talked) {
    return [card, { kind: 'text', text: ctx.t('personas.talk.again', { name: persona.name }) }]
  }
  const text = firstWordsOf(conversation, names.user)
  return [card, { kind: 'text', text, speaker: speakerOf(persona) }]
}

function languageName(persona: Persona, locale: string): string {
  const names = new Intl.DisplayNames([locale], { type: 'language' })
  return names.of(persona.language) ?? persona.language
}

/** Tags that a list offers beside its personas. */
const TAGS_OFFERED = 4

/** One page of the personas that the person may meet. */
export async function personaList(
  ctx: TurnContext,
  asked: {
    /** Words; with `#` in front, a tag. */
    search?: string
    order?: PersonaSearch['order']
    page?: number
    title?: string
  } = {}
): Promise<ReplyNode> {
  const { search, order } = asked
  const found = await listPersonas({
    ...(search?.startsWith('#') ? { tag: search.slice(1).toLowerCase() } : { words: search }),
    order,
    adult: seesAdults(ctx),
    page: asked.page ?? 1,
    pageSize: LIMITS.pageSize,
  })
  const options = { ...(search !== undefined && { search }), ...(order && { order }) }
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
    buttons: search === undefined && order === undefined ? await waysToFind(ctx) : [],
  }
}

/** The newest ones, and the tags that most personas have. */
async function waysToFind(ctx: TurnContext): Promise<readonly Button[]> {
  const tags = await listTags('', TAGS_OFFERED)
  return [
    {
      label: label(ctx.t('personas.memory.list.newest')),
      invoke: { command: 'personas', options: { order: 'new' } },
    },
    ...tags.map((tag) => ({
      label: label(`#${tag}`),
      invoke: { command: 'personas', options: { search: `#${tag}` } },
    })),
  ]
}
