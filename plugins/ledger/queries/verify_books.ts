import type { Database } from '@adonisjs/lucid/database'
import { balanceChecks } from '#plugins/ledger/verify/balance_checks'
import { capChecks } from '#plugins/ledger/verify/cap_checks'
import { entryChecks } from '#plugins/ledger/verify/entry_checks'
import { giveBackChecks } from '#plugins/ledger/verify/give_back_checks'
import { guardChecks } from '#plugins/ledger/verify/guard_checks'
import { holdChecks } from '#plugins/ledger/verify/hold_checks'
import { reversalChecks } from '#plugins/ledger/verify/reversal_checks'

export const BOOK_CHECKS = [
  ...entryChecks,
  ...balanceChecks,
  ...holdChecks,
  ...reversalChecks,
  ...giveBackChecks,
  ...capChecks,
  ...guardChecks,
]

/** Examples of a broken rule that a report names. */
const EXAMPLES = 5

export interface CheckResult {
  name: string
  rule: string
  ok: boolean
  violations: number
  /** The first few. */
  examples: readonly { subject: string; found: string }[]
}

export interface BookTotals {
  transfers: number
  entries: number
  wallets: number
  openHolds: number
  /** Open holds whose time is over: the sweeper is behind, or does not run. */
  overdueHolds: number
  /** Millicoins in wallets, earnings and revenue. */
  coinsInCirculation: bigint
  /** Millicoins that people owe after refunds. */
  coinsOwed: bigint
}

export interface VerifyReport {
  ok: boolean
  checks: readonly CheckResult[]
  totals: BookTotals
  milliseconds: number
}

/** Re-derives every balance from the entries and checks every rule, on one consistent view of the books. */
export async function verifyBooks(database: Database): Promise<VerifyReport> {
  const start = performance.now()
  return database.transaction(
    async (trx) => {
      await trx.rawQuery('set transaction read only')
      // Sorts and hashes over all entries: a little more memory than a request's, for this transaction alone.
      await trx.rawQuery(`set local work_mem = '64MB'`)
      const checks: CheckResult[] = []
      for (const { name, rule, sql } of BOOK_CHECKS) {
        const { rows } = await trx.rawQuery<{
          rows: { violations: bigint; subject: string; found: string }[]
        }>(
          `select count(*) over () as violations, v.subject, v.found from (${sql}) v limit ${EXAMPLES}`
        )
        checks.push({
          name,
          rule,
          ok: rows.length === 0,
          violations: Number(rows[0]?.violations ?? 0n),
          examples: rows.map(({ subject, found }) => ({ subject, found })),
        })
      }
      const { rows } = await trx.rawQuery<{ rows: Record<keyof BookTotals, bigint>[] }>(TOTALS)
      const [totals] = rows
      if (!totals) throw new Error('There are no totals')
      return {
        ok: checks.every((check) => check.ok),
        checks,
        totals: {
          transfers: Number(totals.transfers),
          entries: Number(totals.entries),
          wallets: Number(totals.wallets),
          openHolds: Number(totals.openHolds),
          overdueHolds: Number(totals.overdueHolds),
          coinsInCirculation: totals.coinsInCirculation,
          coinsOwed: totals.coinsOwed,
        },
        milliseconds: Math.round(performance.now() - start),
      }
    },
    { isolationLevel: 'repeatable read' }
  )
}

const TOTALS = `
  select (select count(*) from ledger_transfers) as "transfers",
    (select count(*) from ledger_entries) as "entries",
    (select count(*) from ledger_wallets) as "wallets",
    (select count(*) from ledger_holds where state = 'held') as "openHolds",
    (select count(*) from ledger_holds where state = 'held' and expires_at < clock_timestamp()) as "overdueHolds",
    (select coalesce(-sum(e.amount), 0)::bigint from ledger_entries e
      join ledger_accounts a on a.id = e.account_id where a.kind in ('system', 'receivable') and a.commodity = 'COIN')
      as "coinsInCirculation",
    (select coalesce(-sum(e.amount), 0)::bigint from ledger_entries e
      join ledger_accounts a on a.id = e.account_id where a.kind = 'receivable') as "coinsOwed"`
