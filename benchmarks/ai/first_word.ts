/**
 * How much later a fan sees the first word than a bare `openai` client would: through the conversation kit, keeping the
 * message, looking at it, building the prompt and holding the coins on a durable database.
 */
import { randomUUID } from 'node:crypto'
import OpenAI from 'openai'
import { median, type BenchResult } from '../result.js'
import { startPaidProgram, type PaidProgram } from './paid_program.js'
import { EMULATOR_KEY, startOpenAiEmulatorProcess } from '#tests/emulators/openai/index'

/** From a request to a model's first word, milliseconds: a usual round trip of OpenAI's small models. */
const MODEL_MS = 300
const AT_ONCE = [1, 16] as const
const ROUNDS = 12
const LIMIT = 1.3

/** @param databaseUrl an empty database whose commits are durable */
export async function benchFirstWord(databaseUrl: string): Promise<BenchResult[]> {
  const model = await startOpenAiEmulatorProcess({
    text: 'The lamp is lit and the sea is calm tonight, so come in and tell me about your day.',
    pieces: 12,
    delayMs: 1,
    firstDelayMs: MODEL_MS,
  })
  try {
    const program = await startPaidProgram(databaseUrl, model.baseUrl)
    const client = new OpenAI({ apiKey: EMULATOR_KEY, baseURL: model.baseUrl, maxRetries: 0 })
    const results: BenchResult[] = []
    for (const atOnce of AT_ONCE) results.push(await compare(client, program, atOnce))
    await program.stop()
    return results
  } finally {
    await model.stop()
  }
}

async function compare(client: OpenAI, program: PaidProgram, atOnce: number): Promise<BenchResult> {
  const fans = await Promise.all(Array.from({ length: atOnce }, () => program.fan()))
  const each = (measure: (n: number) => Promise<number>) =>
    Promise.all(Array.from({ length: atOnce }, (_, n) => measure(n)))
  const throughProgram = (n: number) => fans[n]?.(`What can we see tonight? ${randomUUID()}`)
  const bare: number[] = []
  const whole: number[] = []
  for (let round = -2; round < ROUNDS; round += 1) {
    const first = await each(() => firstChunk(client))
    const through = await each(async (n) => (await throughProgram(n)) ?? Number.NaN)
    // The first rounds warm up connections and compiled code on both sides.
    if (round >= 0) {
      bare.push(median(first))
      whole.push(median(through))
    }
  }
  const ms = (values: readonly number[]) => `${median(values).toFixed(0)} ms`
  return {
    name: `first word of a paid reply, against the bare openai client's, ${atOnce} at once`,
    ratio: median(whole.map((value, round) => value / (bare[round] ?? Number.NaN))),
    limit: { atMost: LIMIT },
    detail: `${ms(whole)} for ${ms(bare)}, the model taking ${MODEL_MS} ms`,
  }
}

/** Milliseconds until the bare client has the first text; the rest is read too. */
async function firstChunk(client: OpenAI): Promise<number> {
  const start = performance.now()
  let first: number | null = null
  const stream = await client.chat.completions.create({
    model: 'gpt-4.1-mini',
    messages: [
      { role: 'system', content: 'You are Luna, keeper of a small observatory.' },
      { role: 'user', content: 'What can we see tonight?' },
    ],
    stream: true,
    stream_options: { include_usage: true },
  })
  for await (const chunk of stream) {
    if (chunk.choices[0]?.delta.content) first ??= performance.now() - start
  }
  if (first === null) throw new Error('The model said nothing')
  return first
}
