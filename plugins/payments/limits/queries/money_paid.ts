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

/**
 * Days and months are of UTC. A pack without a price in dollars counts by what its coins are sold for; what went back
 * is not paid any more.
 */
const PAID = `
with counted as (
  select payments.paid_at as at, ceil(
    coalesce(prices.amount, ceil(packs.coins::numeric * :microPerCoin / 1000 / 10000))
      * greatest(payments.amount - coalesce((
          select sum(coalesce(returns.amount, payments.amount)) from payments_returns returns
          where returns.payment_id = payments.id and returns.state = 'applied'
        ), 0), 0) / payments.amount
  )::bigint as usd
  from payments_payments payments
  join payments_packs packs on packs.id = payments.pack_id
  left join payments_pack_prices prices on prices.pack_id = packs.id and prices.currency = 'USD'
  where payments.person_id = :personId and payments.state = 'credited' and payments.amount > 0
    and payments.paid_at >= date_trunc('month', now(), 'UTC')
  union all
  select orders.created_at,
    coalesce(prices.amount, ceil(packs.coins::numeric * :microPerCoin / 1000 / 10000))::bigint
  from payments_orders orders
  join payments_packs packs on packs.id = orders.pack_id
  left join payments_pack_prices prices on prices.pack_id = packs.id and prices.currency = 'USD'
  where orders.person_id = :personId and orders.state = 'open'
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

/** What a pack counts as, minor units of US dollars; 0 for one that there is not. */
export async function packPrice(packId: string, trx?: TransactionClientContract): Promise<bigint> {
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
