/**
 * The program behind discord.js, against a bare discord.js bot and the bare `openai` client. Discord, its people
 * and the model are processes of their own; so is whatever is measured.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import OpenAI from 'openai'
import { median, type BenchResult } from '../result.js'
import { startDiscordProcess, type DiscordProcess } from '#tests/emulators/discord/process'
import { EMULATOR_KEY, startOpenAiEmulatorProcess } from '#tests/emulators/openai/index'

/** Enough for the database to gather what waits: a commit that reaches the disk takes its time, alone or shared. */
const FANS = 128
/** As many streams as people talk at once. */
const AT_ONCE = FANS
const CHUNKS = 50
const ENDING = 'the end.'
const ANSWER = `${'Once upon a time there was a lighthouse. '.repeat(8)}And that was ${ENDING}`
const ROUND_MS = 700
const ROUNDS = 7

/** @param databaseUrl an empty database whose commits are durable */
export async function benchDiscord(databaseUrl: string): Promise<BenchResult[]> {
  const model = await startOpenAiEmulatorProcess({ text: ANSWER, pieces: CHUNKS })
  const forBare = await startDiscordProcess()
  const forProgram = await startDiscordProcess()
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
    await Promise.all([forBare.ready('terms'), forProgram.ready('terms')])
    await forProgram.meet('luna')
    return [await commands(forBare, forProgram), await replies(forProgram, model.baseUrl)]
  } finally {
    bare.disconnect()
    program.disconnect()
    await Promise.all([forBare.stop(), forProgram.stop(), model.stop()])
  }
}

async function commands(forBare: DiscordProcess, forProgram: DiscordProcess): Promise<BenchResult> {
  const measure = async () => ({
    bare: await forBare.commands('terms', ROUND_MS),
    program: await forProgram.commands('terms', ROUND_MS),
  })
  return result('Discord: a free command, against a bare discord.js bot', await rounds(measure))
}

async function replies(forProgram: DiscordProcess, baseURL: string): Promise<BenchResult> {
  const client = new OpenAI({ apiKey: EMULATOR_KEY, baseURL, maxRetries: 0 })
  const measure = async () => ({
    bare: await streamsPerSecond(client),
    program: await forProgram.talk(ROUND_MS, ENDING),
  })
  return result(
    'Discord: a paid reply, against streams of the bare openai client',
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
  for (let round = 0; round < ROUNDS; round += 1) found.push(await measure())
  return found
}

function result(name: string, found: readonly Round[]): BenchResult {
  const of = (key: keyof Round) => median(found.map((round) => round[key])).toFixed(0)
  return {
    name,
    ratio: median(found.map((round) => round.program / round.bare)),
    limit: { atLeast: 0.4 },
    detail: `${of('program')}/s of ${of('bare')}/s, ${FANS} people at once`,
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
      streams += 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, loop))
  return (streams * 1000) / (performance.now() - start)
}

const environment = ({ apiRoot, token }: DiscordProcess) => ({
  DISCORD_API_ROOT: apiRoot,
  DISCORD_BOT_TOKEN: token,
})

async function startSubject(file: string, env: Record<string, string>): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--import=@poppinss/ts-exec'],
    env: { ...process.env, ...env },
  })
  await answerOf(child, 'ready')
  return child
}

async function tell(child: ChildProcess, message: string[]): Promise<void> {
  const answer = answerOf(child, 'enriched')
  child.send(message)
  await answer
}

/** Waits for a report; the framework sends messages of its own, which are passed over. */
async function answerOf(child: ChildProcess, wanted: 'ready' | 'enriched'): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const onMessage = (message: unknown) => {
    if (message === `bench:${wanted}`) resolve()
    else if (String(message).startsWith('bench:')) reject(new Error(String(message)))
  }
  const onExit = () => reject(new Error('A process of the benchmark ended'))
  child.on('message', onMessage).once('exit', onExit)
  try {
    await promise
  } finally {
    child.off('message', onMessage).off('exit', onExit)
  }
}
