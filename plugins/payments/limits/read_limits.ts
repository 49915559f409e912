import { MILLICOINS_PER_COIN } from '#app/support/coins'
import {
  isMoney,
  LIMIT_CURRENCY,
  LIMIT_KINDS,
  type LimitKind,
  type Limits,
} from '#plugins/payments/limits/limits'
import type { OwnLimits } from '#plugins/payments/limits/queries/limits_of'
import { amountOf, decimalOf } from '#app/support/money'

/** Longest amount that may be typed, characters: ten digits, a point, three more, and a sign. */
export const LIMIT_LENGTH = 16

/** What was typed, by kind; nothing is no limit. */
export type TypedLimits = Readonly<Partial<Record<LimitKind, string>>>

export type LimitsRead = { outcome: 'read'; limits: Limits } | { outcome: 'wrong'; kind: LimitKind }

/** Reads limits that a person typed, in any of our languages: `50`, `12,5`, `$9.99`. */
export function readLimits(typed: TypedLimits): LimitsRead {
  const limits: Record<LimitKind, bigint | null> = {
    coins_daily: null,
    coins_monthly: null,
    money_daily: null,
    money_monthly: null,
  }
  for (const kind of LIMIT_KINDS) {
    const text = (typed[kind] ?? '').replace(/[$\s]/g, '')
    if (text === '') continue
    const amount = isMoney(kind) ? amountOf(text, LIMIT_CURRENCY) : millicoinsOf(text)
    if (amount === null) return { outcome: 'wrong', kind }
    limits[kind] = amount
  }
  return { outcome: 'read', limits }
}

/** What the form holds already: what holds now, or what was wished for and waits. */
export function typedOf({ limits, changes }: OwnLimits): Record<LimitKind, string> {
  const wished = new Map(changes.map(({ kind, amount }) => [kind, amount]))
  const of = (kind: LimitKind): string => {
    const amount = wished.has(kind) ? (wished.get(kind) ?? null) : limits[kind]
    if (amount === null) return ''
    return isMoney(kind) ? decimalOf(amount, LIMIT_CURRENCY) : decimalCoins(amount)
  }
  return {
    coins_daily: of('coins_daily'),
    coins_monthly: of('coins_monthly'),
    money_daily: of('money_daily'),
    money_monthly: of('money_monthly'),
  }
}

function millicoinsOf(text: string): bigint | null {
  const match = /^(\d{1,10})(?:[.,](\d{1,3}))?$/.exec(text)
  return match ? BigInt(`${match[1] ?? ''}${(match[2] ?? '').padEnd(3, '0')}`) : null
}

function decimalCoins(millicoins: bigint): string {
  const rest = (millicoins % MILLICOINS_PER_COIN).toString().padStart(3, '0').replace(/0+$/, '')
  return `${millicoins / MILLICOINS_PER_COIN}${rest === '' ? '' : `.${rest}`}`
}
