/** Payment intents: money that is taken without its payer. */
import { charge, newIntent } from '#tests/emulators/stripe/charging'
import { invalid } from '#tests/emulators/stripe/errors'
import {
  amountOf,
  partOf,
  required,
  textOf,
  textsOf,
  type Form,
} from '#tests/emulators/stripe/form'
import type { PaymentIntent } from '#tests/emulators/stripe/objects'
import { customerOf } from '#tests/emulators/stripe/routes/customers'
import { pageOf } from '#tests/emulators/stripe/routes/list'
import { idOf, type Route } from '#tests/emulators/stripe/routes/route'
import type { World } from '#tests/emulators/stripe/world'

export const intentRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/payment_intents',
    params: 'PaymentIntentCreateParams',
    handle: (world, { form }) => createIntent(world, form),
  },
  {
    method: 'GET',
    path: '/v1/payment_intents',
    params: 'PaymentIntentListParams',
    handle(world, { form }) {
      const customer = textOf(form, 'customer')
      const found = world.intents
        .all()
        .filter((one) => customer === undefined || one.customer === customer)
      return pageOf(found, form, '/v1/payment_intents')
    },
  },
  {
    method: 'GET',
    path: '/v1/payment_intents/:id',
    params: 'PaymentIntentRetrieveParams',
    handle(world, request) {
      const intent = world.intents.get(idOf(request))
      const expanded = Object.values(partOf(request.form, 'expand')).includes('latest_charge')
      if (!expanded || intent.latest_charge === null) return intent
      return { ...intent, latest_charge: world.charges.get(intent.latest_charge) }
    },
  },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id/cancel',
    params: 'PaymentIntentCancelParams',
    handle(world, request) {
      const intent = world.intents.get(idOf(request))
      if (['succeeded', 'canceled', 'processing'].includes(intent.status)) {
        throw invalid(
          `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`,
          { code: 'payment_intent_unexpected_state', payment_intent: structuredClone(intent) }
        )
      }
      intent.status = 'canceled'
      intent.cancellation_reason = textOf(request.form, 'cancellation_reason') ?? null
      world.tell('payment_intent.canceled', intent)
      return intent
    },
  },
  {
    method: 'GET',
    path: '/v1/charges/:id',
    params: 'ChargeRetrieveParams',
    handle: (world, request) => world.charges.get(idOf(request)),
  },
]

function createIntent(world: World, form: Form): PaymentIntent {
  const customer = textOf(form, 'customer')
  if (customer !== undefined) customerOf(world, customer, 'customer')
  const [confirm, offSession] = [textOf(form, 'confirm'), textOf(form, 'off_session')]
  if (offSession === 'true' && confirm !== 'true') {
    throw invalid('You can only pass `off_session` when `confirm` is true.', {
      param: 'off_session',
    })
  }
  const id = textOf(form, 'payment_method')
  const method = id === undefined ? null : world.paymentMethods.get(id, 'payment_method')
  if (method && method.customer !== (customer ?? null)) {
    throw invalid('The PaymentMethod does not belong to the Customer you supplied.', {
      code: 'payment_method_unexpected_state',
      param: 'payment_method',
    })
  }
  const redirects = textOf(partOf(form, 'automatic_payment_methods'), 'allow_redirects')
  if (confirm === 'true' && redirects !== 'never' && textOf(form, 'return_url') === undefined) {
    throw invalid('This PaymentIntent may redirect its payer, so it needs a `return_url`.')
  }
  const intent = newIntent(world, {
    amount: required(amountOf(form), 'amount'),
    currency: required(textOf(form, 'currency'), 'currency').toLowerCase(),
    customer: customer ?? null,
    description: textOf(form, 'description') ?? null,
    metadata: textsOf(partOf(form, 'metadata')),
    setup_future_usage: textOf(form, 'setup_future_usage') ?? null,
  })
  world.tell('payment_intent.created', intent)
  if (confirm !== 'true') return intent
  if (!method) {
    throw invalid('You cannot confirm this PaymentIntent because it is missing a payment method.', {
      code: 'payment_intent_unexpected_state',
    })
  }
  charge(world, { intent, method, behaviour: world.behaviours.get(method.id) ?? 'succeeds' })
  return intent
}
