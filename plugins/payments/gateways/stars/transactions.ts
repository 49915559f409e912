import type { StarTransaction, TransactionPartner, TransactionPartnerUser } from 'grammy/types'
import type { ProviderRecord } from '#plugins/payments/gateways/gateway'
import type { StarsClient } from '#plugins/payments/gateways/stars/client'
import { orderAndPack } from '#plugins/payments/gateways/stars/event'
import { STARS } from '#app/support/money'

/** Transactions of one call: the most that Telegram gives (core.telegram.org/bots/api#getstartransactions). */
const PAGE = 100

/**
 * The bot's transactions from a moment on, oldest first. Telegram lists them in that order and finds them by their
 * place alone, so the first is searched for: new ones come at the end and move no place.
 */
export async function* transactionsSince(
  client: StarsClient,
  since: Date
): AsyncGenerator<StarTransaction, void, undefined> {
  for (let offset = await placeOf(client, since); ; offset += PAGE) {
    const page = await pageAt(client, offset, PAGE)
    // Those of the same second may stand on both sides of the place that was found.
    yield* page.filter((one) => !isBefore(one, since))
    if (page.length < PAGE) return
  }
}

/** The place of the first transaction that is not before a moment; the end where there is none. */
async function placeOf(client: StarsClient, since: Date): Promise<number> {
  const isEarly = async (place: number): Promise<boolean> => {
    const [one] = await pageAt(client, place, 1)
    return one !== undefined && isBefore(one, since)
  }
  let above = 1
  let below = 0
  while (await isEarly(above)) {
    below = above
    above *= 2
  }
  while (below < above) {
    const middle = Math.floor((below + above) / 2)
    if (await isEarly(middle)) below = middle + 1
    else above = middle
  }
  return below
}

async function pageAt(
  client: StarsClient,
  offset: number,
  limit: number
): Promise<readonly StarTransaction[]> {
  const { transactions } = await client.ask((api) => api.getStarTransactions({ offset, limit }))
  return transactions
}

/** Telegram's times are whole seconds. */
function isBefore({ date }: StarTransaction, since: Date): boolean {
  return date < Math.floor(since.getTime() / 1000)
}

/**
 * What a transaction is to us: a paid invoice, or its refund. Null for all others (withdrawals, gifts, paid media).
 * Telegram keeps nothing of a payment here: its share is in what a Star is worth when it is withdrawn.
 */
export function recordOf(transaction: StarTransaction): ProviderRecord | null {
  const { id, source, receiver, amount, date } = transaction
  const at = new Date(date * 1000)
  const [payer, paid] = [invoicePartner(source), invoicePartner(receiver)]
  if (payer) {
    return {
      kind: 'paid',
      payment: id,
      ...orderAndPack(payer.invoice_payload),
      buyer: { platform: 'telegram', platformId: String(payer.user.id) },
      amount: BigInt(amount),
      currency: STARS,
      at,
      gatewayFee: null,
    }
  }
  // A refund has the id of the payment that it takes back.
  if (paid) {
    return {
      kind: 'refunded',
      payment: id,
      refund: id,
      amount: BigInt(amount),
      at,
      gatewayFee: null,
    }
  }
  return null
}

function invoicePartner(partner: TransactionPartner | undefined): TransactionPartnerUser | null {
  return partner?.type === 'user' && partner.transaction_type === 'invoice_payment' ? partner : null
}
