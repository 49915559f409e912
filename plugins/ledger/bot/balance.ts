import { defineCommand, needsAccount } from '#app/bot_kit/command'
import type { TurnContext } from '#app/bot_kit/command'
import type { Button, CardNode } from '#app/bot_kit/reply'
import type { LedgerService, WalletBalance } from '#plugins/ledger/api'

type Field = { name: string; value: string }

function fields(ctx: TurnContext, balance: WalletBalance): Field[] {
  const field = (key: string, amount: bigint): Field => ({
    name: ctx.t(`ledger.balance.${key}`),
    value: ctx.coins(amount),
  })
  const { buckets, earnings } = balance
  const earned = earnings.promo + earnings.purchased + earnings.earned
  return [
    field('promo', buckets.promo),
    field('purchased', buckets.purchased),
    field('earned', buckets.earned),
    ...(balance.held > 0n ? [field('held', balance.held)] : []),
    ...(balance.owed > 0n ? [field('owed', balance.owed)] : []),
    field('received', balance.lifetimeReceived),
    field('spent', balance.lifetimeSpent),
    // Creators alone have earnings; the kinds matter, since only what real coins paid is worth money.
    ...(earned > 0n
      ? [field('earnings_real', earned - earnings.promo), field('earnings_promo', earnings.promo)]
      : []),
  ]
}

/** What somebody should know about it: a debt before a light wallet. */
function told(ctx: TurnContext, { owed, low }: WalletBalance): string | undefined {
  if (owed > 0n) return ctx.t('ledger.balance.owing', { coins: ctx.coins(owed) })
  return low ? ctx.t('ledger.balance.low') : undefined
}

/** `/balance`: what is in the wallet, and what came and went. */
export function balanceCommand(ledger: LedgerService) {
  return defineCommand({
    name: 'balance',
    topic: 'money',
    description: 'ledger.balance.description',
    options: {},
    guards: [needsAccount],
    visibility: 'private',
    async run(ctx) {
      if (!ctx.person) return []
      const balance = await ledger.balance(ctx.person.id)
      const buy: Button = {
        label: ctx.t('ledger.balance.buy'),
        invoke: { command: 'buy' },
        style: balance.low ? 'primary' : 'secondary',
      }
      const history: Button = {
        label: ctx.t('ledger.balance.history'),
        invoke: { command: 'history' },
        style: 'secondary',
      }
      const card: CardNode = {
        kind: 'card',
        title: ctx.t('ledger.balance.title', { coins: ctx.coins(balance.available) }),
        text: told(ctx, balance),
        fields: fields(ctx, balance),
        footer: ctx.t('ledger.balance.order'),
        buttons: [buy, history],
      }
      return [card]
    },
  })
}
