import { setTimeout as wait } from 'node:timers/promises'
import type { LoggerService } from '@adonisjs/core/types'
import type { Update } from 'grammy/types'
import { describeError } from '#bots/telegram/failures'
import { isUpdate } from '#bots/telegram/inbound'

/**
 * What cannot be kept holds up all other updates for so long, milliseconds. A database that is away is away for them
 * too; a payment that can never be kept must not silence the bot.
 */
const PATIENCE_MS = 10 * 60_000
/** Chats whose updates are kept side by side: a busy channel's members must not hold up other people's words. */
const AT_ONCE = 8

export interface KeepOptions {
  /** Keeps what of an update must not be lost; rejects when that cannot be done now. */
  keep(update: Update): Promise<void>
  /** Waits between tries: doubled from the first to the last, milliseconds. */
  pauses: { first: number; last: number }
  logger: LoggerService
  /** The program stops: the updates are left to the next one, which gets them again. */
  signal: AbortSignal
}

/**
 * Keeps what a poll brought before the next poll confirms it: money, above all, and who comes and goes. While that cannot
 * be done, it waits. What one chat tells is kept in order.
 * @throws when the program stops meanwhile
 */
export async function keepAll(updates: unknown, options: KeepOptions): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  const all: readonly unknown[] = Array.isArray(updates) ? updates : []
  const byChat = Map.groupBy(all.filter(isUpdate), chatOf)
  const waiting = byChat.values()
  const work = async (): Promise<void> => {
    for (const chat of waiting) for (const update of chat) await keepOne(update, until, options)
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, byChat.size) }, work))
}

function chatOf({
  message,
  my_chat_member: bot,
  chat_member: member,
  chat_join_request: request,
}: Update): number | undefined {
  return (message ?? bot ?? member ?? request)?.chat?.id
}

async function keepOne(update: Update, until: number, options: KeepOptions): Promise<void> {
  const { keep, pauses, logger, signal } = options
  for (let pause = pauses.first; ; pause = Math.min(pause * 2, pauses.last)) {
    try {
      await keep(update)
      return
    } catch (error) {
      const givenUp = Date.now() > until
      const words = givenUp ? 'is left to reconciliation' : 'cannot be kept yet'
      logger.error(describeError(error), `what Telegram tells ${words}`)
      if (givenUp) return
      await wait(pause, undefined, { signal })
    }
  }
}
