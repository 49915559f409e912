import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { LIFECYCLE_LIMITS } from '#plugins/communities/lifecycle/limits'
import type { CodeRow, CycleRow, MembershipRow, TierRow } from '#plugins/communities/rows'
import type { PricingCode } from '#plugins/communities/tiers/price'

type TierNow = Pick<TierRow, 'id' | 'name' | 'period' | 'days_once' | 'coins'>
type CodeNow = PricingCode & Pick<CodeRow, 'id' | 'tier_id'>

/** A membership with what its next cycle depends on. */
export interface DueMembership {
  membership: MembershipRow
  community: {
    id: string
    name: string
    creatorId: string
    /** It is neither suspended nor closed: it goes on. */
    isOpen: boolean
    suspended: boolean
  }
  /** The tier that they are in, and the one from the next cycle on. */
  tier: TierNow
  nextTier: TierNow | null
  code: CodeNow | null
  /** Paid cycles that the code took its part of. */
  codeUsed: number
}

interface Row extends MembershipRow {
  dueCommunity: { name: string; creator_id: string; state: string; suspended: boolean }
  dueTier: JsonTier
  dueNext: JsonTier | null
  dueCode: JsonCode | null
  dueCodeUsed: number
}
/** JSON has no bigints: they travel as digits. */
type JsonTier = Omit<TierNow, 'coins'> & { coins: string | null }
type JsonCode = Omit<CodeNow, 'coins_off'> & { coins_off: string | null }

const TIER = (alias: string): string =>
  `json_build_object('id', ${alias}.id, 'name', ${alias}.name, 'period', ${alias}.period,
     'days_once', ${alias}.days_once, 'coins', ${alias}.coins::text)`

const SELECT = `
  select m.*, json_build_object('name', c.name, 'creator_id', c.creator_id, 'state', c.state,
      'suspended', c.suspended_at is not null) as "dueCommunity",
    ${TIER('t')} as "dueTier",
    case when n.id is null then null else ${TIER('n')} end as "dueNext",
    case when k.id is null then null else json_build_object('id', k.id, 'kind', k.kind, 'value', k.value,
      'coins_off', k.coins_off::text, 'tier_id', k.tier_id, 'cycles', k.cycles) end as "dueCode",
    case when k.id is null then 0 else (
      select count(*)::int from communities_cycles y where y.membership_id = m.id
        and y.kind in ('bought', 'renewed', 'changed', 'free') and y.state in ('paid', 'given_back')) end as "dueCodeUsed"
  from communities_memberships m
  join communities_communities c on c.id = m.community_id
  join communities_tiers t on t.id = m.tier_id
  left join communities_tiers n on n.id = m.next_tier_id
  left join communities_codes k on k.id = m.code_id`

/**
 * Memberships whose next attempt is due, locked; those that others hold are left to them, also those whose charge is
 * under way (see {@link takeLeft}), and those of communities that are suspended or closed wait.
 */
export async function lockDue(
  trx: TransactionClientContract,
  {
    at,
    most,
    personId = null,
    membershipId = null,
  }: {
    at: Date
    most: number
    personId?: string | null
    membershipId?: string | null
  }
): Promise<DueMembership[]> {
  // No joins: with tens of thousands due, the first few are read off the index, and nothing is sorted.
  const locked = await sql<{ id: string }>(
    `select m.id from communities_memberships m
     where m.renew_at <= :at and m.state <> 'ended'
       and (cast(:personId as uuid) is null or m.person_id = cast(:personId as uuid))
       and (cast(:membershipId as uuid) is null or m.id = cast(:membershipId as uuid))
       and (select c.suspended_at is null and c.state <> 'closed' from communities_communities c
            where c.id = m.community_id)
       and (select y.id from communities_cycles y where y.membership_id = m.id and y.state = 'asked' limit 1) is null
     order by m.renew_at limit :most for update of m skip locked`,
    { at, most, personId, membershipId },
    trx
  )
  if (locked.length === 0) return []
  // A statement of its own: it sees what was committed until the locks were had.
  const rows = await sql<Row>(
    `${SELECT} where m.id = any (:ids::uuid[])`,
    { ids: locked.map(({ id }) => id) },
    trx
  )
  return rows.map(dueOf)
}

