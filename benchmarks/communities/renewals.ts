/**
 * 50,000 memberships that are due in the same minute are renewed in one process, while fans pay for replies in another:
 * paid replies per second, against the same without renewals. `COMMUNITIES_BENCH_MEMBERS` makes it smaller.
 */
import { verifyBooks } from '#plugins/ledger/queries/verify_books'
import { PROGRAM_SETTINGS, startSubject } from '../support/subject.js'
import type { Subject } from '../support/subject.js'
import { median } from '../result.js'
import type { BenchResult } from '../result.js'
import { runReplies } from '../ledger/replies.js'
import { openFans, type Fans } from './fans.js'
import type { RenewalsAnswer, RenewalsOrder } from './program.js'

const MEMBERS = Number(process.env.COMMUNITIES_BENCH_MEMBERS ?? 50_000)
/** Of a cycle, millicoins. */
const PRICE = 10_000n
const FANS = 1_000
/** Fans who wait for a paid reply at the same time. */
const CALLERS = 16
/** Of one measurement. */
const SECONDS = 3
/** Of one measurement without renewals and one beside them. */
const ROUNDS = 15
const SLOWED_AT_MOST = 1.3

type Renewer = Subject<RenewalsOrder, RenewalsAnswer>

export async function benchRenewals(databaseUrl: string): Promise<BenchResult[]> {
  const renewer: Renewer = await startSubject(new URL('program.ts', import.meta.url), {
    ...PROGRAM_SETTINGS,
    DATABASE_URL: databaseUrl,
  })
  try {
    await renewer.tell({ order: 'members', count: MEMBERS, coins: PRICE.toString() })
    const fans = await openFans(databaseUrl, FANS)
    try {
      return [await compare(fans, renewer)]
    } finally {
      await fans.database.manager.closeAll()
    }
  } finally {
    renewer.stop()
  }
}

/** Paid replies per second for some time. */
const measure = (fans: Fans): Promise<number> =>
  runReplies(fans, { callers: CALLERS, seconds: SECONDS, creators: fans.creators })

async function compare(fans: Fans, renewer: Renewer): Promise<BenchResult> {
  // The first words of a process are slow.
  await measure(fans)
  const rounds: { alone: number; beside: number; renewed: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    // In turns, so that a busy moment of the machine hits both.
    const alone = await measure(fans)
    const renewing = renewer.tell({ order: 'renew', forMs: SECONDS * 1000 })
    const beside = await measure(fans)
    const { renewed, left } = await renewing
    // A round in which they came to an end says nothing of the time beside them.
    if (left === 0 && rounds.length > 0) break
    rounds.push({ alone, beside, renewed })
  }
  const paired = rounds.at(-1)?.renewed ?? 0
  // What is left of them, while fans go on.
  const rest = renewer.tell({ order: 'renew', forMs: null })
  let isOver = false
  void rest.finally(() => {
    isOver = true
  })
  while (!isOver) await measure(fans)
  const { renewed, left, seconds } = await rest
  if (renewed !== MEMBERS || left !== 0) {
    throw new Error(
      `${renewed} of ${MEMBERS} were renewed once, ${left} were left or charged twice`
    )
  }
  const report = await verifyBooks(fans.database)
  if (!report.ok) throw new Error('The books are broken')
  const perSecond = Math.round(paired / (rounds.length * SECONDS))
  return {
    name: `communities: paid replies at ${CALLERS} callers while ${MEMBERS} memberships renew, slowed by`,
    ratio: median(rounds.map(({ alone, beside }) => alone / beside)),
    limit: { atMost: SLOWED_AT_MOST },
    detail: [
      `${Math.round(median(rounds.map(({ beside }) => beside)))}/s against ${Math.round(median(rounds.map(({ alone }) => alone)))}/s`,
      `${perSecond} renewals/s; the last ${renewed - paired} of ${renewed} in ${seconds.toFixed(0)} s`,
    ].join('; '),
  }
}
