import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import { paging, type CardNode, type Reply } from '#app/bot_kit/reply'
import { findReceipt, listReceipts } from '#plugins/payments/receipts/queries/find_receipt'
import type { Receipt } from '#plugins/payments/receipts/receipt'
import {
  amountIn,
  coinsIn,
  dateIn,
  packIn,
  receiptLines,
  receiptUrl,
} from '#plugins/payments/receipts/receipt_words'

/** The highest page that may be typed; pages beyond the last show the last. */
const HIGHEST_PAGE = 100_000

/** `/receipts`: what one bought, newest first. */
export const receiptsCommand = defineCommand({
  name: 'receipts',
  topic: 'money',
  description: 'payments.receipts.description',
  options: {
    page: {
      kind: 'integer',
      description: 'payments.receipts.page',
      min: 1,
      max: HIGHEST_PAGE,
    },
  },
  positional: 'page',
  guards: [needsAccount],
  visibility: 'private',
  async run(ctx): Promise<Reply> {
    if (!ctx.person) return []
    const { receipts, page, pages } = await listReceipts(ctx.person.id, ctx.options.page ?? 1)
    return [
      {
        kind: 'list',
        title: ctx.t('payments.receipts.title'),
        items: receipts.map((receipt) => ({
          title: ctx.t('payments.receipts.item', {
            pack: packIn(ctx, receipt),
            amount: amountIn(ctx, receipt, receipt.amount),
          }),
          text: `${receipt.number} · ${dateIn(ctx, receipt.paidAt)}`,
          button: {
            label: ctx.t('payments.receipts.show'),
            invoke: { command: 'receipt', options: { number: receipt.number } },
          },
        })),
        empty: ctx.t('payments.receipts.empty'),
        paging: paging(
          { page, pages },
          { previous: ctx.t('payments.receipts.newer'), next: ctx.t('payments.receipts.older') },
          { command: 'receipts' }
        ),
      },
    ]
  },
})

/** One receipt: said by the program when the coins are there, and shown again from the list. */
export const receiptCommand = defineCommand({
  name: 'receipt',
  description: 'payments.receipts.description',
  options: {
    number: {
      kind: 'text',
      maxLength: 24,
      required: true,
      description: 'payments.receipts.line.number',
    },
  },
  guards: [],
  visibility: 'private',
  internal: true,
  async run(ctx): Promise<Reply> {
    const receipt = await findReceipt(ctx.options.number)
    // It is about somebody's money: theirs alone.
    if (!receipt || !ctx.person || receipt.personId !== ctx.person.id) {
      return [{ kind: 'text', tone: 'notice', text: ctx.t('payments.receipts.unknown') }]
    }
    return [card(ctx, receipt)]
  },
})

function card(ctx: TurnContext, receipt: Receipt): CardNode {
  return {
    kind: 'card',
    ...(receipt.sale === null
      ? {
          title: ctx.t('payments.receipts.thanks'),
          text: ctx.t('payments.receipts.arrived', { coins: coinsIn(ctx, receipt) }),
        }
      : {
          title: ctx.t('payments.sales.thanks'),
          text: ctx.t('payments.sales.arrived', { title: receipt.sale }),
        }),
    fields: receiptLines(ctx, receipt),
    buttons: [
      { label: ctx.t('payments.receipts.open'), url: receiptUrl(receipt.number) },
      ...(receipt.sale === null
        ? [{ label: ctx.t('payments.buy.balance'), invoke: { command: 'balance' } }]
        : []),
    ],
  }
}
