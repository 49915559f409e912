/**
 * Building a prompt as large as it gets (a persona with 5,000 passages of knowledge and a lorebook of 500 entries, a
 * conversation of 400 messages) against one round trip to a model that thinks for 300 ms, both measured here and now.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { median, timed, type BenchResult } from '../result.js'
import type { PromptAnswer, PromptTimes } from './prompt_program.js'

/** How long the model thinks, milliseconds: what fast ones take for their first word. */
const THINKING = 300
const ROUND_TRIPS = 7

export async function benchPrompt(databaseUrl: string): Promise<BenchResult[]> {
  const { cold, warm, passages, tokens } = await promptTimes(databaseUrl)
  const trip = await roundTrip()
  const slowest = [...warm].sort((a, b) => a - b)[Math.floor(warm.length * 0.95)] ?? Number.NaN
  const what = `${passages} passages, 500 entries, 400 messages, ${tokens} tokens`
  const ms = (time: number) => `${time.toFixed(1)} ms`
  return [
    {
      name: 'personas: building a prompt, of one round trip to a model',
      ratio: median(warm) / trip,
      limit: { atMost: 1 / 20 },
      detail: `${ms(median(warm))} of ${ms(trip)} (95 of 100 within ${ms(slowest)}); ${what}`,
    },
    {
      name: 'personas: the first prompt of a process, of one round trip to a model',
      ratio: cold / trip,
      limit: null,
      detail: `${ms(cold)}: everything that the persona knows is decrypted and indexed`,
    },
  ]
}

async function promptTimes(databaseUrl: string): Promise<PromptTimes> {
  const child = fork(fileURLToPath(new URL('prompt_program.ts', import.meta.url)), {
    execArgv: ['--import=#typescript'],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      LOG_LEVEL: 'error',
      NODE_ENV: 'production',
      APP_KEY: 'a-key-that-only-a-benchmark-would-use',
      ENCRYPTION_KEYS: Buffer.alloc(32, 'benchmark').toString('base64'),
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const { promise, resolve, reject } = Promise.withResolvers<PromptAnswer>()
  // The framework sends messages of its own, which are passed over.
  child.on('message', (message: string | { bench: PromptAnswer }) => {
    if (typeof message !== 'string' && 'bench' in message) resolve(message.bench)
  })
  child.once('exit', () => reject(new Error('The process of the benchmark ended')))
  const answer = await promise
  child.disconnect()
  if ('error' in answer) throw new Error(answer.error)
  return answer
}

/** The middle of several round trips to a model on this machine, milliseconds. */
async function roundTrip(): Promise<number> {
  const server = createServer((_request, response) => {
    setTimeout(() => response.end('Hello.'), THINKING)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The model has no port')
  const trips: number[] = []
  for (let trip = 0; trip < ROUND_TRIPS; trip++) {
    trips.push(await timed(async () => (await fetch(`http://127.0.0.1:${address.port}`)).text()))
  }
  server.close()
  return median(trips)
}
