/** Every benchmark, by the name that `npm run bench NAME` takes. */
import type { BenchResult } from './result.js'

/** @param databaseUrl a durable Postgres server, as its superuser; a database of the benchmark's own */
type Benchmark = (databaseUrl: string) => Promise<BenchResult[]>

export const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  'startup': async () => (await import('./startup/startup.js')).run,
  'telegram': async () => (await import('./telegram/telegram.js')).benchTelegram,
  'discord': async () => (await import('./discord/discord.js')).benchDiscord,
  'ai/streams': async () => {
    const { benchStreams } = await import('./ai/streams.js')
    return async () => [await benchStreams()]
  },
  'ai/first_word': async () => (await import('./ai/first_word.js')).benchFirstWord,
  'ledger/paid_reply': async () => (await import('./ledger/paid_reply.js')).run,
  'ledger/growth': async () => (await import('./ledger/growth.js')).run,
  'payments/webhooks': async () => (await import('./payments/webhooks.js')).run,
  'communities/repair': async () => (await import('./communities/repair.js')).benchRepair,
  'communities/renewals': async () => (await import('./communities/renewals.js')).benchRenewals,
  'coach/detection': async () => (await import('./coach/detection.js')).benchDetection,
  'personas/prompt': async () => (await import('./personas/prompt.js')).benchPrompt,
  'personas/search': async () => (await import('./personas/search.js')).benchSearch,
}
