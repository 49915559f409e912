import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { now } from '#plugins/communities/clock'
import { chargeCycle, type AskedCycle } from '#plugins/communities/lifecycle/actions/charge_cycle'
import {
  lookAtChange,
  type ChangeRequest,
  type Refusal,
} from '#plugins/communities/lifecycle/actions/quote_change'
import { beforeCut } from '#plugins/communities/lifecycle/credits'
import { settleCycles } from '#plugins/communities/lifecycle/actions/settle_cycles'
import type { ChangeTerms } from '#plugins/communities/lifecycle/change_terms'
import { FRESH_CYCLE } from '#plugins/communities/lifecycle/fresh_cycle'
import { LIFECYCLE_LIMITS } from '#plugins/communities/lifecycle/limits'
import type { DueMembership } from '#plugins/communities/lifecycle/queries/due_memberships'
import { findMembership } from '#plugins/communities/lifecycle/queries/find_membership'
import { resumed } from '#plugins/communities/lifecycle/transitions'
import { runningCycle } from '#plugins/communities/lifecycle/running_cycle'
import {
  rememberAll,
  saveCycles,
  saveMemberships,
  tellChanged,
} from '#plugins/communities/lifecycle/write'
import type { PricedTier } from '#plugins/communities/queries/find_tier'
import type { CycleRow, MembershipRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export type ChangeOutcome =
  | { outcome: 'changed'; membership: MembershipRow; to: PricedTier; charge: bigint }
  /** From the next cycle on. */
  | { outcome: 'planned'; membership: MembershipRow; to: PricedTier; at: Date; coins: bigint }
  | { outcome: 'insufficient_coins' | 'cap_reached'; charge: bigint }
  /** The quote is too old, or no longer true: a new one is to be shown. */
  | { outcome: 'stale' }
  | { outcome: 'refused'; reason: Refusal }

/**
 * Changes the tier as it was quoted: at once, with what it costs held and captured, or from the next cycle on.
 * @param quoted when the quote was made, and what it said is charged
 */
export async function changeTier(
  services: Pick<CommunitiesServices, 'ledger' | 'outbox'>,
  request: ChangeRequest,
  quoted: { at: Date; charge: bigint | null }
): Promise<ChangeOutcome> {
  const { quote, hold } = LIFECYCLE_LIMITS
  const age = now().getTime() - quoted.at.getTime()
  if (age < 0 || age > quote * 1000) return { outcome: 'stale' }
  const begun = await db.transaction((trx) => begin(services, trx, request, quoted))
  if (!('asked' in begun)) {
    services.outbox.nudge()
    return begun
  }
  const { asked, to } = begun
  const charge = await chargeCycle(services, asked)
  await settleCycles(services, [{ cycle: asked.cycle, charge }])
  services.outbox.nudge()
  switch (charge.outcome) {
    case 'charged': {
      const membership = await findMembership(request.membershipId)
      if (!membership) throw new Error(`The membership ${request.membershipId} is gone`)
      return { outcome: 'changed', membership, to, charge: asked.cycle.coins }
    }
    case 'insufficient_coins':
    case 'cap_reached':
      return { outcome: charge.outcome, charge: asked.cycle.coins }
    case 'released':
      throw new Error(`The hold of ${asked.cycle.id} did not live for ${hold} s`)
  }
}

async function begin(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  request: ChangeRequest,
  quoted: { at: Date; charge: bigint | null }
): Promise<Exclude<ChangeOutcome, { outcome: 'changed' }> | { asked: AskedCycle; to: PricedTier }> {
  const found = await lookAtChange(trx, request, quoted.at)
  if (found.outcome === 'refused') return found
  const { terms, due, to, cycles } = found
  const expected = terms.outcome === 'now' ? terms.charge : null
  if (expected !== quoted.charge) return { outcome: 'stale' }
  if (terms.outcome === 'later') return plan(services, trx, due, { to, terms })
  const running = runningCycle(cycles, quoted.at)
  const cycle: CycleRow = {
    ...FRESH_CYCLE,
    id: randomUUID(),
    membership_id: due.membership.id,
    number: (cycles[0]?.number ?? 0) + 1,
    tier_id: to.id,
    starts_at: quoted.at,
    ends_at: terms.endsAt,
    kind: 'changed',
    state: 'asked',
    coins: terms.charge,
    currency: null,
    amount: null,
    transfer_id: null,
    payment_id: null,
    agreed: terms.agreed,
    label: due.community.name,
    credit: terms.credit,
    created_at: now(),
  }
  // Should this process die, the sweep goes on with it.
  const cut = running ? [beforeCut(running, terms.credit, quoted.at)] : []
  await saveCycles(trx, [cycle, ...cut])
  return {
    asked: { cycle, personId: due.membership.person_id, creatorId: due.community.creatorId },
    to,
  }
}

/** A cheaper tier from the next cycle on. What was cancelled goes on with it; what waits for coins is tried again. */
async function plan(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  { membership }: DueMembership,
  { to, terms }: { to: PricedTier; terms: Extract<ChangeTerms, { outcome: 'later' }> }
): Promise<ChangeOutcome & { outcome: 'planned' }> {
  const at = now()
  const goesOn = { ...membership, means: 'coins' as const, coins: membership.coins ?? terms.coins }
  const base = membership.renews ? membership : resumed(goesOn, at)
  const planned: MembershipRow = {
    ...base,
    next_tier_id: to.id,
    next_coins: terms.coins,
    asked_coins: null,
    renew_at: membership.state === 'grace' ? at : base.renew_at,
  }
  await saveMemberships(trx, [planned])
  const data = { to: to.id, coins: terms.coins.toString() }
  await rememberAll(trx, [{ membership, kind: 'planned_tier', data }], at)
  await tellChanged(services, trx, [planned])
  return { outcome: 'planned', membership: planned, to, at: terms.at, coins: terms.coins }
}
