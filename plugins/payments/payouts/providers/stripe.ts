import type Stripe from 'stripe'
import {
  failureOf,
  StripeRefused,
  StripeUnavailable,
  wireAmount,
} from '#plugins/payments/gateways/stripe/client'
import type { Payee, Payout } from '#plugins/payments/payouts/payout'
import type { PayoutProvider, SendOutcome } from '#plugins/payments/payouts/providers/provider'

/**
 * Stripe Connect with Express accounts: separate charges and transfers (docs.stripe.com/connect). A transfer is from
 * the operator's balance to the creator's account; Stripe pays that out to the bank by its own schedule.
 */
export function stripePayouts(stripe: Stripe): PayoutProvider {
  return {
    async send(payout, payee) {
      if (payee.providerAccount === null) {
        return { outcome: 'refused', reason: 'There is no Stripe account' }
      }
      try {
        const known = await sentBefore(stripe, payout)
        return { outcome: 'sent', providerPayout: known ?? (await transfer(stripe, payout, payee)) }
      } catch (error) {
        return outcomeOf(error)
      }
    },

    async onboard({ personId, account, email, backTo }) {
      const id =
        account ??
        (
          await stripe.accounts.create(
            {
              type: 'express',
              ...(email !== null && { email }),
              capabilities: { transfers: { requested: true } },
              metadata: { person: personId },
            },
            { idempotencyKey: `payee:${personId}` }
          )
        ).id
      const link = await stripe.accountLinks.create({
        account: id,
        type: 'account_onboarding',
        return_url: backTo,
        refresh_url: backTo,
      })
      return { account: id, url: link.url }
    },

    async isReady(account) {
      const { capabilities, payouts_enabled: canPay } = await stripe.accounts.retrieve(account)
      return canPay && capabilities?.transfers === 'active'
    },
  }
}

const groupOf = (payout: Payout): string => `payout:${payout.id}`

/**
 * A transfer whose answer was lost, or that was sent right before a crash. Stripe forgets idempotency keys after a day (docs.stripe.com/api/idempotent_requests),
 * so it is looked for by its group first, which Stripe keeps.
 */
async function sentBefore(stripe: Stripe, payout: Payout): Promise<string | null> {
  const { data } = await stripe.transfers.list({ transfer_group: groupOf(payout), limit: 1 })
  return data[0]?.id ?? null
}

async function transfer(stripe: Stripe, payout: Payout, payee: Payee): Promise<string> {
  const { id } = await stripe.transfers.create(
    {
      amount: wireAmount(payout.amount),
      currency: payout.currency.toLowerCase(),
      destination: payee.providerAccount ?? '',
      transfer_group: groupOf(payout),
      metadata: { payout: payout.id },
    },
    { idempotencyKey: groupOf(payout) }
  )
  return id
}

/** What an error means for the coins. Whether an answer or the request was lost is not known: it is tried again. */
function outcomeOf(error: unknown): SendOutcome {
  const failure = failureOf(error)
  if (failure instanceof StripeUnavailable) return { outcome: 'later', reason: failure.code }
  if (!(failure instanceof StripeRefused)) throw error
  // The operator's balance at Stripe: tomorrow's sales fill it.
  const outcome = failure.reason === 'balance_insufficient' ? 'later' : 'refused'
  return { outcome, reason: failure.reason }
}
