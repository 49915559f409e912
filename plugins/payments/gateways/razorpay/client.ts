import Razorpay from 'razorpay'

export interface RazorpaySettings {
  keyId: string
  keySecret: string
  webhookSecret: string
  /** Without a slash at the end. */
  apiBase: string
  /** Milliseconds that an answer may take. */
  timeout: number
}

/** Razorpay understood the request and refuses it: the same request again is refused again. */
export class RazorpayRefused extends Error {
  constructor(
    readonly status: number,
    /** In Razorpay's words, for operators. */
    readonly description: string
  ) {
    super(`Razorpay refused (${status}): ${description}`)
  }
}

/** Razorpay cannot be reached, is busy, or does not know our key: later it may work. */
export class RazorpayUnavailable extends Error {
  readonly code = 'E_RAZORPAY_UNAVAILABLE'
}

/** Answers that are no last word: a key that is being exchanged, a request under way elsewhere, too many requests. */
const LATER = new Set([401, 403, 408, 409, 425, 429])

/** Speaks to Razorpay by its own package. */
export class RazorpayClient {
  readonly #settings: RazorpaySettings
  readonly #sdk: Razorpay

  constructor(settings: RazorpaySettings) {
    this.#settings = settings
    this.#sdk = this.#make({})
  }

  /**
   * Asks Razorpay for something.
   * @param headers of this request alone; the package has no such option, so the request has a client of its own
   * @throws RazorpayRefused, RazorpayUnavailable
   */
  async ask<T>(
    question: (sdk: Razorpay) => Promise<T>,
    headers?: Readonly<Record<string, string>>
  ): Promise<T> {
    const sdk = headers ? this.#make(headers) : this.#sdk
    try {
      return await question(sdk)
    } catch (error) {
      throw failureOf(error)
    }
  }

  #make(headers: Readonly<Record<string, string>>): Razorpay {
    const { keyId, keySecret, apiBase, timeout } = this.#settings
    const sdk = new Razorpay({ key_id: keyId, key_secret: keySecret })
    const defaults = defaultsOf(sdk)
    // The package knows one address of the API and waits for ever.
    defaults.baseURL = apiBase
    defaults.timeout = timeout
    Object.assign(defaults.headers, headers)
    return sdk
  }
}

/** What the package asks axios with; it is in its code, not in its types. */
interface RequestDefaults {
  baseURL?: string
  timeout?: number
  headers: Record<string, unknown>
}

function defaultsOf(sdk: Razorpay): RequestDefaults {
  const requests: unknown = Reflect.get(sdk.api, 'rq')
  const defaults: unknown =
    typeof requests === 'function' ? Reflect.get(requests, 'defaults') : undefined
  if (isDefaults(defaults)) return defaults
  throw new Error('The razorpay package has no api.rq.defaults: its address cannot be set')
}

function isDefaults(value: unknown): value is RequestDefaults {
  if (typeof value !== 'object' || value === null || !('headers' in value)) return false
  return typeof value.headers === 'object' && value.headers !== null
}

/**
 * What went wrong. An answer comes as `{ statusCode, error }`; a connection that was reset or took too long as a bare
 * `TypeError`, since the package reads the status of an answer that is not there.
 */
function failureOf(error: unknown): Error {
  if (error instanceof TypeError) {
    return new RazorpayUnavailable('Razorpay did not answer', { cause: error })
  }
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) {
    return new RazorpayUnavailable('Razorpay failed', { cause: error })
  }
  const status = Number(error.statusCode)
  const description = descriptionIn('error' in error ? error.error : undefined)
  return status >= 400 && status < 500 && !LATER.has(status)
    ? new RazorpayRefused(status, description)
    : new RazorpayUnavailable(`Razorpay answered ${status}: ${description}`)
}

function descriptionIn(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('description' in error)) return 'no reason'
  return typeof error.description === 'string' ? error.description : 'no reason'
}
