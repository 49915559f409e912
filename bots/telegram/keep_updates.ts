import { setTimeout as wait } from 'node:timers/promises'
import type { LoggerService } from '@adonisjs/core/types'
import type { Update } from 'grammy/types'
import { describeError } from '#bots/telegram/failures'
import { isUpdate } from '#bots/telegram/inbound'

/**
 * A payment that cannot be kept holds up all other updates for so long, milliseconds. A database that is away is away
 * for them too; a payment that can never be kept must not silence the bot.
 */
const PATIENCE_MS = 10 * 60_000

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
 * Keeps what a poll brought before the next poll confirms it: money, above all. While that cannot be done, it waits.
 * @throws when the program stops meanwhile
 */
export async function keepAll(updates: unknown, options: KeepOptions): Promise<void> {
  const until = Date.now() + PATIENCE_MS
  const all: readonly unknown[] = Array.isArray(updates) ? updates : []
  for (const update of all.filter(isUpdate)) await keepOne(update, until, options)
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
      logger.error(describeError(error), `a payment on Telegram ${words}`)
      if (givenUp) return
      await wait(pause, undefined, { signal })
    }
  }
}
