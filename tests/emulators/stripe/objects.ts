/** What Stripe keeps, in its own names and shapes (the parts of its objects that are of use here). */

export type Metadata = Record<string, string>

/** What a card does when it is charged. */
export type CardBehaviour =
  'succeeds' | 'card_declined' | 'insufficient_funds' | 'authentication_required'

export interface Customer {
  id: string
  object: 'customer'
  created: number
  email: string | null
  name: string | null
  metadata: Metadata
  livemode: false
  deleted?: true
}

export interface PaymentMethod {
  id: string
  object: 'payment_method'
  type: 'card'
  created: number
  customer: string | null
  allow_redisplay: 'always' | 'limited' | 'unspecified'
  card: { brand: string; last4: string; exp_month: number; exp_year: number; country: string }
  livemode: false
}

export interface CheckoutSession {
  id: string
  object: 'checkout.session'
  created: number
  mode: 'payment' | 'setup' | 'subscription'
  status: 'open' | 'complete' | 'expired'
  payment_status: 'paid' | 'unpaid' | 'no_payment_required'
  amount_total: number | null
  currency: string | null
  client_reference_id: string | null
  customer: string | null
  customer_email: string | null
  payment_intent: string | null
  setup_intent: string | null
  subscription: string | null
  invoice: string | null
  metadata: Metadata
  locale: string | null
  success_url: string
  cancel_url: string | null
  expires_at: number
  url: string | null
  livemode: false
}

export interface SubscriptionItem {
  id: string
  object: 'subscription_item'
  created: number
  current_period_start: number
  current_period_end: number
  price: {
    id: string
    object: 'price'
    currency: string
    unit_amount: number
    recurring: { interval: 'month' | 'year'; interval_count: 1 }
  }
  quantity: 1
  subscription: string
  metadata: Metadata
}

export interface Subscription {
  id: string
  object: 'subscription'
  created: number
  start_date: number
  status: 'trialing' | 'active' | 'past_due' | 'canceled'
  currency: string
  customer: string
  description: string | null
  default_payment_method: string | null
  items: { object: 'list'; data: SubscriptionItem[]; has_more: false; url: string }
  latest_invoice: string | null
  billing_cycle_anchor: number
  trial_start: number | null
  trial_end: number | null
  cancel_at: number | null
  cancel_at_period_end: boolean
  canceled_at: number | null
  ended_at: number | null
  metadata: Metadata
  livemode: false
}

export interface Invoice {
  id: string
  object: 'invoice'
  created: number
  status: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible'
  billing_reason: 'subscription_create' | 'subscription_cycle'
  currency: string
  customer: string
  amount_due: number
  amount_paid: number
  amount_remaining: number
  total: number
  attempt_count: number
  attempted: boolean
  next_payment_attempt: number | null
  period_start: number
  period_end: number
  parent: {
    type: 'subscription_details'
    quote_details: null
    subscription_details: { subscription: string; metadata: Metadata }
  }
  status_transitions: { finalized_at: number | null; paid_at: number | null }
  metadata: Metadata
  livemode: false
}

export interface InvoicePayment {
  id: string
  object: 'invoice_payment'
  created: number
  amount_paid: number | null
  amount_requested: number
  currency: string
  invoice: string
  is_default: true
  payment: { type: 'payment_intent'; payment_intent: string }
  status: 'open' | 'paid' | 'canceled'
  status_transitions: { canceled_at: null; paid_at: number | null }
  livemode: false
}

export interface PaymentIntent {
  id: string
  object: 'payment_intent'
  created: number
  amount: number
  amount_received: number
  currency: string
  customer: string | null
  description: string | null
  status:
    | 'requires_payment_method'
    | 'requires_confirmation'
    | 'requires_action'
    | 'processing'
    | 'succeeded'
    | 'canceled'
  payment_method: string | null
  latest_charge: string | null
  last_payment_error: Record<string, unknown> | null
  setup_future_usage: string | null
  cancellation_reason: string | null
  client_secret: string
  metadata: Metadata
  livemode: false
}

export interface Charge {
  id: string
  object: 'charge'
  created: number
  amount: number
  amount_captured: number
  amount_refunded: number
  currency: string
  customer: string | null
  payment_intent: string
  payment_method: string | null
  balance_transaction: string | null
  paid: boolean
  refunded: boolean
  disputed: boolean
  status: 'succeeded' | 'pending' | 'failed'
  failure_code: string | null
  metadata: Metadata
  livemode: false
}

export interface Refund {
  id: string
  object: 'refund'
  created: number
  amount: number
  currency: string
  charge: string
  payment_intent: string
  status: 'pending' | 'succeeded' | 'failed' | 'canceled'
  failure_reason?: string
  balance_transaction: string | null
  reason: string | null
  metadata: Metadata
}

export interface BalanceTransaction {
  id: string
  object: 'balance_transaction'
  created: number
  available_on: number
  amount: number
  currency: string
  fee: number
  net: number
  exchange_rate: null
  type: string
  reporting_category: string
  source: string | null
  status: 'available'
  description: string | null
}

export interface Dispute {
  id: string
  object: 'dispute'
  created: number
  amount: number
  currency: string
  charge: string
  payment_intent: string
  reason: string
  status: 'warning_needs_response' | 'warning_closed' | 'needs_response' | 'won' | 'lost'
  is_charge_refundable: boolean
  balance_transactions: BalanceTransaction[]
  metadata: Metadata
  livemode: false
}

export interface FraudWarning {
  id: string
  object: 'radar.early_fraud_warning'
  created: number
  actionable: boolean
  charge: string
  payment_intent: string
  fraud_type: string
  livemode: false
}

export interface Account {
  id: string
  object: 'account'
  type: 'express' | 'standard' | 'custom'
  created: number
  country: string
  default_currency: string
  email: string | null
  business_type: string | null
  charges_enabled: boolean
  payouts_enabled: boolean
  details_submitted: boolean
  capabilities: Record<string, 'active' | 'inactive' | 'pending'>
  requirements: {
    currently_due: string[]
    eventually_due: string[]
    past_due: string[]
    disabled_reason: string | null
  }
  metadata: Metadata
}

export interface Transfer {
  id: string
  object: 'transfer'
  created: number
  amount: number
  amount_reversed: number
  currency: string
  destination: string
  description: string | null
  reversed: boolean
  reversals: { object: 'list'; data: TransferReversal[]; has_more: false; url: string }
  balance_transaction: string
  source_transaction: null
  transfer_group: string | null
  metadata: Metadata
  livemode: false
}

export interface TransferReversal {
  id: string
  object: 'transfer_reversal'
  created: number
  amount: number
  currency: string
  transfer: string
  metadata: Metadata
}

export interface Payout {
  id: string
  object: 'payout'
  created: number
  arrival_date: number
  amount: number
  currency: string
  automatic: boolean
  destination: string
  status: 'pending' | 'in_transit' | 'paid' | 'failed' | 'canceled'
  failure_code: string | null
  failure_message: string | null
  metadata: Metadata
  livemode: false
}

export interface StripeEvent {
  id: string
  object: 'event'
  api_version: string
  created: number
  type: string
  /** The connected account that it is about. */
  account?: string
  data: { object: Record<string, unknown> }
  livemode: false
  pending_webhooks: number
  request: { id: string | null; idempotency_key: string | null }
}
