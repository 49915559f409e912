import { defineCommand, needsAccount } from '#app/bot_kit/command'
import type { TurnContext } from '#app/bot_kit/command'
import { paging } from '#app/bot_kit/reply'
import type { ListItem } from '#app/bot_kit/reply'
import type { LedgerService, StatementLine } from '#plugins/ledger/api'

/** The highest page that may be typed; pages beyond the last show the last. */
const HIGHEST_PAGE = 1_000_000

function item(ctx: TurnContext, line: StatementLine): ListItem {
  const { amount, at, bucket, memo } = line
  const direction = amount < 0n ? 'out' : 'in'
  return {
    title: ctx.t(`ledger.history.${direction}`, {
      coins: ctx.coins(amount < 0n ? -amount : amount),
      memo: ctx.t(memo.key, memo.data),
    }),
    text: ctx.t('ledger.history.line', {
      at: new Intl.DateTimeFormat(ctx.locale, {
        dateStyle: 'medium',
        timeStyle: 'short',
        timeZone: 'UTC',
      }).format(at),
      kind: ctx.t(`ledger.kinds.${bucket}`),
    }),
  }
}

/** `/history`: every movement of the wallet, newest first. */
export function historyCommand(ledger: LedgerService) {
  return defineCommand({
    name: 'history',
    topic: 'money',
    description: 'ledger.history.description',
    options: {
      page: {
        kind: 'integer',
        description: 'ledger.history.page',
        min: 1,
        max: HIGHEST_PAGE,
      },
    },
    positional: 'page',
    guards: [needsAccount],
    visibility: 'private',
    async run(ctx) {
      if (!ctx.person) return []
      const { lines, page, pages } = await ledger.statement(ctx.person.id, ctx.options.page ?? 1)
      return [
        {
          kind: 'list',
          title: ctx.t('ledger.history.title'),
          items: lines.map((line) => item(ctx, line)),
          empty: ctx.t('ledger.history.empty'),
          footer: ctx.t('ledger.history.footer', { page, pages }),
          paging: paging(
            { page, pages },
            { previous: ctx.t('ledger.history.newer'), next: ctx.t('ledger.history.older') },
            { command: 'history' }
          ),
        },
      ]
    },
  })
}
