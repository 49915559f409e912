/** What goes wrong on demand: rate limits, server errors, dead connections. */
import { ApiError, tooManyRequests } from '#tests/emulators/telegram/errors'

export interface Fault {
  /** The methods it strikes; all when absent. */
  methods?: readonly string[]
  chatId?: number
  /** How many calls it strikes; until {@link Faults.clear} when absent. */
  times?: number
  kind:
    | { rateLimit: /** Seconds. */ number }
    | { error: number; description?: string }
    /** The connection is cut, before or after the call had its effect. */
    | { cut: 'before' | 'after' }
    /** The connection stays open, and nothing comes. */
    | { silence: true }
    /** An answer that is not JSON, as a proxy gives it. */
    | { garbage: true }
}

export class Faults {
  #faults: Fault[] = []

  add(fault: Fault): void {
    this.#faults.push({ ...fault })
  }

  /** All is well again. */
  clear(): void {
    this.#faults = []
  }

  /** The fault that strikes a call, used up by it. */
  strike(method: string, chatId: unknown): Fault['kind'] | null {
    const fault = this.#faults.find(
      (candidate) =>
        (candidate.times ?? 1) > 0 &&
        (!candidate.methods || candidate.methods.includes(method)) &&
        (candidate.chatId === undefined || candidate.chatId === chatId)
    )
    if (!fault) return null
    if (fault.times !== undefined) fault.times--
    return fault.kind
  }
}

/** The refusal that a fault means, when it is one. */
export function refusalOf(kind: Fault['kind']): ApiError | null {
  if ('rateLimit' in kind) return tooManyRequests(kind.rateLimit)
  if ('error' in kind) return new ApiError(kind.error, kind.description ?? 'Internal Server Error')
  return null
}
