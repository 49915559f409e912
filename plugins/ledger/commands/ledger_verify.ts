import { BaseCommand, flags } from '@adonisjs/core/ace'

/** `ledger:verify`: proves the books, or tells what is wrong with them (and exits with 1). */
export default class LedgerVerify extends BaseCommand {
  static override commandName = 'ledger:verify'
  static override description = 'Re-derive every balance and check every rule of the ledger'
  static override options = { startApp: true }

  @flags.boolean({ description: 'Print one JSON object on stdout' })
  declare json: boolean

  override async run(): Promise<void> {
    const { default: db } = await import('@adonisjs/lucid/services/db')
    const { verifyBooks } = await import('#plugins/ledger/queries/verify_books')
    const { toJson } = await import('#plugins/ledger/support/json')
    const report = await verifyBooks(db)
    this.exitCode = report.ok ? 0 : 1
    if (this.json) {
      process.stdout.write(`${toJson(report)}\n`)
      return
    }
    for (const { ok, name, rule, violations, examples } of report.checks) {
      process.stdout.write(`${ok ? 'ok    ' : 'BROKEN'} ${name}: ${rule}\n`)
      for (const { subject, found } of examples)
        process.stdout.write(`         ${subject}: ${found}\n`)
      if (violations > examples.length) {
        process.stdout.write(`         and ${violations - examples.length} more\n`)
      }
    }
    const { totals } = report
    process.stdout.write(
      `${report.ok ? 'The books balance' : 'THE BOOKS ARE BROKEN'}: ${totals.entries} entries in ` +
        `${totals.transfers} transfers, ${totals.wallets} wallets, ${totals.openHolds} open holds ` +
        `(${totals.overdueHolds} overdue), checked in ${report.milliseconds} ms\n`
    )
  }
}
