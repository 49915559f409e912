/** Idempotency keys as Stripe treats them (docs.stripe.com/api/idempotent_requests). */
import { StripeFault } from '#tests/emulators/stripe/errors'

export interface Answer {
  status: number
  body: object
}

interface Kept {
  /** Method, path and parameters. */
  content: string
  answer: Answer | null
}

const LONGEST_KEY = 255

export class IdempotentAnswers {
  readonly #kept = new Map<string, Kept>()

  /** What was answered to the key before, if it was asked before. */
  find(key: string, content: string): Answer | null {
    if (key.length > LONGEST_KEY) {
      throw new StripeFault(400, 'idempotency_error', 'Keys are at most 255 characters long.')
    }
    const kept = this.#kept.get(key)
    if (!kept) return null
    if (kept.content !== content) {
      throw new StripeFault(
        400,
        'idempotency_error',
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`
      )
    }
    if (!kept.answer) {
      throw new StripeFault(
        409,
        'idempotency_error',
        'There is currently another in-progress request using this Idempotent Key.',
        { code: 'idempotency_key_in_use' }
      )
    }
    return kept.answer
  }

  /** From now on the key is in use. */
  begin(key: string, content: string): void {
    this.#kept.set(key, { content, answer: null })
  }

  end(key: string, answer: Answer): void {
    const kept = this.#kept.get(key)
    if (kept) kept.answer = answer
  }

  /** Keys are forgotten after a day. */
  forget(): void {
    this.#kept.clear()
  }
}
