/** Checkout Sessions: pages of Stripe's where somebody pays, or saves a card. */
import { invalid } from '#tests/emulators/stripe/errors'
import {
  amountOf,
  partOf,
  required,
  textOf,
  textsOf,
  type Form,
} from '#tests/emulators/stripe/form'
import type { CheckoutSession } from '#tests/emulators/stripe/objects'
import { customerOf } from '#tests/emulators/stripe/routes/customers'
import { pageOf } from '#tests/emulators/stripe/routes/list'
import { idOf, type Route } from '#tests/emulators/stripe/routes/route'
import { newId, type World } from '#tests/emulators/stripe/world'

/** A session is open for a day, seconds. */
const LIFETIME = 24 * 60 * 60
/** Below these Stripe charges nothing, minor units (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). */
const SMALLEST: Readonly<Record<string, number>> = { usd: 50, eur: 50, inr: 50 }

/** What a session gives to the intent that it makes. */
export interface IntentData {
  description: string | null
  setupFutureUsage: string | null
  metadata: Record<string, string>
  /** The fan may tick "save this card". */
  offersSaving: boolean
}

export const intentDataOf = new WeakMap<CheckoutSession, IntentData>()

/** What a session gives to the subscription that it makes. */
export interface RecurringData {
  interval: 'month' | 'year'
  trialDays: number
  description: string | null
  metadata: Record<string, string>
}

export const recurringDataOf = new WeakMap<CheckoutSession, RecurringData>()

export const checkoutRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/checkout/sessions',
    params: 'Checkout.SessionCreateParams',
    handle: (world, { form }) => createSession(world, form),
  },
  {
    method: 'GET',
    path: '/v1/checkout/sessions',
    params: 'Checkout.SessionListParams',
    handle(world, { form }) {
      const intent = textOf(form, 'payment_intent')
      const found = world.sessions
        .all()
        .filter((one) => intent === undefined || one.payment_intent === intent)
      return pageOf(found, form, '/v1/checkout/sessions')
    },
  },
  {
    method: 'GET',
    path: '/v1/checkout/sessions/:id',
    params: 'Checkout.SessionRetrieveParams',
    handle: (world, request) => world.sessions.get(idOf(request)),
  },
  {
    method: 'POST',
    path: '/v1/checkout/sessions/:id/expire',
    params: 'Checkout.SessionExpireParams',
    handle: (world, request) => expireSession(world, world.sessions.get(idOf(request))),
  },
]

function createSession(world: World, form: Form): CheckoutSession {
  const mode = required(textOf(form, 'mode'), 'mode')
  if (mode !== 'payment' && mode !== 'setup' && mode !== 'subscription') {
    throw invalid('Invalid mode: must be one of payment, setup, or subscription', { param: 'mode' })
  }
  if (mode !== 'subscription' && 'subscription_data' in form) {
    throw invalid('You can not pass `subscription_data` in this mode.', {
      param: 'subscription_data',
    })
  }
  if (mode === 'subscription' && 'payment_intent_data' in form) {
    throw invalid('You can not pass `payment_intent_data` in `subscription` mode.', {
      param: 'payment_intent_data',
    })
  }
  for (const name of ['success_url', 'cancel_url']) {
    const address = textOf(form, name)
    if (address !== undefined && !URL.canParse(address)) {
      throw invalid('Not a valid URL', { code: 'url_invalid', param: name })
    }
  }
  const customer = textOf(form, 'customer')
  if (customer !== undefined) customerOf(world, customer, 'customer')
  if (customer !== undefined && textOf(form, 'customer_email') !== undefined) {
    throw invalid('You may only specify one of these parameters: customer, customer_email.')
  }
  const price = mode === 'setup' ? null : priceOf(form, mode)
  const id = newId('cs_test', 58)
  const session = world.sessions.add({
    id,
    object: 'checkout.session',
    created: world.now(),
    mode,
    status: 'open',
    payment_status: mode === 'setup' ? 'no_payment_required' : 'unpaid',
    amount_total: price?.amount ?? null,
    currency: price?.currency ?? textOf(form, 'currency') ?? null,
    client_reference_id: textOf(form, 'client_reference_id') ?? null,
    customer: customer ?? null,
    customer_email: textOf(form, 'customer_email') ?? null,
    payment_intent: null,
    setup_intent: mode === 'setup' ? newId('seti') : null,
    subscription: null,
    invoice: null,
    metadata: textsOf(partOf(form, 'metadata')),
    locale: textOf(form, 'locale') ?? null,
    success_url: required(textOf(form, 'success_url'), 'success_url'),
    cancel_url: textOf(form, 'cancel_url') ?? null,
    expires_at: world.now() + LIFETIME,
    url: `${world.base}/c/pay/${id}`,
    livemode: false,
  })
  if (mode === 'subscription') recurringDataOf.set(session, recurringOf(form))
  const data = partOf(form, 'payment_intent_data')
  const saving = partOf(form, 'saved_payment_method_options')
  intentDataOf.set(session, {
    description: textOf(data, 'description') ?? null,
    setupFutureUsage: textOf(data, 'setup_future_usage') ?? null,
    metadata: textsOf(partOf(data, 'metadata')),
    offersSaving: textOf(saving, 'payment_method_save') === 'enabled',
  })
  return session
}

