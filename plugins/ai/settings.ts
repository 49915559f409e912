/** How the program talks to a model server. All times are milliseconds. */
export interface AiSettings {
  /** Null when no server is set: the demo model answers. */
  connection: Connection | null
  timeouts: {
    /** From the request to the first text, for one attempt. */
    firstText: number
    /** Between two pieces of text. */
    betweenTexts: number
    /** The whole reply, attempts and pauses included. */
    total: number
  }
  retry: {
    /** Further attempts on one model after the first. */
    attempts: number
    firstPause: number
    longestPause: number
    /** A server that asks for a longer pause than this is not waited for. */
    longestRetryAfter: number
  }
  breaker: {
    /** Failures in a row after which a model is left alone. */
    failures: number
    /** For how long, before one call tries it again. */
    openFor: number
  }
  /** Pause between two pieces of the demo model's answer. */
  demoPause: number
}

export interface Connection {
  /** Without it, a server that wants no key is assumed. */
  apiKey: string | null
  /** Without it, OpenAI's own service. */
  baseUrl: string | null
  /** One model of the server answers for the whole catalogue. */
  model: string | null
}

export const DEFAULT_TIMINGS: Omit<AiSettings, 'connection'> = {
  timeouts: { firstText: 25_000, betweenTexts: 15_000, total: 120_000 },
  retry: { attempts: 2, firstPause: 250, longestPause: 4_000, longestRetryAfter: 8_000 },
  breaker: { failures: 5, openFor: 15_000 },
  demoPause: 25,
}

/**
 * Settings out of the environment's values. A key or an address connects a server; `LLM_MODEL` alone
 * does not, since there is nothing to ask for it.
 */
export function settingsFrom(values: {
  apiKey: string | undefined
  baseUrl: string | undefined
  model: string | undefined
}): AiSettings {
  const { apiKey, baseUrl, model } = values
  const connected = Boolean(apiKey) || Boolean(baseUrl)
  return {
    connection: connected
      ? {
          apiKey: apiKey || null,
          baseUrl: baseUrl?.replace(/\/+$/, '') || null,
          model: model || null,
        }
      : null,
    ...DEFAULT_TIMINGS,
  }
}
