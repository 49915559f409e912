import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import { settlePayout } from '#plugins/payments/payouts/actions/settle_payout'
import type { Payout, PayoutState } from '#plugins/payments/payouts/payout'
import { lockPayout } from '#plugins/payments/payouts/queries/payouts'
import type { PaymentsServices } from '#plugins/payments/services'

export type Marking =
  | { outcome: 'marked' }
  /** It is not in a state for that: somebody else was quicker, or it is sent by the provider. */
  | { outcome: 'not_now' }
  /** Too few admins agreed. */
  | { outcome: 'needs_approval'; missing: number }
  /** Nobody marks their own payout. */
  | { outcome: 'own' }

/** Longest reference or reason that is kept, characters. */
export const NOTE_LENGTH = 200

interface Mark {
  payoutId: string
  adminId: string
  /** For `paid` the reference of the bank; else why, which the creator reads. */
  note: string
}

/** An admin paid by hand, and says under which reference. */
export async function markPaid(services: PaymentsServices, mark: Mark): Promise<Marking> {
  return change(services, mark, (payout) => {
    if (payout.state !== 'reserved' || payout.provider !== 'manual') return { outcome: 'not_now' }
    const missing = payout.approvalsNeeded - payout.approvals
    if (missing > 0) return { outcome: 'needs_approval', missing }
    return { outcome: 'go', state: 'sent', column: 'reference' }
  })
}

/** An admin says that a payout cannot be paid: the coins go back to the earnings. */
export async function refusePayout(services: PaymentsServices, mark: Mark): Promise<Marking> {
  return change(services, mark, (payout) =>
    payout.state === 'reserved'
      ? { outcome: 'go', state: 'failing', column: 'reason' }
      : { outcome: 'not_now' }
  )
}

/** The bank sent a payment by hand back: the coins go back to the earnings. */
export async function markReturned(services: PaymentsServices, mark: Mark): Promise<Marking> {
  return change(services, mark, (payout) =>
    payout.state === 'paid' && payout.provider === 'manual'
      ? { outcome: 'go', state: 'reversing', column: 'reason' }
      : { outcome: 'not_now' }
  )
}

type Decision =
  | Exclude<Marking, { outcome: 'marked' }>
  | { outcome: 'go'; state: PayoutState; column: 'reference' | 'reason' }

async function change(
  services: PaymentsServices,
  { payoutId, adminId, note }: Mark,
  decide: (payout: Payout) => Decision
): Promise<Marking> {
  const marking = await db.transaction(async (trx): Promise<Marking> => {
    const payout = await lockPayout(payoutId, trx)
    if (!payout) return { outcome: 'not_now' }
    if (payout.personId === adminId) return { outcome: 'own' }
    const decision = decide(payout)
    if (decision.outcome !== 'go') return decision
    await sql(
      `update payments_payouts set state = :state, ${decision.column} = :note where id = :payoutId`,
      { payoutId, state: decision.state, note: note.slice(0, NOTE_LENGTH) },
      trx
    )
    return { outcome: 'marked' }
  })
  if (marking.outcome === 'marked') await settlePayout(services, payoutId)
  return marking
}
