import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import type { Button, CardNode } from '#app/bot_kit/reply'
import paymentsConfig from '#config/payments'
import { moneyInWords } from '#app/support/money'
import { dayInWords } from '#app/support/day_in_words'
import type { PaymentsServices } from '#plugins/payments/services'
import { clipped } from '#plugins/payments/shop/bot/ways_on'
import { lastPayments, type LastPayment } from '#plugins/payments/support/queries/last_payments'
import { refundablePayments, type Refundable } from '#plugins/payments/support/queries/refundable'

/**
 * `/paysupport`: what was paid last, how money comes back, and whom to ask. Telegram wants it of everybody who sells
 * there (core.telegram.org/bots/payments-stars), and it is as useful everywhere else. Guests have payments, too.
 */
export const paysupportCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'paysupport',
    topic: 'money',
    description: 'payments.support.description',
    options: {},
    guards: [],
    visibility: 'private',
    async run(ctx) {
      const payments = await lastPayments(ctx.person?.id ?? null, ctx.account)
      const refundable = ctx.person ? await refundablePayments(services, ctx.person.id) : []
      const { support, refundDays } = paymentsConfig
      const card: CardNode = {
        kind: 'card',
        title: ctx.t('payments.support.title'),
        text: ctx.t('payments.support.text'),
        fields: [
          {
            name: ctx.t('payments.support.last'),
            value:
              payments.length === 0
                ? ctx.t('payments.support.none')
                : `\n${payments.map((payment) => `- ${lineOf(ctx, payment)}`).join('\n')}`,
          },
          {
            name: ctx.t('payments.support.refunds'),
            value: ctx.t('payments.support.refunds_text', { days: refundDays }),
          },
          {
            name: ctx.t('payments.support.contact'),
            value: support || ctx.t('payments.support.no_contact'),
          },
        ],
        ...(ctx.frontend === 'telegram' && { footer: ctx.t('payments.support.not_telegram') }),
        buttons: [
          ...refundable.map((payment) => refundButton(ctx, payment)),
          ...(ctx.person
            ? [{ label: ctx.t('payments.receipts.all'), invoke: { command: 'receipts' } }]
            : []),
        ],
      }
      return [card]
    },
  })

function lineOf(ctx: TurnContext, payment: LastPayment): string {
  const { receipt, reference, amount, currency, sale, coins, paidAt, state } = payment
  const part = sale === null ? 'support' : 'sales.support'
  return ctx.t(`payments.${part}.line_${state}`, {
    day: dayInWords(paidAt, ctx.locale, 'long'),
    price: moneyInWords(amount, currency, ctx),
    coins: ctx.coins(coins ?? 0n),
    title: sale ?? '',
    number: receipt ?? reference,
  })
}

function refundButton(ctx: TurnContext, { id, receipt }: Refundable): Button {
  return {
    label: clipped(ctx.t('payments.support.refund', { number: receipt })),
    invoke: { command: 'give_back', options: { payment: id } },
    style: 'secondary',
  }
}
