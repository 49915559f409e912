/** What follows from what became of a charge: a decision for each cycle, that is written down afterwards. */
import { randomUUID } from 'node:crypto'
import { assertNever } from '#app/bot_kit/reply'
import type { ChargeOutcome } from '#plugins/communities/lifecycle/actions/charge_cycle'
import type { MemberNews } from '#plugins/communities/lifecycle/news'
import { creditFrom } from '#plugins/communities/lifecycle/credits'
import { isLive, paid, unpaid } from '#plugins/communities/lifecycle/transitions'
import type { PeriodOf } from '#plugins/communities/lifecycle/times'
import type { Happened } from '#plugins/communities/lifecycle/write'
import type { CycleRow, MembershipRow } from '#plugins/communities/rows'

/** What is written for a membership; built up, then written at once. */
export interface Written {
  memberships: MembershipRow[]
  cycles: CycleRow[]
  happened: Happened[]
  changed: MembershipRow[]
  news: MemberNews[]
  /** Subscriptions at gateways that have come to an end. */
  stopped: MembershipRow[]
  /** Charged, but not to be kept: given back. */
  late: CycleRow[]
}

export type TierTimes = PeriodOf & { id: string }

interface Settling {
  membership: MembershipRow
  /** As it stands now; null when it is not the newest one any more. */
  cycle: CycleRow | null
  /** The cycle that a change of tier ends; its unused share counts in the new one. */
  cut: CycleRow | null
  asked: CycleRow
  charge: ChargeOutcome
  tier: TierTimes
  at: Date
}

/** Decides on one. */
export function settle(
  { membership, cycle, cut, asked, charge, tier, at }: Settling,
  written: Written
): void {
  // Somebody else settled it.
  if (cycle && cycle.state !== 'asked' && cycle.state !== 'failed') return
  switch (charge.outcome) {
    case 'charged': {
      const begun = cycle ?? asked
      const done: CycleRow = {
        ...begun,
        state: 'paid',
        // Money of what is cut may have gone back since it was quoted.
        credit: cut && cut.cut_rest !== null ? creditOf(cut, begun) : begun.credit,
        transfer_id: charge.transferId,
        creator_share: charge.creatorShare,
      }
      written.cycles.push(done)
      const wanted = asked.kind === 'changed' || membership.renews
      if (cycle && isLive(membership) && wanted) {
        keep({ membership, done, tier, at }, written)
        if (cut) written.cycles.push({ ...cut, cut_from: cut.ends_at, ends_at: done.starts_at })
      } else if (done.transfer_id !== null) written.late.push(done)
      return
    }
    case 'insufficient_coins':
    case 'cap_reached': {
      if (cycle?.state !== 'asked') return
      written.cycles.push({ ...cycle, state: 'failed' })
      if (!isLive(membership)) return
      if (cycle.kind === 'changed') {
        written.memberships.push(withoutChange(membership))
        return
      }
      if (membership.renews) refuse(membership, charge.outcome, at, written)
      return
    }
    case 'released': {
      if (cycle?.state !== 'asked') return
      written.cycles.push({ ...cycle, state: 'failed' })
      if (!isLive(membership)) return
      if (cycle.kind === 'changed' || !membership.renews) {
        written.memberships.push(withoutChange(membership))
        return
      }
      // Its key is spent: what has another number is tried at once.
      written.cycles.push({ ...cycle, id: randomUUID(), number: cycle.number + 1, state: 'failed' })
      written.memberships.push({ ...membership, renew_at: at })
      return
    }
    default:
      assertNever(charge)
  }
}

const creditOf = (cut: CycleRow, { starts_at: at }: CycleRow): bigint =>
  creditFrom({ ...cut, cut_from: cut.ends_at, ends_at: at }, cut.credit, at)

/** As it was before a change of tier was asked for. */
const withoutChange = (membership: MembershipRow): MembershipRow => ({
  ...membership,
  renew_at: membership.renews && membership.means === 'coins' ? membership.paid_until : null,
})

function keep(
  {
    membership,
    done,
    tier,
    at,
  }: { membership: MembershipRow; done: CycleRow; tier: TierTimes; at: Date },
  written: Written
): void {
  const changes = done.kind === 'changed'
  // Whatever it was paid with before: from now on it goes on by coins, or not at all.
  const means = done.agreed === null ? 'free' : 'coins'
  const from: MembershipRow = changes
    ? { ...membership, means, order_id: null, currency: null, amount: null }
    : membership
  const renewed = paid(from, { cycle: done, tier, at })
  written.memberships.push(renewed)
  written.changed.push(renewed)
  const { number, coins } = done
  written.happened.push({
    membership,
    kind: changes ? 'changed_tier' : 'renewed',
    data: { number, coins: coins.toString(), from: membership.tier_id, to: done.tier_id },
  })
  if (changes) written.stopped.push(membership)
  const movedOn = !changes && done.tier_id !== membership.tier_id
  if (movedOn || membership.state === 'grace') {
    const news = movedOn ? 'changed' : 'renewed'
    written.news.push({ membership, news, key: `${news}:${membership.id}:${number}` })
  }
}

function refuse(
  membership: MembershipRow,
  outcome: 'insufficient_coins' | 'cap_reached',
  at: Date,
  written: Written
): void {
  const waits = unpaid(membership, at)
  written.memberships.push(waits)
  // They are told when it begins, and see it in /memberships afterwards.
  if (membership.state === 'grace') return
  written.changed.push(waits)
  written.happened.push({ membership, kind: 'not_renewed', data: { outcome } })
  const key = `grace:${membership.id}:${membership.paid_until?.getTime()}`
  const news = outcome === 'cap_reached' ? 'capped' : 'no_coins'
  written.news.push({ membership, news, key })
}
