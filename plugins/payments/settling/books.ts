/**
 * What the books should show of a payment, out of what is true of it and of nothing else: the order in which things
 * became known does not matter. See docs/adr/0017.
 */
import type { SystemAccount } from '#plugins/ledger/api'

/** A credited payment. Coins are millicoins, amounts minor units. */
export interface PaidMoney {
  gateway: string
  amount: bigint
  /** Part of the amount. */
  tax: bigint
  coins: bigint
  bonus: bigint
}

/** What is known of a refund or a dispute. */
export interface ReturnedMoney {
  id: string
  provider_return: string
  kind: 'refund' | 'dispute'
  /** Null for all that is left. */
  amount: bigint | null
  /** What the gateway charges for it. */
  fee: bigint
  /** Null while only its outcome is known. */
  announced_at: Date | null
  outcome: 'failed' | 'won' | 'lost' | null
}

/** A return's part of what the payment gave. */
export interface Share {
  returnId: string
  kind: 'refund' | 'dispute'
  /** Minor units that it takes, of those that no return before it took. */
  amount: bigint
  /** Millicoins, maybe none. */
  purchased: bigint
  promo: bigint
}

export interface Books {
  /** In the order in which they are taken. */
  shares: readonly Share[]
  /** Balances in the payment's currency, by account; they sum to zero. */
  money: ReadonlyMap<SystemAccount, bigint>
}

/** It was told, and it did not come to nothing. */
const stands = ({ announced_at: told, outcome }: ReturnedMoney): boolean =>
  told !== null && outcome !== 'failed' && outcome !== 'won'

/** Refunds before disputes, earlier before later, "all that is left" last. */
function compare(a: ReturnedMoney, b: ReturnedMoney): number {
  if (a.kind !== b.kind) return a.kind === 'refund' ? -1 : 1
  if ((a.amount === null) !== (b.amount === null)) return a.amount === null ? 1 : -1
  const byTime = (a.announced_at?.getTime() ?? 0) - (b.announced_at?.getTime() ?? 0)
  return byTime !== 0 ? byTime : a.provider_return < b.provider_return ? -1 : 1
}

/** What the books of a credited payment should show. */
export function booksOf(paid: PaidMoney, returns: readonly ReturnedMoney[]): Books {
  const shares = sharesOf(paid, returns.filter(stands).toSorted(compare))
  return { shares, money: moneyOf(paid, returns, shares) }
}

/** The whole's part that goes with `covered` of the amount; everything with the last of it. */
const part = (whole: bigint, covered: bigint, amount: bigint): bigint =>
  covered >= amount ? whole : (whole * covered) / amount

/** Each return takes its share of what is left; together they never take more than the payment gave. */
function sharesOf(paid: PaidMoney, standing: readonly ReturnedMoney[]): Share[] {
  let covered = 0n
  let purchased = 0n
  let promo = 0n
  return standing.map((one) => {
    const left = paid.amount - covered
    const amount = one.amount === null || one.amount > left ? left : one.amount
    covered += amount
    const share: Share = {
      returnId: one.id,
      kind: one.kind,
      amount,
      purchased: part(paid.coins, covered, paid.amount) - purchased,
      promo: part(paid.bonus, covered, paid.amount) - promo,
    }
    purchased += share.purchased
    promo += share.promo
    return share
  })
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n)

/**
 * Where the money is. A bank takes what it disputes, also of a payment that was refunded already, so disputes count
 * with all of their amount.
 */
function moneyOf(
  paid: PaidMoney,
  returns: readonly ReturnedMoney[],
  shares: readonly Share[]
): Map<SystemAccount, bigint> {
  const disputes = returns.filter((one) => one.kind === 'dispute' && one.announced_at !== null)
  const standing = disputes.filter(stands)
  const disputed = (which: readonly ReturnedMoney[]): bigint =>
    sum(which.map((one) => one.amount ?? paid.amount))

  const refunded = sum(shares.filter(({ kind }) => kind === 'refund').map(({ amount }) => amount))
  const lost = disputed(standing.filter(({ outcome }) => outcome === 'lost'))
  const held = disputed(standing) - lost
  const fees = sum(disputes.map(({ fee }) => fee))
  const gone = refunded + lost
  const taxBack = gone === 0n ? 0n : part(paid.tax, gone, paid.amount)

  return new Map<SystemAccount, bigint>([
    [`gateway_${paid.gateway}`, paid.amount - gone - held - fees],
    ['disputes', held],
    ['fees', fees],
    ['tax', taxBack - paid.tax],
    ['sales', gone - taxBack - (paid.amount - paid.tax)],
  ])
}
