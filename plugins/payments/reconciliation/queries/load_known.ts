import { sql } from '#app/support/sql'
import type { PaymentsServices } from '#plugins/payments/services'
import type { ReturnedMoney } from '#plugins/payments/settling/books'
import type { PaymentRow, ReturnRow } from '#plugins/payments/settling/payment'

/** A payment as it is kept here, with what the books show of it. */
export interface KnownPayment {
  id: string
  name: string
  state: PaymentRow['state']
  amount: bigint | null
  currency: string | null
  /** What its order asked for. */
  orderAmount: bigint | null
  orderCurrency: string | null
  tax: bigint | null
  coins: bigint | null
  bonus: bigint | null
  gatewayFee: bigint | null
  /** Facts are being settled: the books are not final. */
  unsettled: boolean
  /** The run that saw it last. */
  runId: bigint | null
  returns: KnownReturn[]
  /** Minor units that the ledger has at the gateway's account because of it; null before it is credited. */
  booked: bigint | null
}

export interface KnownReturn extends ReturnedMoney {
  state: ReturnRow['state']
  payment_id: string
  gateway_fee: bigint | null
  run_id: bigint | null
}

/** What is kept of these payments, by the gateway's ids. */
export async function loadKnown(
  { ledger }: Pick<PaymentsServices, 'ledger'>,
  gateway: string,
  names: readonly string[]
): Promise<ReadonlyMap<string, KnownPayment>> {
  const rows = await sql<Omit<KnownPayment, 'returns' | 'booked'>>(
    `select p.id, p.provider_payment as name, p.state, p.amount, p.currency, o.amount as "orderAmount",
       o.currency as "orderCurrency", p.tax, p.coins, p.bonus, p.gateway_fee as "gatewayFee",
       p.unsettled_since is not null as unsettled, p.reconciliation_id as "runId"
     from payments_payments p left join payments_orders o on o.id = p.order_id
     where p.gateway = :gateway and p.provider_payment = any(:names)`,
    { gateway, names: [...names] }
  )
  const ids = rows.map(({ id }) => id)
  const returns = await sql<KnownReturn>(
    `select id, payment_id, provider_return, kind, amount, fee, announced_at, outcome, state, gateway_fee,
       reconciliation_id as run_id
     from payments_returns where payment_id = any(cast(:ids as uuid[]))`,
    { ids }
  )
  const booked = await bookedAt({ ledger }, gateway, ids)
  return new Map(
    rows.map((row) => [
      row.name,
      {
        ...row,
        returns: returns.filter(({ payment_id: id }) => id === row.id),
        booked: booked.get(row.id) ?? null,
      },
    ])
  )
}

/** What the ledger's own entries say, whatever was asked of it. */
async function bookedAt(
  { ledger }: Pick<PaymentsServices, 'ledger'>,
  gateway: string,
  paymentIds: readonly string[]
): Promise<ReadonlyMap<string, bigint>> {
  const moves = await sql<{ paymentId: string; transferId: string }>(
    `select payment_id as "paymentId", transfer_id as "transferId" from payments_moves
     where payment_id = any(cast(:ids as uuid[])) and transfer_id is not null`,
    { ids: [...paymentIds] }
  )
  const paymentOf = new Map(moves.map(({ transferId, paymentId }) => [transferId, paymentId]))
  const sums = new Map<string, bigint>()
  for (const part of chunks([...paymentOf.keys()], 1_000)) {
    for (const { transferId, legs } of await ledger.transfers(part)) {
      const payment = paymentOf.get(transferId)
      if (payment === undefined) continue
      const there = legs.filter(({ account, name }) => {
        return account === 'system' && name === `gateway_${gateway}`
      })
      const sum = there.reduce((all, { amount }) => all + amount, sums.get(payment) ?? 0n)
      sums.set(payment, sum)
    }
  }
  return sums
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let at = 0; at < all.length; at += size) parts.push(all.slice(at, at + size))
  return parts
}
