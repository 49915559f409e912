/**
 * A storm of Stripe's webhooks over HTTP, a quarter of them copies, in random order, to the running program: how fast
 * they are acknowledged, against a bare AdonisJS route that inserts one row. Then all of them are worked on, and the
 * books are proved.
 */
import { Client } from 'pg'
import { launch, startProgram, type Program } from '#tests/support/program'
import { until } from '#tests/support/until'
import { startBareRoute } from './bare_route.js'
import { eventsOf, PRICE, shuffled, signatureOf, WEBHOOK_SECRET } from './events.js'
import { send, type Load, type Post } from './load.js'
import { median, type BenchResult } from '../result.js'

/** Of 20,000 webhooks three quarters are events of their own: six for each payment. */
const STORM = 20_000
const PAYMENTS = 2_500
const EVENTS = 6
const FANS = 200
const CONNECTIONS = 64
/** The yardstick and the program take turns, so that a busy moment of the machine hits both. */
const ROUNDS = 5

/** What was told has been worked on within this time, milliseconds. */
const DRAIN_MS = 15 * 60_000

export async function run(databaseUrl: string): Promise<BenchResult[]> {
  const settings = {
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'error',
    STRIPE_SECRET_KEY: 'sk_test_benchmark',
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    // Nothing here needs to ask Stripe; whoever does it all the same is refused.
    STRIPE_API_BASE: 'http://127.0.0.1:9',
  }
  const database = new Client({ connectionString: databaseUrl })
  const web = await startProgram({ env: settings, command: ['serve', '--all'] })
  const bare = await startBareRoute(databaseUrl)
  await database.connect()
  try {
    const events = (await openOrders(database)).flatMap(eventsOf)
    const copies = shuffled(events).slice(0, STORM - events.length)
    const storm = shuffled([...events, ...copies])
    const rounds = await measure(storm, bare.url, web.url)
    const drained = await drain(database, events.length)
    await prove(database, settings)
    return [resultOf(rounds, drained)]
  } finally {
    await database.end()
    await Promise.all([bare.stop(), end(web)])
  }
}

interface Round {
  bare: Load
  program: Load
}

async function measure(storm: readonly string[], bare: string, program: string): Promise<Round[]> {
  const rounds: Round[] = []
  const path = '/webhooks/stripe'
  const size = STORM / ROUNDS
  for (let round = 0; round < ROUNDS; round++) {
    const posts = storm
      .slice(round * size, (round + 1) * size)
      .map((body): Post => ({ body, headers: { 'stripe-signature': signatureOf(body) } }))
    const one = {
      bare: await send(`${bare}${path}`, posts, CONNECTIONS),
      program: await send(`${program}${path}`, posts, CONNECTIONS),
    }
    if (one.bare.refused + one.program.refused > 0) throw new Error('Webhooks were refused')
    rounds.push(one)
  }
  return rounds
}

/** Orders that are about to be paid; their ids. */
async function openOrders(database: Client): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    `with fans as (
       insert into people (display_name) select 'Fan ' || n from generate_series(1, $1) n returning id
     ), numbered as (
       select id, row_number() over () as n from fans
     )
     insert into payments_orders
       (person_id, frontend, gateway, pack_id, coins, bonus, currency, amount, locale, expires_at)
     select f.id, 'web', 'stripe', 'popular', 500000, 50000, 'USD', $3, 'en', now() + interval '1 day'
     from generate_series(1, $2) o join numbered f on f.n = o % $1 + 1
     returning id`,
    [FANS, PAYMENTS, PRICE]
  )
  return rows.map(({ id }) => id)
}

/** Waits until every event was worked on; how long it took from the end of the storm, seconds. */
async function drain(database: Client, events: number): Promise<number> {
  const begun = performance.now()
  await until(
    async () => {
      const { rows } = await database.query<{ count: string }>(
        `select count(*) from payments_events where state in ('done', 'ignored')`
      )
      return Number(rows[0]?.count) === events
    },
    { within: DRAIN_MS, what: 'the events to be worked on' }
  )
  return (performance.now() - begun) / 1_000
}

/** Each payment gave its coins once, and the books balance. */
async function prove(database: Client, env: Readonly<Record<string, string>>): Promise<void> {
  const { rows } = await database.query<{ payments: string; kept: string }>(
    `select (select count(*) from payments_payments where state = 'credited') as payments,
       (select count(*) from payments_events) as kept`
  )
  const found = { payments: Number(rows[0]?.payments), kept: Number(rows[0]?.kept) }
  if (found.payments !== PAYMENTS || found.kept !== PAYMENTS * EVENTS) {
    throw new Error(`Not every event was processed once: ${JSON.stringify(found)}`)
  }
  // Whoever came with the program (the demo's creator) has welcome coins and bought nothing.
  const coins = await database.query<{ sum: string }>(
    `select sum(purchased + promo) as sum from ledger_wallets
     where person_id in (select person_id from payments_orders)`
  )
  if (BigInt(coins.rows[0]?.sum ?? 0) !== BigInt(PAYMENTS) * 550_000n) {
    throw new Error(`The wallets hold ${coins.rows[0]?.sum} millicoins`)
  }
  const verifying = await launch({ env, command: ['ledger:verify', '--json'] })
  const { code } = await verifying.ended
  if (code !== 0) throw new Error(`ledger:verify says: ${verifying.output()}`)
}

function resultOf(rounds: readonly Round[], drained: number): BenchResult {
  const of = (which: keyof Round, what: keyof Load) =>
    median(rounds.map((round) => round[which][what])).toFixed(0)
  return {
    name: 'payments: a storm of webhooks, against a bare AdonisJS route that inserts one row',
    ratio: median(rounds.map(({ bare, program }) => program.perSecond / bare.perSecond)),
    limit: { atLeast: 0.3 },
    detail:
      `${of('program', 'perSecond')}/s of ${of('bare', 'perSecond')}/s, p99 ${of('program', 'p99')} ms ` +
      `of ${of('bare', 'p99')} ms, ${STORM} webhooks, worked on ${drained.toFixed(0)} s after the last`,
  }
}

async function end(program: Program): Promise<void> {
  await program.stop()
}
