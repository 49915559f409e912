import { badRequest } from '#tests/emulators/telegram/errors'
import { isRecord, type WireButton, type WireMarkup } from '#tests/emulators/telegram/wire'

/** Reads a reply markup; for edited messages inline keyboards alone are taken. */
export function markupOf(value: unknown, inlineOnly = false): WireMarkup | undefined {
  if (value === undefined) return undefined
  if (!isRecord(value)) throw badRequest('object expected as reply markup')
  if ('inline_keyboard' in value) {
    const rows = readRows(value.inline_keyboard)
    return rows.length > 0 ? { inline_keyboard: rows } : undefined
  }
  if (value.force_reply === true && !inlineOnly) return readForcedReply(value)
  throw badRequest(inlineOnly ? 'inline keyboard expected' : 'unsupported reply markup')
}

function readForcedReply(value: Record<string, unknown>): WireMarkup {
  const { selective, input_field_placeholder: placeholder } = value
  if (placeholder !== undefined) {
    if (typeof placeholder !== 'string' || placeholder.length < 1 || placeholder.length > 64) {
      throw badRequest('input field placeholder must be 1-64 characters long')
    }
  }
  return {
    force_reply: true,
    ...(selective === true && { selective }),
    ...(typeof placeholder === 'string' && { input_field_placeholder: placeholder }),
  }
}

function readRows(value: unknown): WireButton[][] {
  if (!Array.isArray(value) || !value.every((row) => Array.isArray(row))) {
    throw badRequest("can't parse inline keyboard: array of arrays expected")
  }
  const rows = value.map((row: unknown[]) => row.map(readButton)).filter((row) => row.length > 0)
  if (rows.flat().length > 100) throw badRequest('reply markup is too long')
  return rows
}

function readButton(value: unknown): WireButton {
  if (!isRecord(value)) throw badRequest("can't parse inline keyboard button: object expected")
  const { text, callback_data: data, url, pay, style } = value
  if (typeof text !== 'string' || text === '')
    throw badRequest('inline keyboard button text is empty')
  if (style !== undefined && !['danger', 'success', 'primary'].includes(String(style))) {
    throw badRequest('inline keyboard button style is unknown')
  }
  if (pay === true && data === undefined && url === undefined) return { text, pay }
  if ((data === undefined) === (url === undefined)) {
    throw badRequest('text buttons are unallowed in the inline keyboard')
  }
  const look = typeof style === 'string' ? { style } : {}
  if (data !== undefined) {
    const bytes = typeof data === 'string' ? Buffer.byteLength(data) : 0
    if (typeof data !== 'string' || bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID')
    return { text, callback_data: data, ...look }
  }
  if (typeof url !== 'string' || !isAllowedUrl(url)) {
    throw badRequest(`inline keyboard button URL '${String(url)}' is invalid: Wrong HTTP URL`)
  }
  return { text, url, ...look }
}

/** An invoice's first button pays, if it has buttons; no other one does, and none of another message. */
export function checkPayButtons(markup: WireMarkup | undefined, invoice: boolean): void {
  const buttons = (markup?.inline_keyboard ?? []).flat()
  if (!invoice && buttons.some(({ pay }) => pay)) throw badRequest('BUTTON_TYPE_INVALID')
  const wrong = buttons.some(({ pay }, index) => (pay === true) !== (index === 0))
  if (invoice && wrong) throw badRequest('BUTTON_POS_INVALID')
}

/** The real service refuses hosts without a dot, such as `localhost`. */
function isAllowedUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'tg:' || (/^https?:$/.test(protocol) && hostname.includes('.'))
}
