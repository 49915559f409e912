import type OpenAI from 'openai'
import type { ClientOptions } from 'openai'
import type { Connection } from '#plugins/ai/settings'

/** Sent where no key is set: the client insists on one, servers without keys ignore it. */
const NO_KEY = 'none'
export const OPENAI_URL = 'https://api.openai.com/v1'

/**
 * The client of a server. It is loaded with the first question: that takes a while, and a start need not wait for it.
 * @param timeout milliseconds; the caller's own, shorter limits abort through the signal
 * @param loadFetch what calls the server, loaded with the client; Node's own by default
 */
export function openAiClient(
  connection: Connection,
  timeout: number,
  loadFetch?: () => Promise<ClientOptions['fetch']>
): () => Promise<OpenAI> {
  let client: Promise<OpenAI> | undefined
  return () => {
    client ??= Promise.all([import('openai'), loadFetch?.()]).then(
      ([{ default: Client }, fetch]) =>
        new Client({
          apiKey: connection.apiKey ?? NO_KEY,
          baseURL: connection.baseUrl ?? OPENAI_URL,
          // Said outright, so that the client does not look into the environment for them.
          organization: null,
          project: null,
          logLevel: 'off',
          // Retries are ours: they know of fallbacks and of the deadline.
          maxRetries: 0,
          timeout,
          ...(fetch && { fetch }),
        })
    )
    return client
  }
}
