import type { Bucket } from '#plugins/ledger/api'

export interface ExportedAccount {
  kind: 'wallet' | 'earnings' | 'revenue' | 'receivable' | 'system'
  owner: string | null
  name: string
  commodity: string
  bucket: Bucket | null
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** `payouts_due` as part of a name: `Payouts-Due`; Beancount knows no underscore. */
const part = (name: string): string => name.split('_').map(capital).join('-')

/** The operator's accounts in money, as an accountant looks for them. */
const MONEY: Readonly<Record<string, string>> = {
  sales: 'Income:Sales',
  fees: 'Expenses:Fees',
  payouts: 'Expenses:Payouts',
  payouts_due: 'Liabilities:Payouts-Due',
  tax: 'Liabilities:Tax',
  disputes: 'Assets:Disputes',
}

function systemName(name: string, commodity: string): string {
  if (commodity === 'COIN') return `Equity:${part(name)}`
  if (name.startsWith('gateway_')) return `Assets:Gateways:${part(name.slice('gateway_'.length))}`
  return MONEY[name] ?? `Equity:${part(name)}`
}

/**
 * An account's name, the same in every format. Beancount wants five roots and parts that begin with a capital
 * letter or a digit, hence the `P-` before ids. The books are of coins, seen by who has them: what people
 * and the platform hold is an asset, what people owe a debt, and where coins come from is equity. Money is the
 * operator's, and seen by the operator.
 */
export function accountName({ kind, owner, name, commodity, bucket }: ExportedAccount): string {
  switch (kind) {
    case 'wallet':
      return `Assets:Wallets:P-${owner}:${capital(bucket ?? '')}`
    case 'earnings':
      return `Assets:Earnings:P-${owner}:${capital(bucket ?? '')}`
    case 'revenue':
      return `Assets:Revenue:${capital(bucket ?? '')}`
    case 'receivable':
      return `Liabilities:Owed:P-${owner}:${capital(bucket ?? '')}`
    case 'system':
      return systemName(name, commodity)
  }
}

/** Decimals of a commodity's unit: coins have millicoins, money its minor unit (ISO 4217), Telegram Stars none. */
export function commodityDigits(commodity: string): number {
  if (commodity === 'COIN') return 3
  if (commodity === 'XTR' || commodity.length !== 3) return 0
  const { maximumFractionDigits } = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: commodity,
  }).resolvedOptions()
  return maximumFractionDigits ?? 0
}

/** A number of smallest units as a decimal, exactly: `-1.400`. */
export function decimal(amount: bigint, digits: number): string {
  const sign = amount < 0n ? '-' : ''
  const text = (amount < 0n ? -amount : amount).toString().padStart(digits + 1, '0')
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/** Text for a journal's comment or string: keys may hold anything, and journals read some of it as syntax. */
export const plainText = (text: string): string => text.replace(/[^\w:.@+/=-]+/g, '_')
