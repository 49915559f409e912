import { randomUUID } from 'node:crypto'
import type { ReverseOutcome, ReverseRequest } from '#plugins/ledger/api'
import { verifyBooks } from '#plugins/ledger/queries/verify_books'
import { memo } from '#plugins/ledger/tests/support/bench'
import type { Bench } from '#plugins/ledger/tests/support/bench'

/** Shorthands for payments that are taken back. */
export function refunds(bench: Bench) {
  const topUp = async (personId: string, purchased: bigint, promo = 0n) =>
    bench.ledger.topUp({ key: randomUUID(), personId, purchased, promo, memo, money: [] })
  const reverse = (topUpId: string, purchased: bigint, more: Partial<ReverseRequest> = {}) =>
    bench.ledger.reverse({
      key: randomUUID(),
      topUpId,
      purchased,
      promo: 0n,
      memo,
      money: [],
      bearer: 'shared',
      ...more,
    })
  const restore = (reversalId: string, key: string = randomUUID()) =>
    bench.ledger.restore({ key, reversalId, memo, money: [] })
  const pay = async (personId: string, creatorId: string | null, amount: bigint) => {
    const holdId = await bench.held({ personId, amount, creatorId })
    await bench.ledger.capture({ key: randomUUID(), holdId })
  }
  const merge = (from: string, into: string) => bench.sql('select ledger_merge(?, ?)', [from, into])
  const close = (person: string) => bench.sql('select ledger_close(?)', [person])
  /** The platform takes all that it earned from bought coins: there is nothing left to give back. */
  const drainRevenue = async () => {
    const amount = await revenue()
    await bench.ledger.transfer({
      key: randomUUID(),
      memo,
      legs: [
        { account: { kind: 'revenue', bucket: 'purchased' }, amount: -amount },
        { account: { kind: 'system', name: 'adjustments' }, amount },
      ],
    })
  }
  const revenue = async () => {
    const [row] = await bench.sql(
      `select coalesce(sum(e.amount), 0)::bigint as coins from ledger_entries e
       join ledger_accounts a on a.id = e.account_id where a.kind = 'revenue' and e.bucket = 'purchased'`
    )
    return BigInt(String(row?.coins))
  }
  return { topUp, reverse, restore, pay, merge, close, drainRevenue, revenue }
}

/** Who gave how much. */
export const words = ({ fromWallet, fromCreators, fromPlatform, owed }: ReverseOutcome) => ({
  fromWallet,
  fromCreators: fromCreators.map(({ amount }) => amount),
  fromPlatform,
  owed,
})

/** Fails when a rule of the books is broken. */
export async function booksAreSound({ database }: Bench): Promise<void> {
  const broken = (await verifyBooks(database)).checks.filter(({ ok }) => !ok)
  if (broken.length > 0) throw new Error(JSON.stringify(broken, null, 2))
}
