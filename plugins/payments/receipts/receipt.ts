/** What a receipt says. Coins are millicoins, amounts minor units (Stars are whole). */
import type { Frontend } from '#app/bot_kit/inbound'
import type { GatewayName } from '#config/payments'

export interface Receipt {
  /** `GR-2026-000123` */
  number: string
  paymentId: string
  personId: string
  /** The account that bought; null where it is not known any more. */
  accountId: string | null
  frontend: Frontend | null
  gateway: GatewayName
  paidAt: Date
  /** What another plugin sold, as it was called; null for a pack. */
  sale: string | null
  /** Empty where it was none. */
  pack: {
    id: string
    /** As it was called in the fan's language when it was ordered; empty where there was no order. */
    title: string
    names: Readonly<Record<string, string>>
    lines: Readonly<Record<string, string>>
  }
  coins: bigint
  bonus: bigint
  currency: string
  amount: bigint
  /** Contained in the amount. */
  tax: bigint
  /** The language that it was ordered in. */
  locale: string | null
  /** Where it goes by mail, as the order says. */
  email: string | null
  returns: readonly ReceiptReturn[]
}

/** Money of it that went back, or is held back. */
export interface ReceiptReturn {
  id: string
  kind: 'refund' | 'dispute'
  amount: bigint
  at: Date
}

/** A receipt's number, as it stands in addresses. */
export const RECEIPT_NUMBER = /^GR-\d{4}-\d{6,12}$/
