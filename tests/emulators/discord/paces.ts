/**
 * Discord's limits: buckets with their headers, and the ban of an address that asks for too much that is refused
 * (docs.discord.com/developers/topics/rate-limits).
 */
import { ApiError } from '#tests/emulators/discord/errors'

/** So many calls of a route, and of one server or channel in it, within a time. */
export interface Pace {
  method?: string
  path: RegExp
  limit: number
  /** Milliseconds. */
  windowMs: number
  /** Calls of the window that runs, by server or channel. */
  spent: Map<string, { count: number; until: number }>
}

/** Answers with 401, 403 and 429 that an address may get within {@link INVALID_WINDOW}. */
export const MOST_INVALID = 10_000
const INVALID_WINDOW = 10 * 60_000

export class Paces {
  /** Answers with 401, 403 or 429, within the window that runs. */
  invalid = 0
  #since = 0

  constructor(private readonly paces: readonly Pace[]) {}

  /** Counts a call. Gives the headers of its answer, and the refusal when it was one too many. */
  spend(method: string, path: string) {
    const pace = this.paces.find((one) => (one.method ?? method) === method && one.path.test(path))
    if (!pace) return null
    const major = /^\/(?:guilds|channels|webhooks)\/\d+/.exec(path)?.[0] ?? ''
    const now = Date.now()
    let spent = pace.spent.get(major)
    if (!spent || spent.until <= now) {
      spent = { count: 0, until: now + pace.windowMs }
      pace.spent.set(major, spent)
    }
    spent.count += 1
    const wait = Math.max(0.001, (spent.until - now) / 1000)
    const headers: Record<string, string> = {
      'x-ratelimit-limit': String(pace.limit),
      'x-ratelimit-remaining': String(Math.max(0, pace.limit - spent.count)),
      'x-ratelimit-reset': (spent.until / 1000).toFixed(3),
      'x-ratelimit-reset-after': wait.toFixed(3),
      'x-ratelimit-bucket': `bucket${this.paces.indexOf(pace)}`,
    }
    if (spent.count <= pace.limit) return { headers, refused: null }
    const more = { retry_after: wait, global: false }
    const refused = new ApiError(429, 0, 'You are being rate limited.', undefined, more)
    return {
      headers: { ...headers, 'retry-after': wait.toFixed(3), 'x-ratelimit-scope': 'user' },
      refused,
    }
  }

  count(status: number): void {
    if (Date.now() - this.#since > INVALID_WINDOW) {
      this.#since = Date.now()
      this.invalid = 0
    }
    if (status === 401 || status === 403 || status === 429) this.invalid += 1
  }

  /** What an address hears that was refused too often: not from Discord, but from what stands before it. */
  banned() {
    if (this.invalid < MOST_INVALID || Date.now() - this.#since > INVALID_WINDOW) return null
    return { headers: { 'content-type': 'text/plain' }, text: 'error code: 1015' }
  }
}
