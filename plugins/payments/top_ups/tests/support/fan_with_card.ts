/** A fan on the web whose card Stripe keeps, and time that goes by. */
import { randomUUID } from 'node:crypto'
import { sql } from '#app/support/sql'
import { customerOf } from '#plugins/payments/gateways/stripe/customers'
import { gatewayOn, tell } from '#plugins/payments/gateways/stripe/tests/support/counter'
import type { PaymentsServices } from '#plugins/payments/services'
import {
  buyerOn,
  inboxMark,
  servicesWith,
  workInbox,
  type Buyer,
} from '#plugins/payments/tests/support/counter'
import { chargeAttempt } from '#plugins/payments/top_ups/actions/charge_attempt'
import { setTopUp } from '#plugins/payments/top_ups/actions/set_top_up'
import { findTopUp } from '#plugins/payments/top_ups/queries/find_top_up'
import type { CardBehaviour, StripeEmulator } from '#tests/emulators/stripe/index'

export interface AttemptRow {
  id: string
  order_id: string
  state: string
  reason: string | null
}

export class FanWithCard {
  private constructor(
    readonly stripe: StripeEmulator,
    readonly services: PaymentsServices,
    readonly buyer: Buyer,
    readonly customer: string,
    readonly card: string
  ) {}

  static async arrives(
    stripe: StripeEmulator,
    behaviour: CardBehaviour = 'succeeds'
  ): Promise<FanWithCard> {
    const gateway = gatewayOn(stripe)
    const services = await servicesWith(gateway)
    const buyer = await buyerOn('web')
    const customer = await customerOf(gateway.client, { personId: buyer.person.id, email: null })
    const card = stripe.deeds.giveCard(customer, behaviour).id
    return new FanWithCard(stripe, services, buyer, customer, card)
  }

  get id(): string {
    return this.buyer.person.id
  }

  /** Turns it on: 550 coins for $4.99 below 50 coins, by default at most $20 a month. */
  async turnsOn(monthlyCap = 2_000n) {
    const wish = {
      personId: this.id,
      packId: 'popular',
      currency: 'USD',
      threshold: 50_000n,
      monthlyCap,
      cardId: this.card,
    }
    return setTopUp(this.services, wish, {
      accountId: this.buyer.account.id,
      frontend: 'web',
      locale: 'en',
      words: 'Buy Popular for $4.99 below 50 coins',
      amount: 499n,
    })
  }

  /** What the jobs do that wait for this fan. */
  async charged(): Promise<void> {
    for (const { id, state } of await this.attempts()) {
      if (state === 'open') await chargeAttempt(this.services, id)
    }
  }

  /** Stripe's events of now come in and are worked on. */
  async eventsCome(): Promise<void> {
    const mark = await inboxMark()
    await tell(this.stripe, gatewayOn(this.stripe))
    await workInbox(this.services, 'stripe', mark)
  }

  /** Everything in the wallet is spent. */
  async spendsAll(): Promise<void> {
    const { ledger } = this.services
    const { available: amount } = await ledger.balance(this.id)
    if (amount === 0n) return
    const key = randomUUID()
    const request = { key, personId: this.id, amount, creatorId: null, memo: { key: 'test' } }
    const held = await ledger.hold(request)
    if (held.outcome !== 'held') throw new Error(held.outcome)
    await ledger.capture({ key, holdId: held.holdId })
  }

  /** Nothing has to be waited for any more; attempts are as old as that. */
  async hoursPass(hours: number): Promise<void> {
    await sql(
      `update payments_top_ups set next_at = next_at - make_interval(hours => :hours) where person_id = :id`,
      { id: this.id, hours }
    )
    await sql(
      `update payments_top_up_attempts set created_at = created_at - make_interval(hours => :hours)
       where person_id = :id`,
      { id: this.id, hours }
    )
  }

  attempts(): Promise<AttemptRow[]> {
    return sql<AttemptRow>(
      `select id, order_id, state, reason from payments_top_up_attempts
       where person_id = :id order by created_at, id`,
      { id: this.id }
    )
  }

  async states(): Promise<string[]> {
    return (await this.attempts()).map(({ state }) => state)
  }

  /** Whether it is on, and what it is paused for. */
  async state(): Promise<string> {
    const topUp = await findTopUp(this.id)
    return topUp?.pausedFor ?? topUp?.state ?? 'never'
  }

  /** What the fan is to be told, oldest first. */
  async told(): Promise<string[]> {
    const rows = await sql<{ what: string }>(
      `select payload->>'what' as what from outbox
       where topic = 'payments.tell_top_up' and payload->>'personId' = :id order by id`,
      { id: this.id }
    )
    return rows.map(({ what }) => what)
  }

  async coins(): Promise<bigint> {
    return (await this.services.ledger.balance(this.id)).available / 1000n
  }

  /** Charges that Stripe made of this fan's card. */
  charges() {
    return this.stripe.world.intents
      .all()
      .filter((one) => one.customer === this.customer && one.status === 'succeeded')
  }
}

/** Nobody of this test is charged by the next one. */
export async function everybodyOff(): Promise<void> {
  await sql(`update payments_top_ups set state = 'off', paused_for = null`, {})
  await sql(
    `update payments_top_up_attempts set state = 'abandoned' where state in ('open', 'authentication')`,
    {}
  )
}
