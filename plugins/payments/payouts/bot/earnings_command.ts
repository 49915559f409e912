import { defineCommand, type CommandContext } from '#app/bot_kit/command'
import type { ButtonLike, Reply } from '#app/bot_kit/reply'
import { requestPayout } from '#plugins/payments/payouts/actions/request_payout'
import { earningsOf } from '#plugins/payments/payouts/queries/earnings_of'
import { findPayee } from '#plugins/payments/payouts/queries/payouts'
import { moneyInWords } from '#app/support/money'
import type { PaymentsServices } from '#plugins/payments/services'
import paymentsConfig from '#config/payments'

/** Where creators choose how they are paid. */
const page = () => `${paymentsConfig.appUrl}/earnings`

/** `/earnings`: what waits, what may be paid out, what was paid. */
export const earningsCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'earnings',
    topic: 'creators',
    description: 'payments.payouts.bot.description',
    options: {},
    guards: [{ kind: 'needsAccount' }, { kind: 'creatorOnly' }],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      const earnings = await earningsOf(services, ctx.person.id)
      const payee = await findPayee(ctx.person.id)
      const money = (amount: bigint) => moneyInWords(amount, earnings.currency, ctx)
      const both = ({ coins, amount }: { coins: bigint; amount: bigint }) =>
        ctx.t('payments.payouts.both', { coins: ctx.coins(coins), money: money(amount) })
      const enough = earnings.available.amount >= earnings.minimum
      const buttons: ButtonLike[] = [{ label: ctx.t('payments.payouts.bot.page'), url: page() }]
      if (payee?.ready && enough && earnings.underWay === 0n) {
        const label = ctx.t('payments.payouts.bot.pay_out', {
          money: money(earnings.available.amount),
        })
        buttons.unshift({
          label,
          invoke: { command: 'pay_out' },
          style: 'primary',
          singleUse: true,
        })
      }
      return [
        {
          kind: 'card',
          title: ctx.t('payments.payouts.title'),
          text: hint(ctx, {
            ready: payee?.ready ?? false,
            enough,
            minimum: money(earnings.minimum),
          }),
          fields: [
            { name: ctx.t('payments.payouts.available'), value: both(earnings.available) },
            { name: ctx.t('payments.payouts.pending'), value: both(earnings.pending) },
            { name: ctx.t('payments.payouts.under_way'), value: money(earnings.underWay) },
            { name: ctx.t('payments.payouts.paid'), value: money(earnings.paid) },
            { name: ctx.t('payments.payouts.reversed'), value: money(earnings.reversed) },
          ],
          footer: ctx.t('payments.payouts.rule', { days: pendingDays() }),
          buttons,
        },
      ]
    },
  })

/** What the button means: everything available is paid out. */
export const payOutCommand = (services: PaymentsServices) =>
  defineCommand({
    name: 'pay_out',
    description: 'payments.payouts.bot.description',
    options: {},
    guards: [{ kind: 'needsAccount' }, { kind: 'creatorOnly' }],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      const asked = await requestPayout(services, { personId: ctx.person.id })
      const money = (amount: bigint, currency: string) => moneyInWords(amount, currency, ctx)
      switch (asked.outcome) {
        case 'asked':
          return [
            {
              kind: 'text',
              text: ctx.t('payments.payouts.bot.asked', {
                money: money(asked.amount, asked.currency),
              }),
            },
          ]
        case 'not_ready':
          return notice(ctx, 'payments.payouts.bot.not_ready', page())
        case 'too_little':
          return notice(ctx, 'payments.payouts.bot.too_little', page(), {
            available: money(asked.available, asked.currency),
            minimum: money(asked.minimum, asked.currency),
          })
        case 'one_is_open':
          return notice(ctx, 'payments.payouts.bot.one_is_open', page())
      }
    },
  })

/** Whole days that earnings wait. */
export const pendingDays = (): number =>
  Math.ceil(paymentsConfig.payouts.pendingSeconds / (24 * 60 * 60))

function hint(
  ctx: CommandContext,
  { ready, enough, minimum }: { ready: boolean; enough: boolean; minimum: string }
): string {
  if (!ready) return ctx.t('payments.payouts.bot.not_ready')
  return enough
    ? ctx.t('payments.payouts.bot.ready')
    : ctx.t('payments.payouts.bot.minimum', { minimum })
}

function notice(
  ctx: CommandContext,
  key: string,
  url: string,
  data: Record<string, unknown> = {}
): Reply {
  return [
    {
      kind: 'choice',
      text: ctx.t(key, data),
      buttons: [{ label: ctx.t('payments.payouts.bot.page'), url }],
    },
  ]
}
