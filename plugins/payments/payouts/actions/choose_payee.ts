import { sealFor } from '#app/encryption/vault'
import { sql } from '#app/support/sql'
import { payoutProvider } from '#plugins/payments/payouts/providers/index'
import { findPayee } from '#plugins/payments/payouts/queries/payouts'

/** Longest details of where money goes, characters. */
export const DETAILS_LENGTH = 500

/** An admin pays this creator by hand, to where these words say. They are kept sealed. */
export async function payByHand(personId: string, details: string): Promise<void> {
  const [row] = await sql<{ id: string }>(
    `insert into payments_payees (person_id, provider, ready) values (:personId, 'manual', false)
     on conflict (person_id) do update set updated_at = now() returning id`,
    { personId }
  )
  if (!row) throw new Error(`The payee ${personId} was not kept`)
  const place = { table: 'payments_payees', column: 'details_sealed', id: row.id } as const
  const sealed = sealFor(place, Buffer.from(details.slice(0, DETAILS_LENGTH), 'utf8'))
  await sql(
    `update payments_payees set provider = 'manual', details_sealed = decode(:sealed, 'base64'), ready = true,
       updated_at = now() where id = :id`,
    { id: row.id, sealed: sealed.toString('base64') }
  )
}

export type Onboarding = { outcome: 'open'; url: string } | { outcome: 'unavailable' }

/** The provider's page where a creator says who they are and where the money goes. */
export async function beginOnboarding(request: {
  personId: string
  email: string | null
  backTo: string
}): Promise<Onboarding> {
  const provider = await payoutProvider('stripe')
  if (!provider) return { outcome: 'unavailable' }
  const payee = await findPayee(request.personId)
  const { account, url } = await provider.onboard({
    ...request,
    account: payee?.providerAccount ?? null,
  })
  await sql(
    `insert into payments_payees (person_id, provider, provider_account) values (:personId, 'stripe', :account)
     on conflict (person_id) do update
     set provider_account = :account, updated_at = now(),
       -- Whoever is paid by hand stays so until the account at the provider is ready.
       provider = case when payments_payees.provider = 'manual' and payments_payees.ready
         then 'manual' else 'stripe' end`,
    { personId: request.personId, account }
  )
  return { outcome: 'open', url }
}

/** The account at the provider can, or cannot, take money now. */
export async function payeeChanged(account: string, ready: boolean): Promise<void> {
  await sql(
    `update payments_payees set ready = :ready or (provider = 'manual' and ready),
       provider = case when :ready then 'stripe' else provider end, updated_at = now()
     where provider_account = :account`,
    { account, ready }
  )
}

/** Asks the provider itself: somebody who comes back from its page need not wait for its event. */
export async function refreshPayee(personId: string): Promise<void> {
  const payee = await findPayee(personId)
  const provider = await payoutProvider('stripe')
  if (!provider || !payee?.providerAccount) return
  await payeeChanged(payee.providerAccount, await provider.isReady(payee.providerAccount))
}

/** Everything that is available, on the first of each month; or on request alone. */
export async function setMonthly(personId: string, monthly: boolean): Promise<void> {
  await sql(
    'update payments_payees set monthly = :monthly, updated_at = now() where person_id = :personId',
    { personId, monthly }
  )
}
