import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import { now } from '#plugins/communities/clock'
import { tellMembers } from '#plugins/communities/lifecycle/news'
import { ALL, shareOf, times, unused, type Share } from '#plugins/communities/lifecycle/proration'
import { cyclesOf } from '#plugins/communities/lifecycle/queries/find_membership'
import { rememberAll } from '#plugins/communities/lifecycle/write'
import { refundMoney } from '#plugins/communities/refunds/refund_money'
import type { CycleRow, MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

/** What is owed to somebody of one cycle. */
interface Part {
  cycle: CycleRow
  share: Share
}

/** Has the unused share of the running cycle given back, once the transaction is committed. `at` is when it ended. */
export async function oweUnused(
  { outbox }: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  { membershipId, at }: { membershipId: string; at: Date }
): Promise<void> {
  await outbox.add(trx, [
    {
      topic: 'communities.give_back_cycles',
      key: `unused:${membershipId}`,
      payload: { membershipId, at: at.toISOString() },
    },
  ])
}

/** Gives a charge back that nobody wanted any more. Again, it does nothing. */
export async function giveBackCycle(services: CommunitiesServices, cycleId: string): Promise<void> {
  const [cycle] = await sql<CycleRow>('select * from communities_cycles where id = :cycleId', {
    cycleId,
  })
  if (cycle) await giveBackParts(services, cycle.membership_id, [{ cycle, share: ALL }], 'late')
}

/** Gives the unused share of the cycle that ran at a time back to who paid it. Again, it does nothing. */
export async function giveBackUnused(
  services: CommunitiesServices,
  { membershipId, at }: { membershipId: string; at: Date }
): Promise<void> {
  const cycles = await cyclesOf(membershipId)
  await giveBackParts(services, membershipId, unusedParts(cycles, at), 'unused')
}

/**
 * What is unused of the cycles, the newest first: the running one by time; those before it that a change of tier cut
 * short, in proportion, since what was unused of them counts in the one after; and all of one that has not begun.
 */
export function unusedParts(newestFirst: readonly CycleRow[], at: Date): Part[] {
  const parts: Part[] = []
  // One that went back whole has nothing left itself, and what counted in it still does.
  const paid = newestFirst.filter(({ state }) => state === 'paid' || state === 'given_back')
  paid.forEach((cycle, index) => {
    if (cycle.cut_from !== null) return
    const share = unused(cycle, at)
    if (share.part === 0n) return
    let carried = share
    parts.push({ cycle, share })
    let after = cycle
    for (const before of paid.slice(index + 1)) {
      if (after.kind !== 'changed' || before.ends_at === null) break
      const whole = { starts_at: before.starts_at, ends_at: before.cut_from }
      carried = times(carried, unused(whole, before.ends_at))
      parts.push({ cycle: before, share: carried })
      after = before
    }
  })
  return parts
}

async function giveBackParts(
  services: CommunitiesServices,
  membershipId: string,
  parts: readonly Part[],
  why: 'late' | 'unused'
): Promise<void> {
  for (const { cycle, share } of parts) {
    const key = `${why}:${cycle.id}`
    if (await isGiven(membershipId, key)) continue
    const amount =
      cycle.payment_id === null
        ? await giveCoins(services, cycle, share, key)
        : await giveMoney(services, cycle, share, key)
    if (amount === 0n) continue
    await db.transaction((trx) => keep(services, trx, { membershipId, cycle, amount, key }))
  }
  services.outbox.nudge()
}

async function giveCoins(
  { ledger }: Pick<CommunitiesServices, 'ledger'>,
  cycle: CycleRow,
  share: Share,
  key: string
): Promise<bigint> {
  const amount = shareOf(cycle.coins - cycle.given_back, share)
  if (cycle.transfer_id === null || amount <= 0n) return 0n
  const given = await ledger.giveBack({
    key,
    captureId: cycle.transfer_id,
    amount,
    memo: { key: 'communities.lifecycle.memo.given_back', data: { name: cycle.label ?? '' } },
  })
  return given.amount
}

/** What a gateway refuses is left to the operator. */
async function giveMoney(
  services: Pick<CommunitiesServices, 'payments' | 'outbox'>,
  cycle: CycleRow,
  share: Share,
  key: string
): Promise<bigint> {
  const amount = shareOf((cycle.amount ?? 0n) - cycle.given_back, share)
  if (cycle.payment_id === null || amount <= 0n) return 0n
  const of = { membershipId: cycle.membership_id }
  const outcome = await refundMoney(services, of, {
    key,
    paymentId: cycle.payment_id,
    // All that is left, to the last unit, whatever came of it meanwhile.
    amount: share.part === share.whole ? null : amount,
    reason: 'membership_ended',
  })
  return outcome === 'refunded' ? amount : 0n
}

async function isGiven(membershipId: string, key: string): Promise<boolean> {
  const rows = await sql(
    `select 1 from communities_history
     where membership_id = :membershipId and kind = 'given_back' and data ->> 'key' = :key limit 1`,
    { membershipId, key }
  )
  return rows.length > 0
}

async function keep(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  given: { membershipId: string; cycle: CycleRow; amount: bigint; key: string }
): Promise<void> {
  const { membershipId, cycle, amount, key } = given
  const [membership] = await sql<MembershipRow>(
    'select * from communities_memberships where id = :membershipId',
    { membershipId },
    trx
  )
  if (!membership) return
  await sql(
    // The payments may have told of it by now, maybe with more.
    `update communities_cycles set given_back = greatest(given_back, least(coalesce(amount, coins), :back)),
       state = case when greatest(given_back, :back) >= coalesce(amount, coins) then 'given_back' else state end
     where id = :id`,
    { id: cycle.id, back: cycle.given_back + amount },
    trx
  )
  const data = { key, number: cycle.number, amount: amount.toString(), currency: cycle.currency }
  await rememberAll(trx, [{ membership, kind: 'given_back', data }], now())
  await tellMembers(services, trx, [{ membership, news: 'paid_back', key }])
}
