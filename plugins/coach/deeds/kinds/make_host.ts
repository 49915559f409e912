import { communityFor } from '#plugins/coach/deeds/community_for'
import { factsOf, keyOf, type KeptDeed, type Note } from '#plugins/coach/deeds/deed'
import { defineDeed, resultOf, type Values } from '#plugins/coach/deeds/kind'
import { HOST_LENGTHS, makePersona, wordsOf } from '#plugins/coach/deeds/kinds/host_parts'
import { DEED_LIMITS } from '#plugins/coach/deeds/limits'
import type { CreatorCommunity, CreatorTier, IncludedPersona } from '#plugins/communities/api'
import type { PersonaName } from '#plugins/personas/api'

/** Free replies a month, as `/tiers` takes them. */
const MOST_FREE = 10_000
const NEW = 'new'
/** A form's select holds 25, with the one that means a new one. */
const CHOICES = 24

interface Ground {
  community: CreatorCommunity
  tier: CreatorTier
  published: readonly PersonaName[]
}

const isNew = ({ who }: Values): boolean => who === NEW

/** A persona that members talk to at any hour: made and published, or one that its creator has already. */
export const makeHost = defineDeed<Ground>({
  fields: [
    { name: 'who', kind: 'line', maxLength: 40 },
    { name: 'name', kind: 'line', maxLength: HOST_LENGTHS.name, isShown: isNew },
    { name: 'about', kind: 'paragraph', maxLength: HOST_LENGTHS.about, isShown: isNew },
    { name: 'greeting', kind: 'paragraph', maxLength: HOST_LENGTHS.greeting, isShown: isNew },
    { name: 'free', kind: 'line', maxLength: 6 },
  ],

  async ground(env) {
    const found = await communityFor(env)
    if (found.outcome === 'missing') return found
    const { community } = found
    const tier = community.tiers.find(({ state }) => state === 'on_sale') ?? community.tiers[0]
    if (!tier) return { outcome: 'missing', needs: 'tier' }
    const published = await env.services.personas.publishedBy(env.project.creatorId)
    return { outcome: 'ground', ground: { community, tier, published } }
  },

  basis: ({ community, tier, published }, values) => ({
    community: community.id,
    tier: tier.id,
    before: { ...tier.included },
    who: isNew(values) || published.some(({ id }) => id === values.who),
  }),

  async draft(env, { community, tier, published }, changes) {
    const choices = [
      ...published.slice(0, CHOICES).map(({ id, name }) => ({ value: id, label: name })),
      { value: NEW, label: env.t('coach.deed.choice.new_host') },
    ]
    const who = changes.who ?? choices[0]?.value ?? NEW
    const chosen = choices.find(({ value }) => value === who)
    if (!chosen) return { outcome: 'wrong', field: 'who', what: 'not_offered', limit: '' }
    const free = changes.free ?? String(DEED_LIMITS.freeReplies)
    if (!/^[1-9]\d{0,5}$/u.test(free)) {
      return { outcome: 'wrong', field: 'free', what: 'not_a_number', limit: '' }
    }
    if (Number(free) > MOST_FREE) {
      return { outcome: 'wrong', field: 'free', what: 'too_much', limit: String(MOST_FREE) }
    }
    const words = await wordsOf(env, community, changes)
    for (const [field, most] of [
      ['name', HOST_LENGTHS.name],
      ['about', HOST_LENGTHS.about],
      ['greeting', HOST_LENGTHS.greeting],
    ] as const) {
      const length = words[field]?.length ?? 0
      if (length === 0) return { outcome: 'wrong', field, what: 'missing', limit: '' }
      if (length > most) return { outcome: 'wrong', field, what: 'too_long', limit: String(most) }
    }
    const notes: Note[] = [{ key: 'into_tier', data: { tier: tier.name } }]
    if (tier.included.personaId !== null) {
      notes.push({ key: 'replaces_host', data: { tier: tier.name } })
    }
    return {
      outcome: 'planned',
      words: who === NEW ? Object.values(words).join('\n') : '',
      plan: {
        community: { id: community.id, name: community.name },
        values: { who, ...words, free },
        choices: { who: choices },
        asks: [],
        notes,
      },
    }
  },

  async do(env, deed) {
    const { values } = deed.plan
    const made = isNew(values) ? await makePersona(env, deed) : values.who
    if (made === undefined || typeof made === 'object') {
      return { outcome: 'failed', result: resultOf(`host_${made?.why ?? 'gone'}`) }
    }
    const { tierId, before } = aimOf(deed)
    const to = included(values, made)
    const swapped = await env.services.communities.swapPersona(deed.creatorId, tierId, before, to)
    const host = await env.services.personas.published(made)
    const name = host?.name ?? ''
    const key = swapped === 'set_before' ? 'set' : swapped
    return {
      outcome: 'done',
      result: resultOf(
        `host_${key}`,
        { name, free: to.freeReplies },
        {
          next: [{ key: 'tier', command: 'tier_open', options: { tier: tierId }, typed: '/tiers' }],
        }
      ),
    }
  },

  async undo(env, deed) {
    const { values } = deed.plan
    const { tierId, before } = aimOf(deed)
    const notes: Note[] = []
    let personaId = values.who ?? ''
    if (isNew(values)) {
      const taken = await env.services.personas.takeBack(deed.creatorId, keyOf(deed))
      if (taken.outcome === 'gone') return { outcome: 'undone', result: resultOf('host_gone') }
      personaId = taken.persona.id
      notes.push({
        key: 'host_withdrawn',
        data: { name: taken.persona.name, talks: taken.talks },
      })
    }
    const swapped = await env.services.communities.swapPersona(
      deed.creatorId,
      tierId,
      included(values, personaId),
      before
    )
    const key = swapped === 'set_before' ? 'set' : swapped
    notes.push({ key: `unhost_${key}`, data: {} })
    return { outcome: 'undone', result: { notes, lines: [], next: [] } }
  },
})

const included = (values: Values, personaId: string): IncludedPersona => ({
  personaId,
  freeReplies: Number(values.free ?? DEED_LIMITS.freeReplies),
  discountBp: 0,
})

/** The tier that the plan was made for, and what it included then. */
function aimOf(deed: KeptDeed): { tierId: string; before: IncludedPersona } {
  const facts = factsOf(deed)
  const before = facts.get('before')
  if (typeof before !== 'object' || before === null) throw new Error('The plan names no tier')
  const { personaId, freeReplies, discountBp } = before as Readonly<Record<string, unknown>>
  return {
    tierId: String(facts.get('tier')),
    before: {
      personaId: typeof personaId === 'string' ? personaId : null,
      freeReplies: Number(freeReplies),
      discountBp: Number(discountBp),
    },
  }
}
