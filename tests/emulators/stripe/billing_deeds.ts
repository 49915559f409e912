/** What time, cards and operators do to subscriptions at Stripe. */
import { attemptInvoice, endSubscription, moveOn } from '#tests/emulators/stripe/billing'
import { newCard } from '#tests/emulators/stripe/charging'
import type { CardBehaviour } from '#tests/emulators/stripe/objects'
import type { World } from '#tests/emulators/stripe/world'

export class BillingDeeds {
  constructor(private readonly world: World) {}

  /** Seconds go by at Stripe: periods end, invoices are made and paid, cards that failed are tried again. */
  moveOn(seconds: number): void {
    moveOn(this.world, seconds)
  }

  /** Somebody ends a subscription at once, at Stripe's dashboard. */
  endSubscription(id: string): void {
    endSubscription(this.world, this.world.subscriptions.get(id))
  }

  /** Another card, at Stripe's portal, and what it does; an open invoice is tried with it. */
  changeCard(subscriptionId: string, behaviour: CardBehaviour): void {
    const { world } = this
    const subscription = world.subscriptions.get(subscriptionId)
    const card = newCard(world, behaviour)
    card.customer = subscription.customer
    world.tell('payment_method.attached', card)
    subscription.default_payment_method = card.id
    world.tell('customer.subscription.updated', subscription)
    const invoice = subscription.latest_invoice && world.invoices.get(subscription.latest_invoice)
    if (invoice && invoice.status === 'open') attemptInvoice(world, invoice)
  }
}
