import { autoRetry } from '@grammyjs/auto-retry'
import { Api, HttpError, type ApiClientOptions, type RawApi, type Transformer } from 'grammy'
import type { TelegramSettings } from '#config/telegram'
import { callTelegram } from '#bots/telegram/http'

/** Two ways to call Telegram. */
export interface ApiClients {
  /** Waits out rate limits and short outages: for what must arrive. */
  patient: Api
  /** Fails at once: for what the next call will say anew (drafts, edits under way, "typing…"). */
  prompt: Api
}

export function createApiClients(token: string, settings: TelegramSettings): ApiClients {
  const options = clientOptions(settings)
  const patient = new Api(token, options)
  // The last one given is asked first: rate limits are waited out around the outage's retries.
  patient.config.use(retryOutages(settings.outageRetryMs))
  patient.config.use(
    autoRetry({
      maxDelaySeconds: settings.rateLimit.maxDelaySeconds,
      maxRetryAttempts: settings.rateLimit.maxAttempts,
      // Its own retries on these never end.
      rethrowHttpErrors: true,
      rethrowInternalServerErrors: true,
    })
  )
  return { patient, prompt: new Api(token, options) }
}

export function clientOptions(settings: TelegramSettings): ApiClientOptions {
  return {
    apiRoot: settings.apiRoot,
    timeoutSeconds: settings.callTimeoutSeconds,
    fetch: callTelegram,
  }
}

/** Tries again after each wait when the network or Telegram fails; then the failure stands. */
function retryOutages(waits: readonly number[]): Transformer<RawApi> {
  return async (call, method, payload, signal) => {
    for (const wait of waits) {
      try {
        const answer = await call(method, payload, signal)
        if (answer.ok || answer.error_code < 500) return answer
      } catch (error) {
        if (!(error instanceof HttpError) || signal?.aborted) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
    return call(method, payload, signal)
  }
}
