import type { InlineKeyboardMarkup } from 'grammy/types'
import { LIMITS } from '#app/bot_kit/limits'
import type { PayNode, PayWay } from '#app/bot_kit/reply'
import { cutAt } from '#app/bot_kit/split'
import { keyboardOf } from '#bots/telegram/keyboard'
import { writeWording } from '#bots/telegram/markdown'
import { MessageText } from '#bots/telegram/message_text'
import type { RenderOptions } from '#bots/telegram/renderer'

/** What Telegram asks Stars for. */
export interface Invoice {
  title: string
  description: string
  stars: number
  /** 1 to 128 bytes; it comes back with the payment. */
  payload: string
}

/**
 * An invoice with its buttons. The first must be the one that pays; where there is no other, Telegram shows its own
 * (core.telegram.org/bots/api#sendinvoice).
 */
export function invoiceOf(
  node: PayNode,
  { stars, payload }: Extract<PayWay, { kind: 'stars' }>,
  { buttons, t }: RenderOptions
): { text: MessageText; invoice: Invoice; keyboard?: InlineKeyboardMarkup } {
  const text = new MessageText()
  const invoice = {
    title: cut(node.title, LIMITS.payTitle),
    description: cut(writeWording(new MessageText(), node.text).text, LIMITS.payText),
    stars,
    payload,
  }
  const others = keyboardOf([(node.buttons ?? []).map((button) => ({ button }))], buttons)
  if (!others) return { text, invoice }
  const pay = { text: t('telegram.pay.pay', { stars }), pay: true } as const
  return { text, invoice, keyboard: { inline_keyboard: [[pay], ...others.inline_keyboard] } }
}

/** Telegram refuses a whole invoice for one character too many. */
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, cutAt(text, limit - 1))}…`
}
