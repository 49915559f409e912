/**
 * The program behind a bot library, against a bare bot of that library and the bare `openai` client. The platform,
 * its people and the model are processes of their own; so is whatever is measured.
 */
import OpenAI from 'openai'
import { EMULATOR_KEY, startOpenAiEmulatorProcess } from '#tests/emulators/openai/index'
import { median, type BenchResult } from '../result.js'
import { PROGRAM_SETTINGS, startSubject } from './subject.js'

/** People who write at once: enough for both sides to be busy, and for the database to gather what waits. */
export const FANS = 128
const CHUNKS = 50
export const ENDING = 'the end.'
const ANSWER = `${'Once upon a time there was a lighthouse. '.repeat(8)}And that was ${ENDING}`

/** A platform whose people can be told what to do. */
export interface Platform {
  invite(count: number): Promise<string[]>
  stop(): Promise<void>
}

export interface BotBench<P extends Platform> {
  /** How the platform is called in the results. */
  name: string
  /** What its library is called. */
  library: string
  start(): Promise<P>
  environment(platform: P): Readonly<Record<string, string>>
  /** The two processes. */
  bare: URL
  program: URL
  /** Whatever comes before both are measured. */
  prepare?(bare: P, program: P): Promise<void>
  /** People choose whom to talk to, and accept the price. */
  meet(program: P): Promise<void>
  /** Answers per second. */
  command(platform: P): Promise<number>
  /** Replies per second. */
  talk(program: P): Promise<number>
  /** Milliseconds that the bare client's streams are counted in. */
  roundMs: number
  rounds: number
}

/** @param databaseUrl an empty database whose commits are durable */
export async function benchBot<P extends Platform>(
  bench: BotBench<P>,
  databaseUrl: string
): Promise<BenchResult[]> {
  const model = await startOpenAiEmulatorProcess({ text: ANSWER, pieces: CHUNKS })
  const [forBare, forProgram] = [await bench.start(), await bench.start()]
  const bare = await startSubject(bench.bare, bench.environment(forBare))
  const program = await startSubject<readonly string[], null>(bench.program, {
    ...bench.environment(forProgram),
    ...PROGRAM_SETTINGS,
    DATABASE_URL: databaseUrl,
    OPENAI_BASE_URL: model.baseUrl,
    OPENAI_API_KEY: EMULATOR_KEY,
  })
  try {
    await forBare.invite(FANS)
    await program.tell(await forProgram.invite(FANS))
    await bench.prepare?.(forBare, forProgram)
    const commands = await rounds(bench.rounds, async () => ({
      bare: await bench.command(forBare),
      program: await bench.command(forProgram),
    }))
    await bench.meet(forProgram)
    const client = new OpenAI({ apiKey: EMULATOR_KEY, baseURL: model.baseUrl, maxRetries: 0 })
    const replies = await rounds(bench.rounds, async () => ({
      bare: await streamsPerSecond(client, bench.roundMs),
      program: await bench.talk(forProgram),
    }))
    const { name, library } = bench
    return [
      result(`${name}: a free command, against a bare ${library} bot`, commands),
      result(`${name}: a paid reply, against streams of the bare openai client`, replies),
    ]
  } finally {
    bare.stop()
    program.stop()
    await Promise.all([forBare.stop(), forProgram.stop(), model.stop()])
  }
}

interface Round {
  bare: number
  program: number
}

/** Both are measured in turn, so that a busy moment of the machine hits both. The first round warms up. */
async function rounds(count: number, measure: () => Promise<Round>): Promise<Round[]> {
  await measure()
  const found: Round[] = []
  for (let round = 0; round < count; round++) found.push(await measure())
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

async function streamsPerSecond(client: OpenAI, forMs: number): Promise<number> {
  const start = performance.now()
  let streams = 0
  const loop = async () => {
    while (performance.now() - start < forMs) {
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
