/**
 * Finding among a hundred thousand personas, against a thousand of the same population: every kind of search, asked
 * in turn of two programs, each on a database of its own.
 */
import { scratchDatabase } from '#tests/support/scratch_database'
import { median, type BenchResult } from '../result.js'
import { PROGRAM_SETTINGS, startSubject } from '../support/subject.js'
import { KINDS, questionsOf, type Order, type Question } from './questions.js'

const FEW = 1_000
const MANY = Number(process.env.SEARCH_BENCH_PERSONAS ?? 100_000)
const ROUNDS = 5

export async function benchSearch(): Promise<BenchResult[]> {
  const [few, many] = [await openProgram(FEW), await openProgram(MANY)]
  try {
    const results: BenchResult[] = []
    const all = { few: [] as number[], many: [] as number[] }
    for (const kind of KINDS) {
      const ask = questionsOf(kind, FEW)
      const times = { few: [] as number[], many: [] as number[] }
      // The first round warms up.
      for (let round = 0; round <= ROUNDS; round++) {
        const [a, b] = [await few.ask(ask), await many.ask(ask)]
        if (round === 0) continue
        times.few.push(...a)
        times.many.push(...b)
      }
      all.few.push(mean(times.few))
      all.many.push(mean(times.many))
      results.push(compare(kind, times.few, times.many, null))
    }
    return [compare('all kinds alike', all.few, all.many, { atMost: 2 }), ...results]
  } finally {
    await few.close()
    await many.close()
  }
}

function compare(
  what: string,
  few: readonly number[],
  many: readonly number[],
  limit: BenchResult['limit']
): BenchResult {
  const ms = (times: readonly number[]) =>
    `${mean(times).toFixed(2)} ms (middle ${median(times).toFixed(2)})`
  return {
    name: `personas: finding among ${MANY}, against ${FEW}: ${what}`,
    ratio: mean(many) / mean(few),
    limit,
    detail: `${ms(many)} against ${ms(few)}`,
  }
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length

interface Program {
  /** Milliseconds of each answer. */
  ask(questions: readonly Question[]): Promise<number[]>
  close(): Promise<void>
}

async function openProgram(personas: number): Promise<Program> {
  const database = await scratchDatabase()
  const program = await startSubject<Order, number[]>(new URL('program.ts', import.meta.url), {
    ...PROGRAM_SETTINGS,
    DATABASE_URL: database.url,
  })
  await program.tell({ fill: personas })
  return {
    ask: (questions) => program.tell({ ask: questions }),
    async close() {
      program.stop()
      await database.drop()
    },
  }
}
