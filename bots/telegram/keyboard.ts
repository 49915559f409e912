import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types'
import type { MintedButtons } from '#app/bot_kit/buttons'
import type { Button, ButtonLike, LinkButton } from '#app/bot_kit/reply'

/** Labels beside each other take at most so many characters; a phone shows about 40. */
const ROW_CHARACTERS = 30
const ROW_BUTTONS = 4

/** A row's worth of buttons, or a bag of them that is laid out by their length. */
export type ButtonGroup = readonly { button: ButtonLike; label?: string }[]

/** Lays buttons out; each group begins a row. Nothing when there is no button. */
export function keyboardOf(
  groups: readonly ButtonGroup[],
  minted: MintedButtons
): InlineKeyboardMarkup | undefined {
  const rows = groups.flatMap((group) =>
    rowsOf(
      group.flatMap(({ button, label = button.label }) => drawButton(button, label, minted) ?? [])
    )
  )
  return rows.length > 0 ? { inline_keyboard: rows } : undefined
}

/** Buttons beside each other as long as their labels are short. */
export function rowsOf<B extends InlineKeyboardButton>(buttons: readonly B[]): B[][] {
  const rows: B[][] = []
  let used = Infinity
  for (const button of buttons) {
    const row = rows.at(-1)
    if (!row || row.length === ROW_BUTTONS || used + button.text.length > ROW_CHARACTERS) {
      rows.push([button])
      used = button.text.length
    } else {
      row.push(button)
      used += button.text.length
    }
  }
  return rows
}

function drawButton(
  button: ButtonLike,
  text: string,
  minted: MintedButtons
): InlineKeyboardButton | null {
  if ('url' in button) return isPublic(button) ? { text, url: button.url } : null
  const id = minted.get(button)
  if (id === undefined) throw new Error(`The button "${button.label}" has no id`)
  return { text, callback_data: id, ...styleOf(button) }
}

/** Telegram's third style is its own look: no style at all. */
function styleOf(button: Button): { style?: 'primary' | 'danger' } {
  return button.style === 'primary' || button.style === 'danger' ? { style: button.style } : {}
}

/**
 * Telegram refuses a whole message for a link button to a host without a dot, such as `localhost`. Such links
 * are written into the text.
 */
export function isPublic(link: LinkButton): boolean {
  return URL.canParse(link.url) && new URL(link.url).hostname.includes('.')
}
