import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { E_PERSON_BUSY } from '#app/identity/errors'
import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'

/** Orders, and payments, that an export holds at most. */
const EXPORTED = 10_000

/** What was bought: `plugins/payments/people.ts` calls it with the plugin's other parts. */
const purchases: PeopleModuleFactory = ({ outbox }) => ({
  async merge({ from, into, trx }) {
    // What the ledger is being told names the person: it is through in a moment.
    if (await underWay([from, into], trx)) return { outcome: 'refused', reason: 'busy' }
    await movePurchases(from, into, trx)
    return { outcome: 'merged' }
  },

  /** What was paid stays, as tax law asks; who and where from is forgotten. */
  async forget({ personId, accountIds, trx }) {
    if (await underWay([personId], trx)) {
      throw new E_PERSON_BUSY('A payment of the person is under way')
    }
    const running = await runningOf(personId, trx)
    await outbox.add(
      trx,
      running.map((orderId) => ({
        topic: 'payments.stop_renewing',
        key: orderId,
        payload: { orderId },
      }))
    )
    await sql(
      `update payments_orders set email = null, resume = null, account_id = null,
         state = case state when 'open' then 'abandoned' else state end
       where person_id = :personId or account_id = any (:accountIds::uuid[])`,
      { personId, accountIds: [...accountIds] },
      trx
    )
    await sql(
      `update payments_payments set account_id = null, payer_platform = null, payer_platform_id = null
       where person_id = :personId`,
      { personId },
      trx
    )
    await sql('delete from payments_taken_earnings where creator_id = :personId', { personId }, trx)
  },

  async losses(personId, say) {
    const { length: count } = await runningOf(personId)
    return count > 0 ? [say.t('payments.sales.losses', { count })] : []
  },

  async export(personId) {
    const payments = await sql<ExportedPayment>(
      `select p.paid_at, p.gateway, p.state, p.pack_id, o.seller, o.title, p.coins, p.bonus, p.amount, p.currency, p.tax, p.receipt,
         (select coalesce(jsonb_agg(jsonb_build_object(
            'kind', r.kind, 'at', r.at, 'minor_units', r.amount::text, 'state', r.state) order by r.at), '[]')
          from payments_returns r where r.payment_id = p.id) as returns
       from payments_payments p left join payments_orders o on o.id = p.order_id where p.person_id = :personId order by p.paid_at desc limit :most`,
      { personId, most: EXPORTED }
    )
    const orders = await sql<ExportedOrder>(
      `select created_at, frontend, gateway, pack_id, seller, title, recurring, amount, currency, state, email
       from payments_orders where person_id = :personId order by created_at desc limit :most`,
      { personId, most: EXPORTED }
    )
    return {
      payments: payments.map((one) => ({
        at: one.paid_at?.toISOString() ?? null,
        by: one.gateway,
        state: one.state,
        pack: one.pack_id,
        ...(one.seller !== null && { sold_by: one.seller, title: one.title }),
        millicoins: one.coins?.toString() ?? null,
        bonus_millicoins: one.bonus?.toString() ?? null,
        minor_units: one.amount?.toString() ?? null,
        tax_minor_units: one.tax?.toString() ?? null,
        currency: one.currency,
        receipt: one.receipt,
        given_back: one.returns,
      })),
      orders: orders.map((one) => ({
        at: one.created_at.toISOString(),
        where: one.frontend,
        by: one.gateway,
        pack: one.pack_id,
        ...(one.seller !== null && {
          sold_by: one.seller,
          title: one.title,
          every: one.recurring,
        }),
        minor_units: one.amount.toString(),
        currency: one.currency,
        state: one.state,
        email: one.email,
      })),
    }
  },
})

/** What is somebody's becomes somebody else's; found again, there is nothing left to move. */
export async function movePurchases(
  from: string,
  into: string,
  trx?: TransactionClientContract
): Promise<void> {
  for (const table of ['payments_orders', 'payments_payments']) {
    await sql(`update ${table} set person_id = :into where person_id = :from`, { from, into }, trx)
  }
  await sql(
    `update payments_taken_earnings set creator_id = :into where creator_id = :from`,
    { from, into },
    trx
  )
}

/** Orders that a gateway still renews; those in Stars are the Stars' own part's. */
async function runningOf(
  personId: string,
  trx?: TransactionClientContract
): Promise<readonly string[]> {
  const rows = await sql<{ id: string }>(
    `select s.order_id as id from payments_subscriptions s join payments_orders o on o.id = s.order_id
     where o.person_id = :personId and s.state <> 'ended' and s.renews and s.gateway <> 'stars'`,
    { personId },
    trx
  )
  return rows.map(({ id }) => id)
}

async function underWay(
  people: readonly string[],
  trx: TransactionClientContract
): Promise<boolean> {
  const [row] = await sql<{ busy: boolean }>(
    `select exists (
       select 1 from payments_payments p
       where p.person_id = any (:people::uuid[]) and (
         exists (select 1 from payments_moves m where m.payment_id = p.id and m.state = 'asked')
         or exists (select 1 from payments_refunds f where f.payment_id = p.id and f.state = 'asked'))
     ) as busy`,
    { people: [...people] },
    trx
  )
  return row?.busy ?? false
}

interface ExportedPayment {
  paid_at: Date | null
  gateway: string
  state: string
  pack_id: string | null
  seller: string | null
  title: string | null
  coins: bigint | null
  bonus: bigint | null
  amount: bigint | null
  currency: string | null
  tax: bigint | null
  receipt: string | null
  returns: unknown
}

interface ExportedOrder {
  created_at: Date
  frontend: string
  gateway: string
  pack_id: string | null
  seller: string | null
  title: string
  recurring: string | null
  amount: bigint
  currency: string
  state: string
  email: string | null
}

export default purchases
