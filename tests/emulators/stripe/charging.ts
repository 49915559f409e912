/** Money is taken, or is not. */
import { StripeFault, type FaultDetails } from '#tests/emulators/stripe/errors'
import type {
  CardBehaviour,
  Charge,
  PaymentIntent,
  PaymentMethod,
} from '#tests/emulators/stripe/objects'
import { newId, type World } from '#tests/emulators/stripe/world'

/** What Stripe keeps of a charge: 2.9 % and 30 (stripe.com/pricing, cards in the United States). */
export const feeOf = (amount: number): number => Math.round(amount * 0.029) + 30

const WORDS: Record<
  Exclude<CardBehaviour, 'succeeds'>,
  { message: string; details: FaultDetails }
> = {
  card_declined: {
    message: 'Your card was declined.',
    details: { code: 'card_declined', decline_code: 'generic_decline' },
  },
  insufficient_funds: {
    message: 'Your card has insufficient funds.',
    details: { code: 'card_declined', decline_code: 'insufficient_funds' },
  },
  authentication_required: {
    message: 'Your card was declined. This transaction requires authentication.',
    details: { code: 'authentication_required', decline_code: 'authentication_required' },
  },
}

export interface Attempt {
  intent: PaymentIntent
  method: PaymentMethod
  behaviour: CardBehaviour
}

/** @throws the refusal for a card that does not pay; the intent then waits for another one */
export function charge(world: World, attempt: Attempt): Charge {
  const { intent, method, behaviour } = attempt
  if (behaviour === 'succeeds') return succeed(world, intent, method)
  const { message, details } = WORDS[behaviour]
  const failed = newCharge(world, intent, method, 'failed')
  failed.failure_code = details.code ?? null
  intent.status = 'requires_payment_method'
  intent.latest_charge = failed.id
  intent.payment_method = null
  intent.last_payment_error = { type: 'card_error', message, ...details, payment_method: method }
  world.tell('payment_intent.payment_failed', intent)
  world.tell('charge.failed', failed)
  throw new StripeFault(402, 'card_error', message, {
    ...details,
    payment_intent: structuredClone(intent),
    payment_method: structuredClone(method),
  })
}

/** A way to pay that takes days: nothing is known yet. */
export function beginDelayed(world: World, intent: PaymentIntent, method: PaymentMethod): void {
  intent.status = 'processing'
  intent.payment_method = method.id
  world.tell('payment_intent.processing', intent)
}

export function succeed(world: World, intent: PaymentIntent, method: PaymentMethod): Charge {
  const made = newCharge(world, intent, method, 'succeeded')
  made.balance_transaction = world.book({
    amount: intent.amount,
    currency: intent.currency,
    fee: feeOf(intent.amount),
    type: 'charge',
    category: 'charge',
    source: made.id,
  }).id
  Object.assign(intent, {
    status: 'succeeded',
    amount_received: intent.amount,
    latest_charge: made.id,
    payment_method: method.id,
    last_payment_error: null,
  } satisfies Partial<PaymentIntent>)
  world.tell('charge.succeeded', made)
  world.tell('payment_intent.succeeded', intent)
  return made
}

function newCharge(
  world: World,
  intent: PaymentIntent,
  method: PaymentMethod,
  status: 'succeeded' | 'failed'
): Charge {
  const paid = status === 'succeeded'
  return world.charges.add({
    id: newId('ch'),
    object: 'charge',
    created: world.now(),
    amount: intent.amount,
    amount_captured: paid ? intent.amount : 0,
    amount_refunded: 0,
    currency: intent.currency,
    customer: intent.customer,
    payment_intent: intent.id,
    payment_method: method.id,
    balance_transaction: null,
    paid,
    refunded: false,
    disputed: false,
    status,
    failure_code: null,
    // Stripe copies an intent's metadata to its charges when they are made.
    metadata: { ...intent.metadata },
    livemode: false,
  })
}

export function newIntent(
  world: World,
  details: Pick<
    PaymentIntent,
    'amount' | 'currency' | 'customer' | 'description' | 'metadata' | 'setup_future_usage'
  >
): PaymentIntent {
  const id = newId('pi')
  return world.intents.add({
    ...details,
    id,
    object: 'payment_intent',
    created: world.now(),
    amount_received: 0,
    status: 'requires_payment_method',
    payment_method: null,
    latest_charge: null,
    last_payment_error: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${newId('x', 20).slice(2)}`,
    livemode: false,
  })
}

/** A card that nobody has saved. */
export function newCard(world: World, behaviour: CardBehaviour, last4 = '4242'): PaymentMethod {
  const method = world.paymentMethods.add({
    id: newId('pm'),
    object: 'payment_method',
    type: 'card',
    created: world.now(),
    customer: null,
    allow_redisplay: 'unspecified',
    card: { brand: 'visa', last4, exp_month: 12, exp_year: 2034, country: 'US' },
    livemode: false,
  })
  world.behaviours.set(method.id, behaviour)
  return method
}
