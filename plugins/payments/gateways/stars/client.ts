import type { Api } from 'grammy'

export interface StarsClientSettings {
  token: string
  /** Without a slash at the end. */
  apiRoot: string
  /** Milliseconds that one answer may take. */
  timeoutMs: number
}

/** Telegram understood the request and refuses it: the same request again is refused again. */
export class StarsRefused extends Error {
  readonly code = 'E_STARS_REFUSED'

  constructor(
    /** Telegram's words, for instance `CHARGE_ALREADY_REFUNDED`. */
    readonly description: string
  ) {
    super(`Telegram refused: ${description}`)
  }
}

/** Telegram cannot be reached, fails, or asks to wait longer than one can: later it may work. */
export class StarsUnavailable extends Error {
  readonly code = 'E_STARS_UNAVAILABLE'
}

/** A 429 is waited out when it asks for no more than this, seconds, and so many times. */
const RATE_LIMIT = { maxDelaySeconds: 30, maxRetryAttempts: 3 } as const

/** The Bot API's part about Stars. Its errors never carry the token, which is in the addresses that are called. */
export class StarsClient {
  #api: Promise<Api> | undefined

  constructor(private readonly settings: StarsClientSettings) {}

  /**
   * Asks Telegram for something.
   * @throws StarsRefused, StarsUnavailable
   */
  async ask<T>(question: (api: Api) => Promise<T>): Promise<T> {
    try {
      return await question(await this.#connect())
    } catch (error) {
      throw await failureOf(error)
    }
  }

  /** grammY is loaded with the first question: where nobody asks, a start does not wait for it. */
  #connect(): Promise<Api> {
    this.#api ??= apiOf(this.settings)
    return this.#api
  }
}

async function apiOf({ token, apiRoot, timeoutMs }: StarsClientSettings): Promise<Api> {
  const [{ Api: Client }, { autoRetry }] = await Promise.all([
    import('grammy'),
    import('@grammyjs/auto-retry'),
  ])
  const api = new Client(token, { apiRoot, timeoutSeconds: Math.ceil(timeoutMs / 1000) })
  api.config.use(
    autoRetry({ ...RATE_LIMIT, rethrowHttpErrors: true, rethrowInternalServerErrors: true })
  )
  return api
}

async function failureOf(error: unknown): Promise<unknown> {
  const { GrammyError, HttpError } = await import('grammy')
  if (error instanceof HttpError) return new StarsUnavailable('Telegram could not be reached')
  if (!(error instanceof GrammyError)) return error
  const { error_code: code, description } = error
  // 401 and 404: the token is being changed, or is wrong; the operator has to see to it.
  const later = code === 429 || code === 401 || code === 404 || code >= 500
  return later
    ? new StarsUnavailable(`Telegram answered ${code}: ${description}`)
    : new StarsRefused(description)
}
