import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { LIFECYCLE_LIMITS } from '#plugins/communities/lifecycle/limits'
import { tellMembers, type News } from '#plugins/communities/lifecycle/news'
import { nextReminder, reminderDue } from '#plugins/communities/lifecycle/times'
import { rememberAll, saveMemberships } from '#plugins/communities/lifecycle/write'
import type { MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

type Due = MembershipRow & { tier_coins: bigint | null }

/** Reminds of renewals and ends: each reminder once, and of those that were missed the last one alone. */
export async function remindDue(
  services: Pick<CommunitiesServices, 'outbox'>,
  { signal }: { signal?: AbortSignal } = {}
): Promise<void> {
  let found: number = LIFECYCLE_LIMITS.batch
  while (found === LIFECYCLE_LIMITS.batch && signal?.aborted !== true) {
    found = await db.transaction((trx) => remind(services, trx, now()))
  }
  services.outbox.nudge()
}

async function remind(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  at: Date
): Promise<number> {
  const due = await sql<Due>(
    `select m.*, t.coins as tier_coins from communities_memberships m
     join communities_tiers t on t.id = m.tier_id
     join communities_communities c on c.id = m.community_id
     where m.remind_at <= :at and m.state in ('trialing', 'active') and c.suspended_at is null
     limit :most for update of m skip locked`,
    { at, most: LIFECYCLE_LIMITS.batch },
    trx
  )
  const reminders = due.flatMap((row) => {
    const before = row.paid_until && reminderDue(row.paid_until, at)
    return before === null ? [] : [{ row, before }]
  })
  await saveMemberships(
    trx,
    due.map(({ tier_coins: tierCoins, ...membership }) => ({
      ...membership,
      remind_at: nextReminder(membership.paid_until, at),
      asked_coins: higherPrice({ ...membership, tier_coins: tierCoins }),
    }))
  )
  await rememberAll(
    trx,
    reminders.map(({ row, before }) => ({ membership: row, kind: 'reminded', data: { before } })),
    at
  )
  await tellMembers(
    services,
    trx,
    reminders.map(({ row, before }) => ({
      membership: row,
      news: newsOf(row),
      key: `remind:${row.id}:${row.paid_until?.getTime()}:${before}`,
    }))
  )
  return due.length
}

/** A higher price is asked for with the reminder; who was not asked in time pays the one that they agreed to. */
function higherPrice({
  means,
  renews,
  next_tier_id: next,
  coins,
  tier_coins: today,
}: Due): bigint | null {
  if (means !== 'coins' || !renews || next !== null || today === null) return null
  return today > (coins ?? 0n) ? today : null
}

function newsOf(row: Due): News {
  if (!row.renews) return 'remind_end'
  return higherPrice(row) === null ? 'remind_renew' : 'remind_price'
}
