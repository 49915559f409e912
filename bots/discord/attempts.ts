import { setTimeout as wait } from 'node:timers/promises'
import { RateLimitError } from 'discord.js'
import { isOutage } from '#bots/discord/failures'

/**
 * Tries again after each pause while Discord cannot be reached. discord.js already repeats at once; this is for
 * outages of a few seconds. What fails after the last pause is thrown.
 */
export async function tryWhile<T>(pausesMs: readonly number[], work: () => Promise<T>): Promise<T> {
  for (const pause of pausesMs) {
    try {
      return await work()
    } catch (error) {
      if (!isOutage(error) || error instanceof RateLimitError) throw error
      await wait(pause)
    }
  }
  return work()
}
