import { sql } from '#app/support/sql'
import type { Fact } from '#plugins/payments/gateways/gateway'
import { payeeChanged } from '#plugins/payments/payouts/actions/choose_payee'
import { settlePayout } from '#plugins/payments/payouts/actions/settle_payout'
import type { PaymentsServices } from '#plugins/payments/services'
import type { GatewayName } from '#config/payments'

/** What a provider tells of payouts. In any order and any number of times; what is unknown here is left. */
export async function applyPayoutFact(
  services: PaymentsServices,
  gateway: GatewayName,
  fact: Extract<Fact, { kind: 'payout_changed' | 'payee_changed' }>
): Promise<void> {
  if (fact.kind === 'payee_changed') return payeeChanged(fact.payee, fact.ready)
  // That it was paid is known from sending it.
  if (fact.state === 'paid') return
  const known = await sql<{ id: string }>(
    'select id from payments_payouts where provider = :gateway and provider_payout = :payout',
    { gateway, payout: fact.payout }
  )
  for (const { id } of known) {
    // What is sent is booked first: a payout comes back once, and after it went out.
    await settlePayout(services, id)
    await sql(
      `update payments_payouts set state = 'reversing', reason = :reason where id = :id and state = 'paid'`,
      { id, reason: fact.reason }
    )
    await settlePayout(services, id)
  }
}
