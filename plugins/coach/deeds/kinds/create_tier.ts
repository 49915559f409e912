import { resultOf, defineDeed, type Values, type WrongField } from '#plugins/coach/deeds/kind'
import { communityFor } from '#plugins/coach/deeds/community_for'
import { keyOf, type Note, type Plan } from '#plugins/coach/deeds/deed'
import { priceTyped, readPrice } from '#plugins/coach/deeds/price'
import {
  doorsOf,
  NEW_ROLE,
  TIER_LENGTHS,
  usualDoor,
  wordsOf,
} from '#plugins/coach/deeds/kinds/tier_parts'
import type { CreatorCommunity, TierTyped } from '#plugins/communities/api'

interface Ground {
  community: CreatorCommunity
  pricing: string | null
}

/** A tier with the price that was decided, opening what is connected. */
export const createTier = defineDeed<Ground>({
  fields: [
    { name: 'name', kind: 'line', maxLength: TIER_LENGTHS.name },
    { name: 'description', kind: 'paragraph', maxLength: TIER_LENGTHS.description },
    { name: 'perks', kind: 'paragraph', maxLength: TIER_LENGTHS.perks },
    { name: 'price', kind: 'line', maxLength: 60 },
    { name: 'door', kind: 'line', maxLength: 80 },
  ],
  decided: ['price'],

  async ground(env) {
    const found = await communityFor(env)
    if (found.outcome === 'missing') return found
    const { community } = found
    if (community.spaces.length === 0) return { outcome: 'missing', needs: 'space' }
    const pricing = env.project.decisions.get('pricing')?.value ?? null
    return { outcome: 'ground', ground: { community, pricing } }
  },

  basis: ({ community, pricing }) => ({
    community: community.id,
    open: community.state === 'open',
    pricing,
    spaces: community.spaces.map(({ id }) => id),
  }),

  async draft(env, { community, pricing }, changes) {
    const decided = changes.price ?? pricing
    if (decided === null) return { outcome: 'missing', needs: 'pricing' }
    const price = readPrice(decided)
    if (!price && changes.price !== undefined) return wrong('price', 'no_price')
    const doors = await doorsOf(env, community)
    const door = changes.door ?? usualDoor(doors)
    if (door !== '' && !doors.some(({ value }) => value === door))
      return wrong('door', 'not_offered')
    const words = await wordsOf(env, community, changes)
    const values: Values = { ...words, price: price ? priceTyped(price) : decided, door }
    if (price) {
      const checked = env.services.communities.checkTier(typedOf(values, price))
      if (checked.outcome === 'wrong') {
        const what = checked.what === 'not_a_number' ? 'no_price' : checked.what
        return { ...wrong(checked.field, what), limit: checked.limit }
      }
    }
    const plan: Omit<Plan, 'changed'> = {
      community: { id: community.id, name: community.name },
      values,
      choices: { door: doors },
      asks: [...(price ? [] : ['price']), ...(door === '' ? ['door'] : [])],
      notes: [{ key: community.state === 'open' ? SOLD_AT_ONCE : 'stays_draft', data: {} }],
    }
    return { outcome: 'planned', plan, words: Object.values(words).join('\n') }
  },

  async do(env, deed) {
    const { values, community, notes } = deed.plan
    const price = readPrice(values.price ?? '')
    const [spaceId = '', role] = (values.door ?? '').split(':')
    if (!price) throw new Error('A tier was confirmed without a price')
    const ordered = await env.services.communities.orderTier({
      key: keyOf(deed),
      creatorId: deed.creatorId,
      communityId: community.id,
      typed: typedOf(values, price),
      door: {
        spaceId,
        opens: role === undefined ? 'chat' : role === NEW_ROLE ? 'new_role' : { role },
      },
      sell: notes.some(({ key }) => key === SOLD_AT_ONCE),
    })
    const name = values.name ?? ''
    switch (ordered.outcome) {
      case 'on_sale':
        return {
          outcome: 'done',
          result: resultOf('tier_on_sale', { name }, { next: [openTier(ordered.tierId)] }),
        }
      case 'draft': {
        const why: Note[] = [
          {
            key:
              ordered.why === 'not_asked'
                ? 'not_sold_community_not_open'
                : `not_sold_${ordered.why}`,
            data: {},
          },
        ]
        const open = {
          key: 'open_community',
          command: 'community_view',
          options: { community: community.id },
          typed: '/community',
        }
        const next = [openTier(ordered.tierId), open]
        return { outcome: 'done', result: resultOf('tier_draft', { name }, { notes: why, next }) }
      }
      case 'too_many':
        return { outcome: 'failed', result: resultOf('too_many_tiers', { limit: ordered.limit }) }
      case 'wrong':
      case 'not_yours':
        return { outcome: 'failed', result: resultOf('not_possible') }
    }
  },

  async undo(env, deed) {
    const name = deed.plan.values.name ?? ''
    const taken = await env.services.communities.takeTierBack(deed.creatorId, keyOf(deed))
    switch (taken.outcome) {
      case 'deleted':
        return { outcome: 'undone', result: resultOf('tier_deleted', { name }, roleStays(taken)) }
      case 'withdrawn':
        return {
          outcome: 'undone',
          result: resultOf('tier_withdrawn', { name, members: taken.members }, roleStays(taken)),
        }
      case 'gone':
        return { outcome: 'undone', result: resultOf('tier_gone', { name }) }
    }
  },
})

/** Said of a plan whose tier is sold as soon as it is there. */
const SOLD_AT_ONCE = 'sold_at_once'

const roleStays = ({ role }: { role: string | null }): { notes: Note[] } => ({
  notes: role === null ? [] : [{ key: 'role_stays', data: { role } }],
})

const openTier = (tier: string) => ({
  key: 'tier',
  command: 'tier_open',
  options: { tier },
  typed: '/tiers',
})

const typedOf = (values: Values, price: Pick<TierTyped, 'period' | 'price'>): TierTyped => ({
  name: values.name ?? '',
  description: values.description ?? '',
  perks: values.perks ?? '',
  ...price,
})

const wrong = (field: string, what: WrongField['what']): WrongField => ({
  outcome: 'wrong',
  field,
  what,
  limit: '',
})
