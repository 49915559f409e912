import string from '@adonisjs/core/helpers/string'
import type { Say, ReceiptLine } from '#plugins/payments/receipts/receipt_words'

/** A mail with lines of a receipt and the address of its page: for readers of text, and for those of HTML. */
export function mailBody(
  say: Say,
  mail: { lead: string; lines: readonly ReceiptLine[]; url: string; link: string; footer: string }
): { text: string; html: string } {
  const { lead, lines, url, link, footer } = mail
  const text = [
    lead,
    '',
    ...lines.map(({ name, value }) => `${name}: ${value}`),
    '',
    `${link}: ${url}`,
    '',
    footer,
    '',
  ].join('\n')
  const safe = (words: string): string => string.escapeHTML(words)
  const rows = lines
    .map(
      ({ name, value }) =>
        `<tr><th scope="row" align="left" valign="top" style="padding:2px 16px 2px 0">${safe(name)}</th>` +
        `<td>${safe(value)}</td></tr>`
    )
    .join('')
  const html =
    `<!doctype html><html lang="${safe(say.locale)}"><head><meta charset="utf-8"></head>` +
    `<body style="font-family:sans-serif;line-height:1.5"><p>${safe(lead)}</p><table>${rows}</table>` +
    `<p><a href="${safe(url)}">${safe(link)}</a></p><p><small>${safe(footer)}</small></p></body></html>`
  return { text, html }
}
