import { sql } from '#app/support/sql'
import { ownCommunity } from '#plugins/communities/everyday/own_community'
import { ownSpace } from '#plugins/communities/on_behalf/own_space'
import { roleFor, roleMade } from '#plugins/communities/on_behalf/role_for'
import type {
  NotSold,
  TierCheck,
  TierOrder,
  TierOrdered,
  TierTaken,
  TierTyped,
} from '#plugins/communities/on_behalf/types'
import type { CommunitiesServices } from '#plugins/communities/services'
import { addDoor } from '#plugins/communities/tiers/actions/change_doors'
import { createTier } from '#plugins/communities/tiers/actions/create_tier'
import { deleteDraft } from '#plugins/communities/tiers/actions/delete_draft'
import { editCosts } from '#plugins/communities/tiers/actions/edit_tier'
import { putOnSale, withdrawTier } from '#plugins/communities/tiers/actions/put_on_sale'
import {
  readCosts,
  readPeriod,
  readWords,
  type Read,
  type TierCosts,
  type TierWords,
} from '#plugins/communities/tiers/check_tier'
import { ownTier } from '#plugins/communities/tiers/queries/own_tier'
import type { TierRow } from '#plugins/communities/rows'

type Services = Pick<CommunitiesServices, 'outbox' | 'doorkeepers'>
type Checked = TierWords & Pick<TierRow, 'period' | 'days_once'> & { costs: TierCosts }

/** By the rules of `/tiers`. */
export function checkTier(typed: TierTyped): TierCheck {
  const read = readTyped(typed)
  if (read.outcome === 'read') return { outcome: 'fine' }
  const { field, what, limit = '' } = read.wrong
  const known = (['name', 'description', 'perks'] as const).find((one) => one === field)
  switch (what) {
    case 'missing':
    case 'too_long':
    case 'too_many':
    case 'too_much':
      return { outcome: 'wrong', field: known ?? 'price', what, limit: String(limit) }
    default:
      return { outcome: 'wrong', field: known ?? 'price', what: 'not_a_number', limit: '' }
  }
}

function readTyped(typed: TierTyped): Read<Checked> {
  const words = readWords(typed)
  if (words.outcome === 'wrong') return words
  const period = readPeriod(typed.period)
  if (period.outcome === 'wrong') return period
  const costs = readCosts({ [typed.price.in]: typed.price.amount })
  if (costs.outcome === 'wrong') return costs
  return { outcome: 'read', value: { ...words.value, ...period.value, costs: costs.value } }
}

/**
 * Makes a tier with its price and its door, and sells it where that is asked for and everything is there: each step as a
 * creator would do it in `/tiers`, and each of them once per key.
 */
export async function orderTier(services: Services, order: TierOrder): Promise<TierOrdered> {
  const { key, creatorId } = order
  const person = { id: creatorId }
  const community = await ownCommunity(person, order.communityId)
  const space = await ownSpace(creatorId, order.door.spaceId)
  if (!community) return { outcome: 'not_yours' }
  const read = readTyped(order.typed)
  if (read.outcome === 'wrong') return { outcome: 'wrong' }
  const { costs, ...words } = read.value
  const created = await createTier(community.id, { ...words, coins: costs.coins }, key)
  if (created.outcome === 'too_many') return created
  const { tierId } = created
  const draft = (why: NotSold): TierOrdered => ({ outcome: 'draft', tierId, why })
  const made = await ownTier(person, tierId)
  // Its creator was faster, and deleted or sold it already: nothing of theirs is changed.
  if (!made) return draft('not_asked')
  if (made.tier.state !== 'draft') return { outcome: 'on_sale', tierId }
  if (made.tier.prices.length === 0 && costs.prices.length > 0) await editCosts(tierId, costs)
  if (space?.community_id !== community.id) return draft('no_door')
  if (made.doors.length === 0) {
    const { opens } = order.door
    const role =
      opens === 'new_role' ? await roleFor(services, { key, space, name: words.name }) : null
    if (role && role.outcome !== 'made') {
      return draft(role.outcome === 'refused' ? 'door_shut' : 'door_unavailable')
    }
    const roleId = role ? role.roleId : typeof opens === 'object' ? opens.role : null
    const opened = await addDoor(services, tierId, space, roleId, `${key}:door`)
    if (opened.outcome === 'unavailable') return draft('door_unavailable')
    if (opened.outcome !== 'changed') return draft('door_shut')
  }
  if (!order.sell) return draft('not_asked')
  const whole = await ownTier(person, tierId)
  if (!whole) return draft('not_asked')
  const sale = await putOnSale(services, whole, `${key}:sale`)
  if (sale.outcome === 'on_sale') return { outcome: 'on_sale', tierId }
  return draft(sale.outcome === 'unavailable' ? 'door_unavailable' : sale.outcome)
}

/** Takes back what was ordered: a tier that nobody ever bought is deleted, another one is sold no longer. */
export async function takeTierBack(
  services: Pick<CommunitiesServices, 'outbox'>,
  creatorId: string,
  key: string
): Promise<TierTaken> {
  const [made] = await sql<{ tier_id: string }>(
    `select h.data ->> 'tierId' as tier_id from communities_history h
     join communities_communities c on c.id = h.community_id
     where c.creator_id = :creatorId and h.kind = 'tier_created' and h.data ->> 'key' = :key`,
    { creatorId, key }
  )
  const own = made && (await ownTier({ id: creatorId }, made.tier_id))
  if (!own) return { outcome: 'gone' }
  const tierId = own.tier.id
  const role = await roleMade(creatorId, key)
  await withdrawTier(services, tierId, `${key}:taken`)
  if (own.tier.state === 'draft' && (await deleteDraft(tierId))) return { outcome: 'deleted', role }
  const [count] = await sql<{ members: bigint }>(
    `select count(*) as members from communities_memberships where tier_id = :tierId and state <> 'ended'`,
    { tierId }
  )
  return { outcome: 'withdrawn', members: Number(count?.members ?? 0n), role }
}
