import { defineCommand, needsAccount } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import paymentsConfig from '#config/payments'
import { moneyInWords } from '#app/support/money'
import type { PaymentsServices } from '#plugins/payments/services'
import { giveBack } from '#plugins/payments/support/actions/give_back'
import { refundablePayments } from '#plugins/payments/support/queries/refundable'

const options = {
  payment: {
    kind: 'text',
    description: 'payments.support.payment',
    maxLength: 36,
    required: true,
  },
} as const

/** What the button of a payment asks for: shows what goes back, and asks again. */
export const giveBackCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'give_back',
    description: 'payments.support.description',
    options,
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      const refundable = await refundablePayments(services, ctx.person.id)
      const payment = refundable.find(({ id }) => id === ctx.options.payment)
      if (!payment) return [{ kind: 'text', text: ctx.t('payments.support.not_refundable') }]
      const money = moneyInWords(payment.amount, payment.currency, ctx)
      return [
        {
          kind: 'choice',
          text: ctx.t('payments.support.sure', { money, coins: ctx.coins(payment.coins) }),
          buttons: [
            {
              label: ctx.t('payments.support.yes'),
              invoke: { command: 'give_back_now', options: { payment: payment.id } },
              style: 'danger',
              singleUse: true,
            },
            { label: ctx.t('payments.support.no'), invoke: { command: 'balance' } },
          ],
        },
      ]
    },
  })

/** Gives the money back. */
export const giveBackNowCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'give_back_now',
    description: 'payments.support.description',
    options,
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      const request = { personId: ctx.person.id, paymentId: ctx.options.payment }
      const given = await giveBack(services, request)
      switch (given.outcome) {
        case 'refunded': {
          const money = moneyInWords(given.payment.amount, given.payment.currency, ctx)
          return [{ kind: 'text', text: ctx.t('payments.support.given', { money }) }]
        }
        case 'not_refundable':
          return [{ kind: 'text', text: ctx.t('payments.support.not_refundable') }]
        case 'under_way':
          return [{ kind: 'text', text: ctx.t('payments.support.under_way') }]
        case 'refused': {
          const contact = paymentsConfig.support || ctx.t('payments.support.no_contact')
          return [
            {
              kind: 'text',
              tone: 'error',
              text: ctx.t('payments.support.refused', { contact }),
            },
          ]
        }
      }
    },
  })
