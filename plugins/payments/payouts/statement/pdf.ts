import { DateTime } from 'luxon'
import PDFDocument from 'pdfkit'
import { transliterate } from 'transliteration'
import { moneyInWords } from '#app/support/money'
import type { YearFigures } from '#plugins/payments/payouts/statement/year_figures'

/** A sheet of A4 in points, and where things stand on it. */
const MARGIN = 50
const COLUMNS = { date: MARGIN, what: 150, reference: 230, amount: 440 } as const
const AMOUNT_WIDTH = 105
const LINE = 16
/** Below this a new sheet begins. */
const BOTTOM = 770

export interface StatementOptions {
  creator: string
  seller: { name: string; address: string; taxId: string }
  locale: string
  t(key: string, data?: Record<string, unknown>): string
}

/** The year as PDF, in the creator's language: who paid whom, each payout, each month, the total. */
export async function statementPdf(
  { year, personId, lines, totals }: YearFigures,
  { creator, seller, locale, t }: StatementOptions
): Promise<Uint8Array> {
  const say = (key: string, data?: Record<string, unknown>) =>
    t(`payments.payouts.statement.${key}`, data)
  const money = (amount: bigint, currency: string) => moneyInWords(amount, currency, { locale, t })
  const document = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    lang: locale,
    displayTitle: true,
    info: { Title: say('title', { year: String(year) }), Author: printable(seller.name) },
  })
  const done = collect(document)
  const sheet = new Sheet(document)

  sheet.heading(say('title', { year: String(year) }))
  sheet.line({
    date: say('paid_by'),
    what: printable([seller.name, seller.address].filter(Boolean).join(', ')),
  })
  if (seller.taxId !== '') sheet.line({ date: say('tax_id'), what: printable(seller.taxId) })
  sheet.line({ date: say('paid_to'), what: printable(creator) })
  sheet.line({ date: say('account'), what: personId })

  sheet.subheading(say('payouts'))
  if (lines.length === 0) sheet.line({ date: say('none') })
  for (const { paidAt, amount, currency, reference } of lines) {
    sheet.line({
      date: dayIn(paidAt, locale),
      what: say(amount < 0n ? 'returned' : 'paid'),
      reference: printable(reference),
      amount: money(amount, currency),
    })
  }
  for (const [currency, { months, total }] of totals) {
    sheet.subheading(say('by_month', { currency }))
    months.forEach((amount, month) => {
      const name = DateTime.utc(year, month + 1)
        .setLocale(locale)
        .toFormat('LLLL')
      sheet.line({ date: name, amount: money(amount, currency) })
    })
    sheet.line({ date: say('total'), amount: money(total, currency) }, true)
  }
  sheet.note(say('note'))
  document.end()
  return done
}

const dayIn = (at: Date, locale: string): string =>
  DateTime.fromJSDate(at, { zone: 'utc' }).setLocale(locale).toLocaleString(DateTime.DATE_MED)

/** The fonts that every PDF reader has know the letters of Western Europe; others are written in those. */
function printable(text: string): string {
  return [...text]
    .map((letter) => ((letter.codePointAt(0) ?? 0) < 256 ? letter : transliterate(letter)))
    .join('')
}

interface Cells {
  date: string
  what?: string
  reference?: string
  amount?: string
}

/** Writes lines downwards, over as many sheets as it takes. */
class Sheet {
  constructor(private readonly document: PDFKit.PDFDocument) {}

  heading(text: string): void {
    this.document.font('Helvetica-Bold').fontSize(18).text(text, MARGIN, MARGIN)
    this.document.moveDown()
  }

  subheading(text: string): void {
    this.document.y += LINE
    this.#fit(3 * LINE)
    this.document.font('Helvetica-Bold').fontSize(12).text(text, MARGIN)
    this.document.y += LINE / 4
  }

  line(cells: Cells, strong = false): void {
    this.#fit(LINE)
    const { y } = this.document
    this.document.font(strong ? 'Helvetica-Bold' : 'Helvetica').fontSize(10)
    this.document.text(cells.date, COLUMNS.date, y, { lineBreak: false })
    if (cells.what !== undefined)
      this.document.text(cells.what, COLUMNS.what, y, { lineBreak: false })
    if (cells.reference !== undefined) {
      this.document.text(cells.reference, COLUMNS.reference, y, { lineBreak: false })
    }
    if (cells.amount !== undefined) {
      this.document.text(plainSpaces(cells.amount), COLUMNS.amount, y, {
        width: AMOUNT_WIDTH,
        align: 'right',
      })
    }
    this.document.y = y + LINE
  }

  note(text: string): void {
    this.#fit(4 * LINE)
    this.document
      .font('Helvetica')
      .fontSize(9)
      .text(text, MARGIN, this.document.y + LINE)
  }

  #fit(height: number): void {
    if (this.document.y + height > BOTTOM) this.document.addPage()
  }
}

/** Intl puts narrow spaces that the standard fonts have no letter for, and signs that they lack. */
const plainSpaces = (text: string): string =>
  text
    .replaceAll(/[\u00A0\u202F]/g, ' ')
    .replaceAll('₹', 'INR ')
    .replaceAll('−', '-')

function collect(document: PDFKit.PDFDocument): Promise<Uint8Array> {
  const pieces: Buffer[] = []
  return new Promise((resolve, reject) => {
    document.on('data', (piece: Buffer) => pieces.push(piece))
    document.on('end', () => resolve(new Uint8Array(Buffer.concat(pieces))))
    document.on('error', reject)
  })
}
