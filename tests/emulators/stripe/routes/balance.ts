/** The platform's balance, line by line. */
import { partOf, textOf } from '#tests/emulators/stripe/form'
import type { BalanceTransaction } from '#tests/emulators/stripe/objects'
import { pageOf } from '#tests/emulators/stripe/routes/list'
import type { Route } from '#tests/emulators/stripe/routes/route'
import type { World } from '#tests/emulators/stripe/world'

export const balanceRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1/balance_transactions',
    params: 'BalanceTransactionListParams',
    handle(world, { form }) {
      const type = textOf(form, 'type')
      const lines = world.balanceTransactions
        .all()
        .filter((one) => type === undefined || one.type === type)
      const page = pageOf(lines, form, '/v1/balance_transactions')
      const expanded = Object.values(partOf(form, 'expand')).includes('data.source')
      if (!expanded) return page
      return {
        ...page,
        data: page.data.map((line) => ({ ...line, source: sourceOf(world, line) })),
      }
    },
  },
]

function sourceOf(world: World, { source }: BalanceTransaction): object | string | null {
  if (source === null) return null
  return (
    world.charges.find(source) ??
    world.refunds.find(source) ??
    world.disputes.find(source) ??
    world.transfers.find(source) ??
    source
  )
}