/** One membership with all that, locked; null when there is none. */
export async function lockWithTerms(
  trx: TransactionClientContract,
  membershipId: string
): Promise<DueMembership | null> {
  const [row] = await sql<Row>(
    `${SELECT} where m.id = cast(:membershipId as uuid) for update of m`,
    { membershipId },
    trx
  )
  return row ? dueOf(row) : null
}

/** The same, as it is now; nothing is locked. */
export async function findWithTerms(membershipId: string): Promise<DueMembership | null> {
  const [row] = await sql<Row>(`${SELECT} where m.id = cast(:membershipId as uuid)`, {
    membershipId,
  })
  return row ? dueOf(row) : null
}

/** Somebody's memberships that live, the oldest first: one for each community. */
export async function liveOf(personId: string): Promise<DueMembership[]> {
  const rows = await sql<Row>(
    `${SELECT} where m.person_id = :personId and m.state <> 'ended' order by m.created_at limit :most`,
    { personId, most: LIFECYCLE_LIMITS.shown }
  )
  return rows.map(dueOf)
}

/** A page of those that have ended, the newest first. `page` from 1. */
export async function endedOf(
  personId: string,
  page: number
): Promise<{ shown: DueMembership[]; pages: number; page: number }> {
  const [count] = await sql<{ all: bigint }>(
    `select count(*) as all from communities_memberships where person_id = :personId and state = 'ended'`,
    { personId }
  )
  const pages = Math.max(1, Math.ceil(Number(count?.all ?? 0n) / LIFECYCLE_LIMITS.page))
  const at = Math.min(Math.max(1, page), pages)
  const rows = await sql<Row>(
    `${SELECT} where m.person_id = :personId and m.state = 'ended'
     order by m.ended_at desc, m.id limit :most offset :from`,
    { personId, most: LIFECYCLE_LIMITS.page, from: (at - 1) * LIFECYCLE_LIMITS.page }
  )
  return { shown: rows.map(dueOf), pages, page: at }
}

function dueOf(row: Row): DueMembership {
  const { dueCommunity, dueTier, dueNext, dueCode, dueCodeUsed, ...membership } = row
  return {
    membership,
    community: {
      id: membership.community_id,
      name: dueCommunity.name,
      creatorId: dueCommunity.creator_id,
      isOpen: dueCommunity.state === 'open' && !dueCommunity.suspended,
      suspended: dueCommunity.suspended,
    },
    tier: tierOf(dueTier),
    nextTier: dueNext && tierOf(dueNext),
    code: dueCode && { ...dueCode, coins_off: coinsOf(dueCode.coins_off) },
    codeUsed: dueCodeUsed,
  }
}

const coinsOf = (digits: string | null): bigint | null => (digits === null ? null : BigInt(digits))

const tierOf = (tier: JsonTier): TierNow => ({ ...tier, coins: coinsOf(tier.coins) })

/**
 * Charges that were asked for long ago and that nobody settled: a process died. It has to be known what became of them,
 * also where the membership was cancelled or has ended meanwhile. They are left to the caller for a lease.
 */
export async function takeLeft(
  trx: TransactionClientContract,
  { at, before, most }: { at: Date; before: Date; most: number }
): Promise<{ cycle: CycleRow; personId: string; creatorId: string }[]> {
  const rows = await sql<CycleRow & { person_id: string; creator_id: string }>(
    `with left_over as (
       select y.id, m.person_id, c.creator_id from communities_cycles y
       join communities_memberships m on m.id = y.membership_id
       join communities_communities c on c.id = m.community_id
       where y.state = 'asked' and y.created_at <= :before
       order by y.created_at limit :most for update of m skip locked
     )
     update communities_cycles y set created_at = :at from left_over l where y.id = l.id
     returning y.*, l.person_id, l.creator_id`,
    { at, before, most },
    trx
  )
  return rows.map(({ person_id: personId, creator_id: creatorId, ...cycle }) => ({
    cycle,
    personId,
    creatorId,
  }))
}
