import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import type { CardNode } from '#app/bot_kit/reply'
import { moneyInWords } from '#app/support/money'
import { findReturn, type FoundReturn } from '#plugins/payments/queries/find_return'
import type { PaymentsServices } from '#plugins/payments/services'

/** The same of something that is no pack: no coins of the person's went or came. */
function saleCard(ctx: TurnContext, found: FoundReturn, change: 'taken' | 'given'): CardNode {
  return {
    kind: 'card',
    title: ctx.t(
      change === 'taken' ? 'payments.core.returned.taken' : 'payments.sales.returned.given'
    ),
    text: ctx.t(`payments.sales.returned.${found.kind}_${change}`, {
      money: moneyInWords(found.amount, found.currency, ctx),
      title: found.sale ?? '',
      receipt: found.receipt ?? '',
    }),
    buttons: [{ label: ctx.t('payments.receipts.all'), invoke: { command: 'receipts' } }],
  }
}

/** What the program says when money went back, or a dispute was won. */
export const paymentReturnedCommand = (services: Pick<PaymentsServices, 'ledger'>) =>
  defineCommand({
    name: 'payment_returned',
    description: 'payments.core.returned.description',
    options: {
      return: {
        kind: 'text',
        maxLength: 36,
        required: true,
        description: 'payments.core.returned.description',
      },
      change: {
        kind: 'choice',
        required: true,
        choices: [
          { value: 'taken', name: 'payments.core.returned.taken' },
          { value: 'given', name: 'payments.core.returned.given' },
        ],
        description: 'payments.core.returned.description',
      },
    },
    guards: [],
    visibility: 'private',
    internal: true,
    async run(ctx) {
      const found = await findReturn(ctx.options.return)
      // It is about somebody's money: theirs alone.
      if (!found || !ctx.person || found.personId !== ctx.person.id) {
        return [{ kind: 'text', tone: 'notice', text: ctx.t('payments.core.returned.unknown') }]
      }
      const change = ctx.options.change === 'given' ? 'given' : 'taken'
      if (found.sale !== null) return [saleCard(ctx, found, change)]
      const { owed, available } = await services.ledger.balance(ctx.person.id)
      const text = [
        ctx.t(`payments.core.returned.${found.kind}_${change}`, {
          money: moneyInWords(found.amount, found.currency, ctx),
          coins: ctx.coins(found.coins),
          receipt: found.receipt ?? '',
        }),
        ctx.t('payments.core.returned.balance', { coins: ctx.coins(available) }),
        ...(owed > 0n ? [ctx.t('payments.core.returned.owed', { coins: ctx.coins(owed) })] : []),
      ].join(' ')
      return [
        {
          kind: 'card',
          title: ctx.t(`payments.core.returned.${change}`),
          text,
          buttons: [{ label: ctx.t('payments.buy.balance'), invoke: { command: 'balance' } }],
        },
      ]
    },
  })
