import type { Frontend } from '#app/bot_kit/inbound'
import { sql } from '#app/support/sql'
import type { GatewayName } from '#config/payments'
import { RECEIPT_NUMBER, type Receipt } from '#plugins/payments/receipts/receipt'

interface Row {
  id: string
  receipt: string
  person_id: string
  account_id: string | null
  frontend: Frontend | null
  gateway: GatewayName
  paid_at: Date
  pack_id: string | null
  seller: string | null
  title: string | null
  names: Record<string, string> | null
  lines: Record<string, string> | null
  coins: bigint
  bonus: bigint
  currency: string
  amount: bigint
  tax: bigint
  locale: string | null
  email: string | null
  returns: readonly { id: string; kind: 'refund' | 'dispute'; amount: string; at: string }[]
}

/** Receipts are of payments whose coins are in the books. */
const RECEIPTS = `
select p.id, p.receipt, p.person_id, p.account_id, o.frontend, p.gateway,
  coalesce(p.paid_at, p.credited_at) as paid_at, p.pack_id, o.seller, o.title, k.names, k.lines, p.coins, p.bonus, p.currency,
  p.amount, coalesce(p.tax, 0) as tax, o.locale, o.email,
  coalesce((
    select jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'amount', r.amount::text, 'at', r.at) order by r.at)
    from payments_returns r where r.payment_id = p.id and r.state = 'applied' and r.amount is not null
  ), '[]') as returns
from payments_payments p
left join payments_orders o on o.id = p.order_id
left join payments_packs k on k.id = p.pack_id
where p.state = 'credited' and p.receipt is not null and p.person_id is not null`

/** A receipt by its number; null when there is none, also for something that is no number. */
export async function findReceipt(number: string): Promise<Receipt | null> {
  if (!RECEIPT_NUMBER.test(number)) return null
  const [row] = await sql<Row>(`${RECEIPTS} and p.receipt = :number`, { number })
  return row ? receiptOf(row) : null
}

/** The receipt of a payment; null until its coins are in the books. */
export async function receiptOfPayment(paymentId: string): Promise<Receipt | null> {
  const [row] = await sql<Row>(`${RECEIPTS} and p.id = :paymentId`, { paymentId })
  return row ? receiptOf(row) : null
}

/** Receipts on one page of a list. */
export const RECEIPTS_ON_PAGE = 10

/** A person's receipts, newest first; a page beyond the last is the last. */
export async function listReceipts(
  personId: string,
  asked: number
): Promise<{ receipts: readonly Receipt[]; page: number; pages: number }> {
  const [counted] = await sql<{ count: bigint }>(
    `select count(*) as count from payments_payments
     where person_id = :personId and state = 'credited' and receipt is not null`,
    { personId }
  )
  const count = Number(counted?.count ?? 0n)
  const pages = Math.max(1, Math.ceil(count / RECEIPTS_ON_PAGE))
  const page = Math.min(Math.max(1, asked), pages)
  const rows = await sql<Row>(
    `${RECEIPTS} and p.person_id = :personId
     order by p.paid_at desc nulls first, p.id desc limit :size offset :skip`,
    { personId, size: RECEIPTS_ON_PAGE, skip: (page - 1) * RECEIPTS_ON_PAGE }
  )
  return { receipts: rows.map(receiptOf), page, pages }
}

function receiptOf(row: Row): Receipt {
  return {
    number: row.receipt,
    paymentId: row.id,
    personId: row.person_id,
    accountId: row.account_id,
    frontend: row.frontend,
    gateway: row.gateway,
    paidAt: row.paid_at,
    sale: row.seller === null ? null : (row.title ?? ''),
    pack: {
      id: row.pack_id ?? '',
      title: row.title ?? '',
      names: row.names ?? {},
      lines: row.lines ?? {},
    },
    coins: row.coins,
    bonus: row.bonus,
    currency: row.currency,
    amount: row.amount,
    tax: row.tax,
    locale: row.locale,
    email: row.email,
    returns: row.returns.map(({ id, kind, amount, at }) => ({
      id,
      kind,
      amount: BigInt(amount),
      at: new Date(at),
    })),
  }
}
