import { BaseCommand, flags } from '@adonisjs/core/ace'

/** `ledger:export`: the whole books as text that other programs check. */
export default class LedgerExport extends BaseCommand {
  static override commandName = 'ledger:export'
  static override description = 'Write the whole books for hledger, for beancount or as CSV'
  static override options = { startApp: true }

  @flags.string({ description: 'hledger, beancount or csv' })
  declare format: string

  @flags.string({ description: 'File to write; stdout without it' })
  declare out: string | undefined

  override async run(): Promise<void> {
    const { createWriteStream } = await import('node:fs')
    const { Readable } = await import('node:stream')
    const { pipeline } = await import('node:stream/promises')
    const { default: db } = await import('@adonisjs/lucid/services/db')
    const { EXPORT_FORMATS, formatBooks } = await import('#plugins/ledger/export/formats')
    const { readBooks } = await import('#plugins/ledger/export/rows')
    const format = EXPORT_FORMATS.find((known) => known === this.format)
    if (!format) {
      process.stderr.write(
        `--format is one of ${EXPORT_FORMATS.join(', ')}, not "${this.format}"\n`
      )
      this.exitCode = 1
      return
    }
    await readBooks(db, async (books) => {
      const text = Readable.from(formatBooks(format, books))
      if (this.out === undefined) await pipeline(text, process.stdout, { end: false })
      else await pipeline(text, createWriteStream(this.app.makePath(this.out)))
    })
    if (this.out !== undefined) process.stderr.write(`The books are in ${this.out}\n`)
  }
}
