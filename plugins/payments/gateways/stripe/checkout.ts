import type Stripe from 'stripe'
import type { Order, Sale } from '#plugins/payments/gateways/gateway'
import { wireAmount } from '#plugins/payments/gateways/stripe/client'
import { ORDER_KEY } from '#plugins/payments/gateways/stripe/ids'

/** Languages of Checkout's page that the program speaks as well; others get what the browser asks for. */
const LOCALES: Readonly<Record<string, Stripe.Checkout.SessionCreateParams.Locale>> = {
  en: 'en',
  es: 'es',
}

export const checkoutLocale = (locale: string): Stripe.Checkout.SessionCreateParams.Locale =>
  LOCALES[locale.split('-')[0] ?? ''] ?? 'auto'

export interface Returns {
  /** Absolute addresses: after paying, and after thinking better of it. */
  success: string
  cancel: string
}

/** The page where an order is paid. The fan may tick on it that the card is to be kept for the next time. */
export function payingSession(
  order: Order,
  customer: string,
  { success, cancel }: Returns
): Stripe.Checkout.SessionCreateParams {
  const metadata = { [ORDER_KEY]: order.id }
  return {
    mode: 'payment',
    customer,
    client_reference_id: order.id,
    metadata,
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: order.currency.toLowerCase(),
          unit_amount: wireAmount(order.amount),
          product_data: { name: order.title, description: order.description },
        },
      },
    ],
    payment_intent_data: { metadata, description: order.title },
    saved_payment_method_options: { payment_method_save: 'enabled' },
    locale: checkoutLocale(order.locale),
    success_url: success,
    cancel_url: cancel,
  }
}

/** The page where somebody subscribes to something: Stripe charges every period by itself from then on. */
export function subscribingSession(
  order: Order,
  recurring: NonNullable<Sale['recurring']>,
  customer: string,
  { success, cancel }: Returns
): Stripe.Checkout.SessionCreateParams {
  const metadata = { [ORDER_KEY]: order.id }
  const { period, trialDays } = recurring
  return {
    mode: 'subscription',
    customer,
    client_reference_id: order.id,
    metadata,
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: order.currency.toLowerCase(),
          unit_amount: wireAmount(order.amount),
          recurring: { interval: period },
          product_data: { name: order.title, description: order.description },
        },
      },
    ],
    subscription_data: {
      metadata,
      description: order.title,
      ...(trialDays > 0 && { trial_period_days: trialDays }),
    },
    locale: checkoutLocale(order.locale),
    success_url: success,
    cancel_url: cancel,
  }
}

/** The page where a card is kept, for charges that its owner is not there for. */
export function savingSession(
  request: { customer: string; locale: string },
  { success, cancel }: Returns
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'setup',
    customer: request.customer,
    allowed_payment_method_types: ['card'],
    locale: checkoutLocale(request.locale),
    success_url: success,
    cancel_url: cancel,
  }
}
