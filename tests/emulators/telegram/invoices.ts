/** Invoices in Stars: in chats, and behind links. */
import { randomBytes } from 'node:crypto'
import { badRequest } from '#tests/emulators/telegram/errors'
import { isRecord, type Params, type WireMessage } from '#tests/emulators/telegram/wire'

/** The one length of a subscription, seconds, and its highest price (core.telegram.org/bots/api#createinvoicelink). */
export const PERIOD = 2_592_000
const SUBSCRIPTION_STARS = 10_000

export interface WireInvoice {
  title: string
  description: string
  payload: string
  stars: number
  /** Seconds between the payments of a subscription. */
  period?: number
}

export class Invoices {
  readonly #sent = new WeakMap<WireMessage, WireInvoice>()
  readonly #links = new Map<string, WireInvoice>()

  /** Reads the parameters of an invoice, and refuses what Telegram refuses. */
  invoiceOf(params: Params): WireInvoice {
    const { title, description, payload, currency, provider_token: provider, prices } = params
    const within = (text: unknown, most: number) =>
      typeof text === 'string' && text.trim() !== '' && text.length <= most
    if (!within(title, 32)) throw badRequest('INVOICE_TITLE_INVALID')
    if (!within(description, 255)) throw badRequest('INVOICE_DESCRIPTION_INVALID')
    const bytes = Buffer.byteLength(String(payload))
    if (bytes < 1 || bytes > 128) throw badRequest('INVOICE_PAYLOAD_INVALID')
    // The emulated bot has no payment provider, so it sells for Stars alone.
    if (currency !== 'XTR') throw badRequest('CURRENCY_INVALID')
    if (provider !== undefined && provider !== '') throw badRequest('PAYMENT_PROVIDER_INVALID')
    if (!Array.isArray(prices) || prices.length !== 1) throw badRequest('STARS_INVOICE_INVALID')
    const price: unknown = prices[0]
    if (!isRecord(price) || typeof price.label !== 'string' || price.label === '') {
      throw badRequest("can't parse labeled price")
    }
    if (!Number.isSafeInteger(price.amount) || Number(price.amount) < 1) {
      throw badRequest('CURRENCY_TOTAL_AMOUNT_INVALID')
    }
    return {
      title: String(title),
      description: String(description),
      payload: String(payload),
      stars: Number(price.amount),
    }
  }

  /** An invoice is in a chat now. */
  sent(message: WireMessage, invoice: WireInvoice): void {
    this.#sent.set(message, invoice)
  }

  /** The invoice of a message; null for one that is none. */
  shown(message: WireMessage): WireInvoice | null {
    return this.#sent.get(message) ?? null
  }

  createLink(params: Params): string {
    const invoice = this.invoiceOf(params)
    const period = params.subscription_period
    if (period !== undefined) {
      if (period !== PERIOD) throw badRequest('SUBSCRIPTION_PERIOD_INVALID')
      if (invoice.stars > SUBSCRIPTION_STARS) throw badRequest('STARS_AMOUNT_INVALID')
    }
    const link = `https://t.me/$${randomBytes(12).toString('base64url')}`
    this.#links.set(link, { ...invoice, ...(period !== undefined && { period: PERIOD }) })
    return link
  }

  /** The invoice that a link opens. */
  opened(link: string): WireInvoice {
    const invoice = this.#links.get(link)
    if (!invoice) throw new Error(`There is no invoice behind ${link}`)
    return invoice
  }
}
