import { errors } from '@adonisjs/limiter'
import limiter from '@adonisjs/limiter/services/main'

export interface Use {
  key: string
  rate: { requests: number; duration: string }
}

/** Counts one use under each key. Answers the seconds to wait when one of them is used up, else 0. */
export async function secondsToWait(uses: readonly Use[]): Promise<number> {
  let wait = 0
  for (const { key, rate } of uses) {
    try {
      await limiter.use(rate).consume(`web:${key}`)
    } catch (error) {
      if (!(error instanceof errors.E_TOO_MANY_REQUESTS)) throw error
      wait = Math.max(wait, error.response.availableIn, 1)
    }
  }
  return wait
}
