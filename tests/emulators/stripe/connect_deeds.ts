/** What happens at Connect without the program: creators fill forms, banks send money back. */
import type { Form } from '#tests/emulators/stripe/form'
import type { Account, Payout } from '#tests/emulators/stripe/objects'
import { reverseTransfer } from '#tests/emulators/stripe/routes/connect'
import { newId, type World } from '#tests/emulators/stripe/world'

export class ConnectDeeds {
  constructor(private readonly world: World) {}

  /** The creator has filled in everything: money can be sent. */
  onboard(accountId: string): Account {
    return this.#change(accountId, {
      details_submitted: true,
      payouts_enabled: true,
      capabilities: { transfers: 'active' },
      requirements: { currently_due: [], eventually_due: [], past_due: [], disabled_reason: null },
    })
  }

  /** Stripe wants to know more: no money can be sent until then. */
  restrict(accountId: string): Account {
    const due = ['individual.verification.document']
    return this.#change(accountId, {
      payouts_enabled: false,
      capabilities: { transfers: 'inactive' },
      requirements: {
        currently_due: due,
        eventually_due: due,
        past_due: due,
        disabled_reason: 'requirements.past_due',
      },
    })
  }

  /** What the platform has at Stripe, minor units. */
  setBalance(currency: string, amount: number): void {
    this.world.balance.set(currency, amount)
  }

  /** Stripe takes a transfer back (the account was closed, for instance). */
  reverseTransfer(transferId: string, amount?: number): void {
    const form: Form = amount === undefined ? {} : { amount: String(amount) }
    reverseTransfer(this.world, this.world.transfers.get(transferId), form)
  }

  /** Stripe sends what is on a creator's account to their bank, as it does by itself every day. */
  payOut(accountId: string, amount: number, currency = 'usd'): Payout {
    const { world } = this
    const payout = world.payouts.add({
      id: newId('po'),
      object: 'payout',
      created: world.now(),
      arrival_date: world.now(),
      amount,
      currency,
      automatic: true,
      destination: newId('ba'),
      status: 'in_transit',
      failure_code: null,
      failure_message: null,
      metadata: {},
      livemode: false,
    })
    world.tell('payout.created', payout, accountId)
    payout.status = 'paid'
    world.tell('payout.paid', payout, accountId)
    return payout
  }

  /** The bank did not take it, also some days after it was said to be paid. */
  failPayout(payoutId: string, accountId: string): void {
    const payout = this.world.payouts.get(payoutId)
    Object.assign(payout, {
      status: 'failed',
      failure_code: 'account_closed',
      failure_message: 'The bank account has been closed',
    } satisfies Partial<Payout>)
    this.world.tell('payout.failed', payout, accountId)
  }

  #change(accountId: string, change: Partial<Account>): Account {
    const account = Object.assign(this.world.accounts.get(accountId), change)
    this.world.tell('account.updated', account, accountId)
    return account
  }
}