/** Longest trial, days. */
const LONGEST_TRIAL = 730

function recurringOf(form: Form): RecurringData {
  const [line] = Object.values(partOf(form, 'line_items'))
  const price = partOf(typeof line === 'object' ? line : {}, 'price_data')
  const interval = textOf(partOf(price, 'recurring'), 'interval')
  if (interval !== 'month' && interval !== 'year') {
    throw invalid('This stand-in bills months and years.', { param: 'line_items' })
  }
  const data = partOf(form, 'subscription_data')
  const days = amountOf(data, 'trial_period_days')
  if (days !== undefined && days > LONGEST_TRIAL) {
    throw invalid(`A trial has at most ${LONGEST_TRIAL} days.`, {
      param: 'subscription_data[trial_period_days]',
    })
  }
  return {
    interval,
    trialDays: days ?? 0,
    description: textOf(data, 'description') ?? null,
    metadata: textsOf(partOf(data, 'metadata')),
  }
}

function priceOf(
  form: Form,
  mode: 'payment' | 'subscription'
): { amount: number; currency: string } {
  const lines = Object.values(partOf(form, 'line_items'))
  if (lines.length === 0) {
    throw invalid(`\`line_items\` is required in \`${mode}\` mode.`, { param: 'line_items' })
  }
  let total = 0
  let currency: string | undefined
  for (const line of lines) {
    if (typeof line === 'string') throw invalid('Invalid array', { param: 'line_items' })
    const price = partOf(line, 'price_data')
    const one = required(textOf(price, 'currency'), 'line_items[0][price_data][currency]')
    if (currency !== undefined && one !== currency) {
      throw invalid('All line items must have the same currency.', { param: 'line_items' })
    }
    currency = one
    if ('recurring' in price !== (mode === 'subscription')) {
      throw invalid(
        mode === 'subscription'
          ? 'You must provide at least one recurring price in `subscription` mode when using prices.'
          : 'You specified `payment` mode but passed a recurring price.',
        { param: 'mode' }
      )
    }
    const unit = required(amountOf(price, 'unit_amount'), 'line_items[0][price_data][unit_amount]')
    const quantity = required(amountOf(line, 'quantity'), 'line_items[0][quantity]')
    const product = partOf(price, 'product_data')
    required(textOf(product, 'name'), 'line_items[0][price_data][product_data][name]')
    total += unit * quantity
  }
  const smallest = SMALLEST[currency ?? '']
  if (currency === undefined || smallest === undefined) {
    throw invalid(`Invalid currency: ${String(currency)}.`, { param: 'line_items' })
  }
  if (total < smallest) {
    throw invalid(`The Checkout Session's total amount must convert to at least 50 cents.`, {
      code: 'amount_too_small',
    })
  }
  return { amount: total, currency }
}

/** Nobody can pay there any more. */
export function expireSession(world: World, session: CheckoutSession): CheckoutSession {
  if (session.status !== 'open') {
    throw invalid(`Only Checkout Sessions with a status in ["open"] can be expired.`)
  }
  session.status = 'expired'
  session.url = null
  world.tell('checkout.session.expired', session)
  return session
}
