import { LedgerError } from '#plugins/ledger/api'
import type { AccountRef, Memo, MoneyLeg } from '#plugins/ledger/api'

/** Limits of a request. They are checked before operations share a call, where one would spoil all. */
export const LEDGER_LIMITS = {
  /** Characters of a key. */
  key: 200,
  /** Millicoins (or minor units) of one operation: a billion coins, so that sums stay far inside a bigint. */
  amount: 1_000_000_000_000n,
  /** Seconds that a hold may live. */
  holdLifetime: 3_600,
  /** Legs of one transfer. */
  legs: 100,
  /** Characters of a memo as JSON. */
  memo: 2_000,
} as const

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const COMMODITY = /^[A-Z][A-Z0-9]{2,11}$/
const SYSTEM_NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/

/** Postgres keeps no zero character in a text. */
const ZERO = String.fromCharCode(0)

const refuse = (message: string): never => {
  throw new LedgerError('invalid', message)
}

export function checkKey(key: string): void {
  if (key.length === 0 || key.length > LEDGER_LIMITS.key || key.includes(ZERO)) {
    refuse(`A key has 1 to ${LEDGER_LIMITS.key} characters`)
  }
}

export function checkId(id: string, what: string): void {
  if (!UUID.test(id)) refuse(`${what} must be a uuid, got "${id.slice(0, 50)}"`)
}

export function checkAmount(amount: bigint): void {
  if (amount <= 0n || amount > LEDGER_LIMITS.amount) {
    refuse(`An amount must be above zero and at most ${LEDGER_LIMITS.amount}, got ${amount}`)
  }
}

/** An amount that may be nothing. */
export function checkAmountOrNone(amount: bigint): void {
  if (amount !== 0n) checkAmount(amount)
}

/** The number of a transfer, as callers know it. */
export function checkTransferId(id: string, what: string): void {
  if (!/^[0-9]{1,18}$/.test(id)) refuse(`${what} must be a transfer's id, got "${id.slice(0, 50)}"`)
}

/** Seconds of a hold's life. */
export function checkLifetime(seconds: number): void {
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LEDGER_LIMITS.holdLifetime) {
    refuse(`A hold lives 1 to ${LEDGER_LIMITS.holdLifetime} whole seconds, got ${seconds}`)
  }
}

/** The data of a memo as the database takes it. */
export function memoData(memo: Memo): string | null {
  const data = memo.data === undefined ? null : JSON.stringify(memo.data)
  if (memo.key.length + (data?.length ?? 0) > LEDGER_LIMITS.memo) refuse('The memo is too long')
  if (memo.key.includes(ZERO) || data?.includes('\\u0000')) refuse('The memo has a zero character')
  return data
}

/** A leg as the SQL function takes it. */
export function legJson(leg: { account: AccountRef; amount: bigint; commodity?: string }) {
  const size = leg.amount < 0n ? -leg.amount : leg.amount
  checkAmount(size)
  const commodity = leg.commodity ?? 'COIN'
  if (!COMMODITY.test(commodity)) refuse(`"${commodity.slice(0, 20)}" is no commodity`)
  const { account } = leg
  if (account.kind === 'system') {
    if (!SYSTEM_NAME.test(account.name)) refuse(`"${account.name.slice(0, 50)}" is no account`)
    if (account.commodity !== undefined && account.commodity !== commodity) {
      refuse(`A leg in ${commodity} cannot be at an account in ${account.commodity}`)
    }
  } else if (commodity !== 'COIN') {
    refuse(`${account.kind} accounts hold coins alone, not ${commodity}`)
  }
  if (account.kind === 'wallet' || account.kind === 'earnings')
    checkId(account.personId, 'personId')
  return {
    kind: account.kind,
    owner: 'personId' in account ? account.personId.toLowerCase() : undefined,
    name: account.kind === 'system' ? account.name : undefined,
    bucket: account.kind === 'system' ? undefined : account.bucket,
    commodity,
    amount: leg.amount.toString(),
  }
}

/** Legs in money as the SQL functions take them: a JSON array. */
export function moneyJson(legs: readonly MoneyLeg[]): string {
  if (legs.length > LEDGER_LIMITS.legs) refuse(`At most ${LEDGER_LIMITS.legs} legs are in money`)
  return JSON.stringify(
    legs.map(({ account, commodity, amount }) => {
      if (commodity === 'COIN') refuse('A leg in money cannot be in coins')
      return legJson({ account: { kind: 'system', name: account }, commodity, amount })
    })
  )
}
