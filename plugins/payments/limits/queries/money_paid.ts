import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import coinsConfig from '#config/coins'
import { sql } from '#app/support/sql'

/**
 * An order that nobody has paid yet counts for so long, seconds: two orders at once cannot both pass under a limit,
 * and whoever looked at a pack and chose another can soon go on.
 */
export const OPEN_ORDER_COUNTS_SECONDS = 30 * 60

/** Minor units of US dollars. */
export interface MoneyPaid {
  today: bigint
  thisMonth: bigint
}

/** Something that is no pack, at its price: minor units, and the millicoins that they are worth. */
export interface Priced {
  currency: string
  amount: bigint
  coins: bigint
}

/** What is no pack counts by what it costs: in dollars as it is, in another currency by what its coins are sold for. */
const SALE_USD = (row: string): string =>
  `case when ${row}.currency = 'USD' then ${row}.amount
    else ceil(${row}.coins::numeric * :microPerCoin / 1000 / 10000) end`

/**
 * Days and months are of UTC. A pack without a price in dollars counts by what its coins are sold for; what went back
 * is not paid any more.
 */
const PAID = `
with counted as (
  select payments.paid_at as at, ceil(
    coalesce(prices.amount, ceil(packs.coins::numeric * :microPerCoin / 1000 / 10000), ${SALE_USD('payments')})
      * greatest(payments.amount - coalesce((
          select sum(coalesce(returns.amount, payments.amount)) from payments_returns returns
          where returns.payment_id = payments.id and returns.state = 'applied'
        ), 0), 0) / payments.amount
  )::bigint as usd
  from payments_payments payments
  left join payments_packs packs on packs.id = payments.pack_id
  left join payments_pack_prices prices on prices.pack_id = packs.id and prices.currency = 'USD'
  where (packs.id is not null or payments.pack_id is null) and payments.person_id = :personId and payments.state = 'credited' and payments.amount > 0
    and payments.paid_at >= date_trunc('month', now(), 'UTC')
  union all
  select orders.created_at,
    coalesce(prices.amount, ceil(packs.coins::numeric * :microPerCoin / 1000 / 10000), ${SALE_USD('orders')})::bigint
  from payments_orders orders
  left join payments_packs packs on packs.id = orders.pack_id
  left join payments_pack_prices prices on prices.pack_id = packs.id and prices.currency = 'USD'
  where (packs.id is not null or orders.pack_id is null) and orders.person_id = :personId and orders.state = 'open'
    and orders.created_at > now() - make_interval(secs => :openCounts)
    and orders.created_at >= date_trunc('month', now(), 'UTC')
    and orders.id is distinct from :except::uuid
)
select
  coalesce(sum(usd) filter (where at >= date_trunc('day', now(), 'UTC')), 0)::bigint as today,
  coalesce(sum(usd), 0)::bigint as this_month
from counted`

/**
 * What a person paid, with what is being paid now.
 * @param options.except an order that does not count
 */
export async function moneyPaid(
  personId: string,
  { except = null, trx }: { except?: string | null; trx?: TransactionClientContract } = {}
): Promise<MoneyPaid> {
  const [row] = await sql<{ today: bigint; this_month: bigint }>(
    PAID,
    {
      personId,
      except,
      microPerCoin: coinsConfig.microPerCoin,
      openCounts: OPEN_ORDER_COUNTS_SECONDS,
    },
    trx
  )
  if (!row) throw new Error('A sum has no row')
  return { today: row.today, thisMonth: row.this_month }
}

/** What a pack (by its id) or something else counts as, minor units of US dollars; 0 for a pack that there is not. */
export async function countsAs(
  bought: string | Priced,
  trx: TransactionClientContract
): Promise<bigint> {
  if (typeof bought === 'string') return packPrice(bought, trx)
  const { currency, amount, coins } = bought
  const [row] = await sql<{ usd: bigint }>(
    `select (${SALE_USD('sold')})::bigint as usd
     from (select :currency::text as currency, :amount::bigint as amount, :coins::bigint as coins) sold`,
    { currency, amount, coins, microPerCoin: coinsConfig.microPerCoin },
    trx
  )
  return row?.usd ?? 0n
}

async function packPrice(packId: string, trx: TransactionClientContract): Promise<bigint> {
  const [row] = await sql<{ usd: bigint }>(
    `select coalesce(prices.amount, ceil(packs.coins::numeric * :microPerCoin / 1000 / 10000))::bigint as usd
     from payments_packs packs
     left join payments_pack_prices prices on prices.pack_id = packs.id and prices.currency = 'USD'
     where packs.id = :packId`,
    { packId, microPerCoin: coinsConfig.microPerCoin },
    trx
  )
  return row?.usd ?? 0n
}
