import type { Message, Update } from 'grammy/types'
import type { PlatformEvent } from '#app/bot_kit/payments'

/** Who brings it: the gateway's name. */
const PROVIDER = 'stars'

/**
 * What an update says about money that has moved; null when it says nothing of the kind. The id is that of the charge:
 * an invoice, and so its payload, can be paid more than once (core.telegram.org/bots/api#successfulpayment). What is
 * malformed is left to reconciliation.
 */
export function moneyIn(update: Update): PlatformEvent | null {
  const message: Message | undefined = update.message ?? undefined
  const { successful_payment: paid, refunded_payment: refunded } = message ?? {}
  if (!message || (!paid && !refunded)) return null
  const payment = paid ?? refunded
  const charge: unknown = payment?.telegram_payment_charge_id
  if (!payment || typeof charge !== 'string' || charge === '') return null
  const { from, chat, date } = message
  const about = {
    date,
    chat: { id: chat.id, type: chat.type },
    ...(from && { from: { id: from.id, is_bot: from.is_bot } }),
  }
  const common = {
    currency: payment.currency,
    total_amount: payment.total_amount,
    invoice_payload: payment.invoice_payload,
    telegram_payment_charge_id: charge,
  }
  if (!paid) {
    const body = { ...about, refunded_payment: common }
    return { provider: PROVIDER, id: `refund:${charge}`, type: 'refunded_payment', body }
  }
  const {
    is_recurring: recurring,
    is_first_recurring: first,
    subscription_expiration_date: expires,
  } = paid
  const body = {
    ...about,
    successful_payment: {
      ...common,
      ...(recurring && { is_recurring: true }),
      ...(first && { is_first_recurring: true }),
      ...(expires !== undefined && { subscription_expiration_date: expires }),
    },
  }
  return { provider: PROVIDER, id: `payment:${charge}`, type: 'successful_payment', body }
}
