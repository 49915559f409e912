/**
 * The program behind grammY, against a bare grammY bot and the bare `openai` client. Telegram, its people and the
 * model are processes of their own; so is whatever is measured.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import OpenAI from 'openai'
import { median, type BenchResult } from '../result.js'
import { EMULATOR_KEY, startOpenAiEmulatorProcess } from '#tests/emulators/openai/index'
import { startTelegramProcess, type TelegramProcess } from '#tests/emulators/telegram/process'

/** People who write at once: enough for both sides to be busy, and for the database to gather what waits. */
const FANS = 128
const CHUNKS = 50
const ENDING = 'the end.'
const ANSWER = `${'Once upon a time there was a lighthouse. '.repeat(8)}And that was ${ENDING}`
const ROUND_MS = 1_500
const ROUNDS = 5

/** @param databaseUrl an empty database whose commits are durable */
export async function benchTelegram(databaseUrl: string): Promise<BenchResult[]> {
  const model = await startOpenAiEmulatorProcess({ text: ANSWER, pieces: CHUNKS })
  const forBare = await startTelegramProcess()
  const forProgram = await startTelegramProcess()
  const bare = await startSubject('bare_bot.ts', environment(forBare))
  const program = await startSubject('program.ts', {
    ...environment(forProgram),
    DATABASE_URL: databaseUrl,
    OPENAI_BASE_URL: model.baseUrl,
    OPENAI_API_KEY: EMULATOR_KEY,
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
    APP_KEY: 'a-key-that-only-a-benchmark-would-use',
  })
  try {
    await forBare.invite(FANS)
    await tell(program, await forProgram.invite(FANS))
    const free = await commands(forBare, forProgram)
    await forProgram.meet('/talk luna', 'Yes')
    return [free, await replies(forProgram, model.baseUrl)]
  } finally {
    bare.disconnect()
    program.disconnect()
    await Promise.all([forBare.stop(), forProgram.stop(), model.stop()])
  }
}

async function commands(bare: TelegramProcess, program: TelegramProcess): Promise<BenchResult> {
  const terms = { people: FANS, text: '/terms', ending: '', forMs: ROUND_MS }
  const measure = async () => ({
    bare: await bare.talk(terms),
    program: await program.talk(terms),
  })
  return result(
    `Telegram: a free command, against a bare grammY runner bot, ${FANS} people`,
    await rounds(measure)
  )
}

async function replies(program: TelegramProcess, baseURL: string): Promise<BenchResult> {
  const client = new OpenAI({ apiKey: EMULATOR_KEY, baseURL, maxRetries: 0 })
  const measure = async () => ({
    bare: await streamsPerSecond(client),
    program: await program.talk({
      people: FANS,
      text: 'Tell me more',
      ending: ENDING,
      forMs: ROUND_MS,
    }),
  })
  return result(
    `Telegram: a paid reply, against the bare openai client's streams, ${FANS} at once`,
    await rounds(measure)
  )
}

interface Round {
  bare: number
  program: number
}

/** Both are measured in turn, so that a busy moment of the machine hits both. The first round warms up. */
async function rounds(measure: () => Promise<Round>): Promise<Round[]> {
  await measure()
  const found: Round[] = []
  for (let round = 0; round < ROUNDS; round++) found.push(await measure())
  return found
}

function result(name: string, found: readonly Round[]): BenchResult {
  const of = (key: keyof Round) => median(found.map((round) => round[key])).toFixed(0)
  return {
    name,
    ratio: median(found.map((round) => round.program / round.bare)),
    limit: { atLeast: 0.4 },
    detail: `${of('program')}/s of ${of('bare')}/s`,
  }
}

async function streamsPerSecond(client: OpenAI): Promise<number> {
  const start = performance.now()
  let streams = 0
  const loop = async () => {
    while (performance.now() - start < ROUND_MS) {
      const stream = await client.chat.completions.create({
        model: 'gpt-4.1-mini',
        messages: [
          { role: 'system', content: 'You are Luna, keeper of a small observatory. '.repeat(10) },
          { role: 'user', content: 'Tell me more' },
        ],
        stream: true,
        stream_options: { include_usage: true },
      })
      for await (const _ of stream);
      streams++
    }
  }
  await Promise.all(Array.from({ length: FANS }, loop))
  return (streams * 1_000) / (performance.now() - start)
}

const environment = ({ apiRoot, token }: TelegramProcess) => ({
  TELEGRAM_API_ROOT: apiRoot,
  TELEGRAM_BOT_TOKEN: token,
  TELEGRAM_MODE: 'polling',
})

async function startSubject(file: string, env: Record<string, string>): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--import=@poppinss/ts-exec'],
    env: { ...process.env, ...env },
  })
  await answerOf(child, 'taking updates')
  return child
}

async function tell(child: ChildProcess, message: string[]): Promise<void> {
  const answer = answerOf(child, 'enriched')
  child.send(message)
  await answer
}

async function answerOf(child: ChildProcess, wanted: string): Promise<void> {
  const exited = once(child, 'exit').then(() => ['it ended'])
  let answer: unknown
  // AdonisJS tells its parent by itself that it is ready, which is before anything here is.
  do [answer] = await Promise.race([once(child, 'message'), exited])
  while (answer === 'ready')
  if (answer !== wanted) throw new Error(`A process of the benchmark failed: ${String(answer)}`)
}
