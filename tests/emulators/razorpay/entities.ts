/** What Razorpay's API answers with, in its own names. Amounts are paise, times Unix seconds. */
export interface EmulatedOrder {
  id: string
  entity: 'order'
  amount: number
  amount_paid: number
  amount_due: number
  currency: string
  receipt: string | null
  status: 'created' | 'attempted' | 'paid'
  attempts: number
  /** An empty list when there are none. */
  notes: Record<string, string> | []
  created_at: number
}

export interface EmulatedPayment {
  id: string
  entity: 'payment'
  amount: number
  currency: string
  status: 'created' | 'authorized' | 'captured' | 'refunded' | 'failed'
  order_id: string | null
  method: string
  amount_refunded: number
  refund_status: null | 'partial' | 'full'
  captured: boolean
  email: string
  contact: string
  /** Of what a subscription pays. */
  invoice_id: string | null
  notes: Record<string, string> | []
  fee: number | null
  tax: number | null
  error_code: string | null
  error_description: string | null
  created_at: number
}

export interface EmulatedRefund {
  id: string
  entity: 'refund'
  amount: number
  currency: string
  payment_id: string
  notes: Record<string, string> | []
  receipt: string | null
  acquirer_data: { arn: string | null }
  status: 'pending' | 'processed' | 'failed'
  speed_requested: 'normal' | 'optimum'
  speed_processed: 'normal'
  batch_id: null
  created_at: number
}

export interface EmulatedDispute {
  id: string
  entity: 'dispute'
  payment_id: string
  amount: number
  currency: string
  amount_deducted: number
  reason_code: string
  status: 'open' | 'under_review' | 'won' | 'lost' | 'closed'
  phase: 'fraud' | 'retrieval' | 'chargeback' | 'pre_arbitration' | 'arbitration'
  created_at: number
}

/** A line of the settlement report. */
export interface EmulatedSettlement {
  entity_id: string
  type: 'payment' | 'refund' | 'adjustment'
  debit: number
  credit: number
  amount: number
  currency: string
  fee: number
  tax: number
  on_hold: boolean
  settled: boolean
  created_at: number
  settled_at: number
  settlement_id: string
  order_id: string | null
}

export interface EmulatedPlan {
  id: string
  entity: 'plan'
  interval: number
  period: 'monthly' | 'yearly'
  item: { name: string; description: string | null; amount: number; currency: string }
  notes: Record<string, string> | []
  created_at: number
}

export interface EmulatedSubscription {
  id: string
  entity: 'subscription'
  plan_id: string
  customer_id: string | null
  status:
    | 'created'
    | 'authenticated'
    | 'active'
    | 'pending'
    | 'halted'
    | 'paused'
    | 'cancelled'
    | 'completed'
    | 'expired'
  current_start: number | null
  current_end: number | null
  ended_at: number | null
  quantity: number
  notes: Record<string, string> | []
  charge_at: number | null
  start_at: number | null
  end_at: number | null
  expire_by: number | null
  total_count: number
  paid_count: number
  remaining_count: number
  customer_notify: boolean
  short_url: string
  has_scheduled_changes: boolean
  source: 'api'
  created_at: number
}

export interface EmulatedInvoice {
  id: string
  entity: 'invoice'
  subscription_id: string
  order_id: string
  payment_id: string | null
  status: 'issued' | 'paid'
  amount: number
  currency: string
  created_at: number
}

export type Entities = Partial<{
  subscription: EmulatedSubscription
  order: EmulatedOrder
  payment: EmulatedPayment
  refund: EmulatedRefund
  dispute: EmulatedDispute
}>
