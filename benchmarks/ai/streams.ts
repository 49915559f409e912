/** What the model service adds to the `openai` client, which is a process's first CPU limit. */
import { randomUUID } from 'node:crypto'
import OpenAI from 'openai'
import { median, type BenchResult } from '../result.js'
import { Ai } from '#plugins/ai/ai'
import { OpenAiProvider } from '#plugins/ai/providers/openai_provider'
import { settingsFrom } from '#plugins/ai/settings'
import { EMULATOR_KEY, startOpenAiEmulatorProcess } from '#tests/emulators/openai/index'

const AT_ONCE = 16
const PIECES = 50
/** Both are measured in turn, so that a busy moment of the machine hits both. */
const ROUNDS = 9
const ROUND_MS = 400

const MESSAGES = [
  { role: 'system', content: 'You are Luna, keeper of a small observatory. '.repeat(10) },
  { role: 'user', content: 'What can we see tonight?' },
] as const

/** Streams per second, so many at once. */
async function rateOf(stream: () => Promise<void>): Promise<number> {
  const started = performance.now()
  let streams = 0
  const loop = async () => {
    while (performance.now() - started < ROUND_MS) {
      await stream()
      streams += 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, loop))
  return (streams * 1000) / (performance.now() - started)
}

/** Streams/s of the service against the bare client, on an instant model of 50 pieces. */
export async function benchStreams(): Promise<BenchResult> {
  const emulator = await startOpenAiEmulatorProcess({
    text: 'x'.repeat(5 * PIECES),
    pieces: PIECES,
  })
  try {
    const client = new OpenAI({ apiKey: EMULATOR_KEY, baseURL: emulator.baseUrl, maxRetries: 0 })
    const bare = async () => {
      const stream = await client.chat.completions.create({
        model: 'gpt-4.1-mini',
        messages: [...MESSAGES],
        stream: true,
        stream_options: { include_usage: true },
      })
      for await (const _ of stream);
    }
    const service = serviceAt(emulator.baseUrl)
    await rateOf(bare)
    await rateOf(service)
    const rates: { bare: number; service: number }[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.push({ bare: await rateOf(bare), service: await rateOf(service) })
    }
    const of = (name: 'bare' | 'service') => median(rates.map((rate) => rate[name])).toFixed(0)
    return {
      name: 'model service, streams/s against the bare openai client',
      ratio: median(rates.map((rate) => rate.service / rate.bare)),
      limit: { atLeast: 0.7 },
      detail: `${of('service')}/s of ${of('bare')}/s, ${PIECES} pieces, ${AT_ONCE} at once`,
    }
  } finally {
    await emulator.stop()
  }
}

function serviceAt(baseUrl: string): () => Promise<void> {
  const settings = settingsFrom({ apiKey: EMULATOR_KEY, baseUrl, model: undefined })
  const connection = { apiKey: EMULATOR_KEY, baseUrl, model: null }
  const ai = new Ai({
    settings,
    provider: new OpenAiProvider(connection, settings.timeouts.total),
    demo: false,
    onUsage: () => undefined,
  })
  return async () => {
    const run = ai.stream({
      modelId: 'standard',
      messages: MESSAGES,
      accountId: randomUUID(),
      personId: null,
      purpose: 'benchmarks.streams',
      signal: new AbortController().signal,
    })
    for await (const _ of run.chunks);
    await run.usage
  }
}
