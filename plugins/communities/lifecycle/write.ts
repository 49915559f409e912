/** Writing memberships, cycles and what happened to them; many in one statement, for sweeps. */
import { randomUUID } from 'node:crypto'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { JsonObject } from '#app/job_kit/types'
import { sql } from '#app/support/sql'
import { COMMUNITY_EVENTS } from '#plugins/communities/api'
import type { CycleRow, MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Rows as JSON, for one statement: bigints travel as their digits. */
const asJson = (rows: readonly object[]): string =>
  JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value
  )

/** Writes memberships that are locked as they are now. */
export async function saveMemberships(
  trx: TransactionClientContract,
  memberships: readonly MembershipRow[]
): Promise<void> {
  if (memberships.length === 0) return
  await sql(
    `update communities_memberships m set tier_id = r.tier_id, state = r.state, means = r.means, coins = r.coins,
       currency = r.currency, amount = r.amount, anchor_at = r.anchor_at, paid_until = r.paid_until,
       grace_until = r.grace_until, renews = r.renews, next_tier_id = r.next_tier_id, next_coins = r.next_coins,
       asked_coins = r.asked_coins, code_id = r.code_id, order_id = r.order_id, renew_at = r.renew_at,
       renew_attempts = r.renew_attempts, remind_at = r.remind_at, end_reason = r.end_reason, ended_at = r.ended_at
     from jsonb_populate_recordset(null::communities_memberships, :rows::jsonb) r where m.id = r.id`,
    { rows: asJson(memberships) },
    trx
  )
}

/** Columns of rows that are inserted: what a later migration adds keeps its default. */
const columnsOf = (rows: readonly object[]): string => Object.keys(rows[0] ?? {}).join(', ')

/** Writes a membership that has not been there. */
export async function insertMembership(
  trx: TransactionClientContract,
  membership: MembershipRow
): Promise<void> {
  const columns = columnsOf([membership])
  await sql(
    `insert into communities_memberships (${columns})
     select ${columns} from jsonb_populate_recordset(null::communities_memberships, :rows::jsonb)`,
    { rows: asJson([membership]) },
    trx
  )
}

/** Writes what became of cycles of memberships that are locked; a new one by its number. */
export async function saveCycles(
  trx: TransactionClientContract,
  cycles: readonly CycleRow[]
): Promise<void> {
  if (cycles.length === 0) return
  const columns = columnsOf(cycles)
  await sql(
    `insert into communities_cycles (${columns})
     select ${columns} from jsonb_populate_recordset(null::communities_cycles, :rows::jsonb)
     on conflict (id) do update set tier_id = excluded.tier_id, starts_at = excluded.starts_at,
       ends_at = excluded.ends_at, state = excluded.state, coins = excluded.coins, agreed = excluded.agreed,
       transfer_id = excluded.transfer_id, creator_share = excluded.creator_share, given_back = excluded.given_back,
       credit = excluded.credit, cut_from = excluded.cut_from, cut_rest = excluded.cut_rest,
       cut_credit = excluded.cut_credit, created_at = excluded.created_at`,
    { rows: asJson(cycles) },
    trx
  )
}

export interface Happened {
  membership: Pick<MembershipRow, 'id' | 'community_id' | 'person_id'>
  kind: string
  data?: JsonObject
}

/** Writes down what happened, as `remember` does for one. */
export async function rememberAll(
  trx: TransactionClientContract,
  happened: readonly Happened[],
  at: Date
): Promise<void> {
  if (happened.length === 0) return
  const rows = happened.map(({ membership, kind, data = {} }) => ({
    community_id: membership.community_id,
    membership_id: membership.id,
    person_id: membership.person_id,
    kind,
    data,
  }))
  await sql(
    `insert into communities_history (community_id, membership_id, person_id, kind, data, at)
     select community_id, membership_id, person_id, kind, data, :at
     from jsonb_to_recordset(:rows::jsonb) as r
       (community_id uuid, membership_id uuid, person_id uuid, kind text, data jsonb)`,
    { rows: asJson(rows), at },
    trx
  )
}

/** Tells the other parts that memberships changed, once the transaction is committed. */
export async function tellChanged(
  { outbox }: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  memberships: readonly Pick<MembershipRow, 'id' | 'community_id' | 'person_id'>[]
): Promise<void> {
  if (memberships.length === 0) return
  await outbox.add(
    trx,
    memberships.map(({ id, community_id, person_id }) => ({
      topic: COMMUNITY_EVENTS.membershipChanged,
      key: `${id}:${randomUUID()}`,
      payload: { membershipId: id, communityId: community_id, personId: person_id },
    }))
  )
}
