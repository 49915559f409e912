import { sql } from '#app/support/sql'
import { GATEWAYS } from '#config/payments'
import type { PaymentsServices } from '#plugins/payments/services'
import type { PaymentRow } from '#plugins/payments/settling/payment'

/** Payments on a page of the panel. */
const PAGE_SIZE = 50

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const PAYMENT_STATES = [
  'pending',
  'unmatched',
  'mismatched',
  'credited',
] as const satisfies readonly PaymentRow['state'][]

export interface PaymentLine {
  id: string
  gateway: string
  payment: string
  state: PaymentRow['state']
  personId: string | null
  currency: string | null
  /** Minor units. */
  amount: bigint | null
  /** Minor units of it that went back, or are held back by a dispute. */
  returned: bigint
  receipt: string | null
  createdAt: Date
}

export interface PaymentFilter {
  /**
   * Our id or the gateway's of a payment, an order, a refund or a dispute, a receipt's number, or a person as the
   * commands take them (`telegram:ID`, `email:ADDRESS`, an internal id).
   */
  search: string | null
  gateway: string | null
  state: PaymentRow['state'] | null
  /** Payments older than this one (uuid). */
  before: string | null
}

const CANDIDATES = `
  select id from payments_payments where gateway = any(:gateways) and provider_payment = :text
  union select id from payments_payments where receipt = upper(:text)
  union select payment_id from payments_returns where gateway = any(:gateways) and provider_return = :text
  union select p.id from payments_orders o join payments_payments p on p.order_id = o.id
    where o.gateway = any(:gateways) and o.provider_order = :text
  union select id from payments_payments where id = cast(:uuid as uuid)
  union select id from payments_payments where order_id = cast(:uuid as uuid)
  union select id from payments_payments where person_id = cast(:person as uuid)`

/** Newest first, a page at a time. */
export async function listPayments(
  { identity }: Pick<PaymentsServices, 'identity'>,
  filter: PaymentFilter
): Promise<{ payments: readonly PaymentLine[]; more: boolean }> {
  const { search } = filter
  const uuid = search !== null && UUID.test(search) ? search.toLowerCase() : null
  const person = search === null ? null : (await identity.lookUp(search))?.person
  const payments = await sql<PaymentLine>(
    `select p.id, p.gateway, p.provider_payment as payment, p.state, p.person_id as "personId", p.currency, p.amount,
       p.receipt, p.created_at as "createdAt",
       (select coalesce(sum(coalesce(r.amount, p.amount)), 0)::bigint from payments_returns r
        where r.payment_id = p.id and r.state = 'applied') as returned
     from payments_payments p
     where (cast(:gateway as text) is null or p.gateway = :gateway)
       and (cast(:state as text) is null or p.state = :state)
       and (cast(:before as uuid) is null or p.id < cast(:before as uuid))
       ${search === null ? '' : `and p.id in (${CANDIDATES})`}
     order by p.id desc limit :limit`,
    {
      gateway: filter.gateway,
      state: filter.state,
      before: filter.before !== null && UUID.test(filter.before) ? filter.before : null,
      limit: PAGE_SIZE + 1,
      ...(search !== null && {
        text: search,
        uuid,
        person: person?.id ?? uuid,
        gateways: [...GATEWAYS],
      }),
    }
  )
  return { payments: payments.slice(0, PAGE_SIZE), more: payments.length > PAGE_SIZE }
}
