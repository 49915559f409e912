import type { Words } from '#app/bot_kit/wording'
import paymentsConfig from '#config/payments'
import { moneyInWords } from '#app/support/money'
import { packWords } from '#plugins/payments/packs/pack_words'
import type { Receipt } from '#plugins/payments/receipts/receipt'

export type Say = Pick<Words, 'locale' | 't' | 'coins'>

/** One line of a receipt: what it is, and what it says. */
export interface ReceiptLine {
  name: string
  value: string
}

/** What a receipt says, line by line, in a language. */
export function receiptLines(say: Say, receipt: Receipt): ReceiptLine[] {
  const { seller } = paymentsConfig
  const line = (key: string, value: string): ReceiptLine => ({
    name: say.t(`payments.receipts.line.${key}`),
    value,
  })
  return [
    line('number', receipt.number),
    line('date', dateIn(say, receipt.paidAt)),
    ...(receipt.sale === null
      ? [line('pack', packIn(say, receipt)), line('coins', coinsIn(say, receipt))]
      : [{ name: say.t('payments.sales.what'), value: receipt.sale }]),
    line('amount', amountIn(say, receipt, receipt.amount)),
    line('tax', taxIn(say, receipt)),
    line('paid_by', say.t(`payments.receipts.gateway.${receipt.gateway}`)),
    ...receipt.returns.map(({ kind, amount, at }) =>
      line(
        kind,
        say.t('payments.receipts.returned', {
          amount: amountIn(say, receipt, amount),
          at: dateIn(say, at),
        })
      )
    ),
    line('seller', [seller.name, seller.address].filter(Boolean).join(', ')),
    ...(seller.taxId ? [line('tax_id', seller.taxId)] : []),
  ]
}

/** What was bought: the pack's name in a language, or what the sale was called. */
export function packIn(say: Say, { pack, sale }: Receipt): string {
  if (sale !== null) return sale
  const { name } = packWords(pack, say.locale)
  // A pack that is sold no more, and has no words of its own, is called as it was.
  return name === pack.id && pack.title !== '' ? pack.title : name
}

export function amountIn(say: Say, receipt: Receipt, amount: bigint): string {
  return moneyInWords(amount, receipt.currency, say)
}

export function coinsIn(say: Say, { coins, bonus }: Receipt): string {
  return bonus > 0n
    ? say.t('payments.receipts.with_bonus', { coins: say.coins(coins), bonus: say.coins(bonus) })
    : say.coins(coins)
}

export function dateIn(say: Say, at: Date): string {
  return say.t('payments.receipts.at', {
    at: new Intl.DateTimeFormat(say.locale, {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: 'UTC',
    }).format(at),
  })
}

/** Where a receipt is read and printed. */
export function receiptUrl(number: string): string {
  return `${paymentsConfig.appUrl}/receipts/${number}`
}

function taxIn(say: Say, receipt: Receipt): string {
  return receipt.tax > 0n
    ? say.t('payments.receipts.tax', { tax: amountIn(say, receipt, receipt.tax) })
    : say.t('payments.receipts.no_tax')
}
