import app from '@adonisjs/core/services/app'
import env from '#start/env'
import { SettingsError } from '#start/settings_error'
import type { Frontend } from '#app/bot_kit/inbound'
import { appUrl } from '#config/app'

/** Ways to pay that the program knows. */
export const GATEWAYS = ['stripe', 'razorpay', 'stars', 'discord', 'test'] as const
export type GatewayName = (typeof GATEWAYS)[number]

const trimmed = (url: string): string => url.replace(/\/+$/, '')

const stripeKey = env.get('STRIPE_SECRET_KEY') || undefined
const stripeWebhookSecret = env.get('STRIPE_WEBHOOK_SECRET') || undefined
const razorpayId = env.get('RAZORPAY_KEY_ID') || undefined
const razorpaySecret = env.get('RAZORPAY_KEY_SECRET') || undefined
const razorpayWebhookSecret = env.get('RAZORPAY_WEBHOOK_SECRET') || undefined

if (stripeKey !== undefined && !/^(sk|rk)_\w+$/.test(stripeKey)) {
  throw new SettingsError(
    'STRIPE_SECRET_KEY should begin with sk_ or rk_, as the API keys page of your Stripe dashboard shows it'
  )
}
if (stripeKey !== undefined && stripeWebhookSecret === undefined) {
  throw new SettingsError(
    'STRIPE_WEBHOOK_SECRET should be the signing secret (whsec_…) of the webhook where STRIPE_SECRET_KEY is set'
  )
}
const razorpaySettings = [razorpayId, razorpaySecret, razorpayWebhookSecret]
if (razorpaySettings.some(Boolean) && !razorpaySettings.every(Boolean)) {
  throw new SettingsError(
    'RAZORPAY_KEY_ID, RAZORPAY_KEY_SECRET and RAZORPAY_WEBHOOK_SECRET should all be set, or none of them'
  )
}

/** `npm start` on a bare machine: the embedded database, and an address that nobody else can reach. */
const isTrial =
  env.get('DATABASE_URL') === undefined &&
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(appUrl).hostname)

/** Money in and money out: gateways, what the platforms' rules allow, refunds, receipts, payouts. */
const paymentsConfig = {
  appUrl,

  stripe: {
    secretKey: stripeKey,
    webhookSecret: stripeWebhookSecret,
    apiBase: trimmed(env.get('STRIPE_API_BASE') ?? 'https://api.stripe.com'),
  },
  razorpay: {
    keyId: razorpayId,
    keySecret: razorpaySecret,
    webhookSecret: razorpayWebhookSecret,
    apiBase: trimmed(env.get('RAZORPAY_API_BASE') ?? 'https://api.razorpay.com'),
  },
  /**
   * The test gateway: nobody pays, everything else happens. In development and in a trial on one's own machine alone, and
   * only where no real gateway is connected for the web.
   */
  test: {
    enabled: (!app.inProduction || isTrial) && stripeKey === undefined && razorpayId === undefined,
  },

  /**
   * Which gateways are offered where, best first. The default follows the platforms: digital goods inside Telegram are
   * sold in Stars alone (core.telegram.org/bots/payments-stars); what is sold elsewhere is for sale in Discord through
   * its Premium Apps too (Discord's price parity). The test gateway is offered everywhere, where there is one.
   */
  offered: {
    telegram: ['stars', 'test'],
    discord: ['discord', 'test'],
    web: ['stripe', 'razorpay', 'test'],
  } satisfies Record<Frontend, readonly GatewayName[]> as Record<Frontend, readonly GatewayName[]>,
  /** Whether a bot may point to the web page to pay there, beside the platform's own way. */
  linksToWeb: { telegram: false, discord: false } as Readonly<Record<string, boolean>>,

  /** An order that nobody paid is closed after this time, seconds. A payment that comes later still counts. */
  orderLifetime: 24 * 60 * 60,
  /** Orders that one person may open within an hour. */
  ordersPerHour: 20,
  /** A gateway is given this long to answer, milliseconds. */
  callTimeoutMs: 15_000,

  /** Who bears coins that were spent before their money went back; see `BEARERS` of the ledger. */
  bearer: { refund: 'platform', dispute: 'shared' } as Readonly<
    Record<'refund' | 'dispute', 'shared' | 'platform'>
  >,
  /** A payment with a fraud warning is refunded before it becomes a dispute, which costs a fee. */
  refundOnFraudWarning: true,
  /** A fan may ask for a refund so many days after paying, of coins that were not spent. */
  refundDays: 14,

  /** Tax that prices contain, in basis points by currency (1800 = 18 % GST in India); 0 where there is none. */
  taxBp: { USD: 0, INR: 1_800, EUR: 0, XTR: 0 } as Readonly<Record<string, number>>,
  /**
   * Where people reach the operator about payments, as they read it: an e-mail address, a link, a @name. Telegram
   * wants it from whoever sells there (telegram.org/tos/stars). Empty where nothing is set.
   */
  support: (env.get('SUPPORT_CONTACT') ?? env.get('MAIL_FROM') ?? '').slice(0, 200),
  /** Who sells, as receipts say. */
  seller: { name: 'Greenroom', address: '', taxId: '' },

  payouts: {
    /** Earnings wait this long before they can be paid out, seconds: refunds mostly come sooner. */
    pendingSeconds: 7 * 24 * 60 * 60,
    currency: 'USD',
    /** Millionths of a dollar that a creator gets for a coin earned. */
    microPerCoin: 6_500n,
    /** Smallest payout, minor units: 20 dollars. */
    minimum: 2_000n,
    /** From this amount on, minor units, two admins have to agree. */
    twoAdminsFrom: 100_000n,
  },
}

export type PaymentsSettings = typeof paymentsConfig

export default paymentsConfig
