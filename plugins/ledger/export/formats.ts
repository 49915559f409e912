import { commodityDigits, decimal, plainText } from '#plugins/ledger/export/names'
import type { Books, ExportedEntry } from '#plugins/ledger/export/rows'

export const EXPORT_FORMATS = ['hledger', 'beancount', 'csv'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Beancount wants accounts opened before they are used; this is before any entry. */
const OPENED = '1970-01-01'

const day = (at: Date): string => at.toISOString().slice(0, 10)
const amountOf = ({ amount, commodity }: ExportedEntry): string =>
  `${decimal(amount, commodityDigits(commodity))} ${commodity}`

/** The entries of each transfer together; a transfer's entries follow each other in the books. */
async function* byTransfer(entries: AsyncIterable<ExportedEntry>): AsyncGenerator<ExportedEntry[]> {
  let group: ExportedEntry[] = []
  for await (const entry of entries) {
    if (group[0] && group[0].transferId !== entry.transferId) {
      yield group
      group = []
    }
    group.push(entry)
  }
  if (group.length > 0) yield group
}

async function* hledger(books: Books): AsyncGenerator<string> {
  yield '; The books of Greenroom: who has which coins, and where they came from.\n'
  for (const commodity of books.commodities) {
    const digits = commodityDigits(commodity)
    // hledger wants to see the decimal mark, with or without decimals behind it.
    yield `commodity ${digits === 0 ? '1000.' : `1000.${'0'.repeat(digits)}`} ${commodity}\n`
  }
  for (const name of new Set(books.accounts.map((account) => account.name)))
    yield `account ${name}\n`
  for await (const group of byTransfer(books.entries)) {
    const [first] = group
    if (!first) continue
    const { at, transferId, memo, ref } = first
    yield (
      `\n${day(at)} (${transferId}) ${plainText(memo)}  ; time:${at.toISOString()}, ref:${plainText(ref)}\n` +
      group.map((entry) => `    ${entry.account}  ${amountOf(entry)}\n`).join('')
    )
  }
}

async function* beancount(books: Books): AsyncGenerator<string> {
  yield 'option "title" "The books of Greenroom"\n'
  for (const commodity of books.commodities) yield `${OPENED} commodity ${commodity}\n`
  const commoditiesOf = Map.groupBy(books.accounts, (account) => account.name)
  for (const [name, accounts] of commoditiesOf) {
    yield `${OPENED} open ${name} ${accounts.map((account) => account.commodity).join(',')}\n`
  }
  for await (const group of byTransfer(books.entries)) {
    const [first] = group
    if (!first) continue
    const { at, transferId, memo, ref } = first
    yield (
      `\n${day(at)} * "${plainText(memo)}"\n` +
      `  tx-id: "${transferId}"\n  time: "${at.toISOString()}"\n  ref: "${plainText(ref)}"\n` +
      group.map((entry) => `  ${entry.account}  ${amountOf(entry)}\n`).join('')
    )
  }
}

/** A field of CSV (RFC 4180). */
const field = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

async function* csv(books: Books): AsyncGenerator<string> {
  yield 'tx_id,time,ref,account,commodity,amount,balance_after\n'
  for await (const entry of books.entries) {
    const digits = commodityDigits(entry.commodity)
    const fields = [
      entry.transferId.toString(),
      entry.at.toISOString(),
      entry.ref,
      entry.account,
      entry.commodity,
      decimal(entry.amount, digits),
      decimal(entry.balanceAfter, digits),
    ]
    yield `${fields.map(field).join(',')}\n`
  }
}

const writers = { hledger, beancount, csv }

/** The books as text, piece by piece. */
export function formatBooks(format: ExportFormat, books: Books): AsyncGenerator<string> {
  return writers[format](books)
}
