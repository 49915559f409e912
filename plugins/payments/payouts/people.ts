import { E_PERSON_BUSY } from '#app/identity/errors'
import { openFrom } from '#app/encryption/vault'
import type { Merge, MergeRefusal, PeopleModule } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import { OPEN_STATES } from '#plugins/payments/payouts/payout'
import { findPayee, payoutsOf } from '#plugins/payments/payouts/queries/payouts'

/** Payouts that an export holds at most. */
const EXPORTED = 10_000

/** The payouts' part when people are merged, deleted, or ask for their data. */
export const payoutsOfPeople = {
  async merge({ from, into, trx }: Merge): Promise<MergeRefusal | { outcome: 'merged' }> {
    const open = await sql<{ id: string }>(
      `select id from payments_payouts
       where person_id in (:from, :into) and state = any (:states) limit 1`,
      { from, into, states: [...OPEN_STATES] },
      trx
    )
    if (open.length > 0) return { outcome: 'refused', reason: 'busy' }
    await sql(
      'update payments_payouts set person_id = :into, month = null where person_id = :from',
      { from, into },
      trx
    )
    // The one who stays keeps their own way of being paid.
    await sql(
      `delete from payments_payees where person_id = :from
         and exists (select 1 from payments_payees p where p.person_id = :into and (p.ready or not payments_payees.ready))`,
      { from, into },
      trx
    )
    await sql(
      `delete from payments_payees where person_id = :into
         and exists (select 1 from payments_payees p where p.person_id = :from)`,
      { from, into },
      trx
    )
    await sql(
      'update payments_payees set person_id = :into where person_id = :from',
      { from, into },
      trx
    )
    return { outcome: 'merged' }
  },

  /** What was paid stays, as tax law asks; where it went is forgotten. */
  async forget({ personId, trx }) {
    const open = await sql<{ id: string }>(
      `select id from payments_payouts where person_id = :personId and state = any (:states) limit 1`,
      { personId, states: [...OPEN_STATES] },
      trx
    )
    if (open.length > 0) throw new E_PERSON_BUSY('A payout of the person is under way')
    await sql('delete from payments_payees where person_id = :personId', { personId }, trx)
  },

  async export(personId) {
    const payee = await findPayee(personId)
    const payouts = await payoutsOf(personId, EXPORTED)
    if (!payee && payouts.length === 0) return {}
    return {
      paid_by: payee?.provider,
      monthly: payee?.monthly,
      details: payee?.detailsSealed ? detailsOf(payee.id, payee.detailsSealed) : undefined,
      payouts: payouts.map((payout) => ({
        asked_at: payout.askedAt,
        paid_at: payout.paidAt,
        state: payout.state,
        amount_in_minor_units: payout.amount.toString(),
        currency: payout.currency,
        millicoins: payout.coins.toString(),
        reference: payout.reference,
      })),
    }
  },
} satisfies Pick<PeopleModule, 'merge' | 'forget' | 'export'>

/** Where an admin sends a creator's money, in the creator's own words. */
export function detailsOf(payeeId: string, sealed: Buffer): string {
  const place = { table: 'payments_payees', column: 'details_sealed', id: payeeId } as const
  return openFrom(place, sealed).toString('utf8')
}
