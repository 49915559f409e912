import type { Update } from 'grammy/types'
import { eventOf, whereOf, type TranslateOptions } from '#bots/telegram/inbound'
import type { Target } from '#bots/telegram/transport'

/** As whom administrators speak who remain anonymous (core.telegram.org/bots/api#message, `sender_chat`). */
const GROUP_ANONYMOUS_BOT = 1_087_968_824

/**
 * Where an anonymous administrator gave the bot a command; null for everything else. Who they are is not told, so nothing
 * can be done for them but to say so.
 */
export function anonymousCommand({ message }: Update, options: TranslateOptions): Target | null {
  if (message?.from?.id !== GROUP_ANONYMOUS_BOT || message.sender_chat?.id !== message.chat.id) {
    return null
  }
  const event = eventOf(message, options)
  const known = event?.kind === 'command' && options.isCommand(event.name)
  return known ? whereOf(message).target : null
}
