import { settleHold } from '#plugins/personas/actions/settle_hold'
import type { ChatServices } from '#plugins/personas/services'
import { sql } from '#app/support/sql'
import { VOICE } from '#plugins/personas/voice/limits'

export interface JudgedSpeech {
  outcome: 'delivered' | 'undelivered' | 'failed' | 'stopped'
  /** Why it failed or did not reach them, in a word. */
  failure: string | null
}

interface SpokenRow {
  id: string
  charge: bigint
  hold_id: string | null
}

/** Replies settled in one run; the next run takes the rest. */
const BATCH = 200
/** Seconds that a written outcome is left to the process that wrote it. */
const SETTLE_AFTER = 60

/**
 * Writes down what became of a spoken reply, then has the ledger take or give back its coins. Who comes second gets
 * what the first wrote, and each call of the ledger has its key, so it may be called again after an error.
 * @returns millicoins taken
 */
export async function settleSpeech(
  services: Pick<ChatServices, 'ledger'>,
  { id }: { id: string },
  { outcome, failure }: JudgedSpeech
): Promise<bigint> {
  await sql(
    `update personas_spoken set outcome = :outcome, failure = :failure,
       charge = case when :outcome = 'delivered' and hold_id is not null then price else 0 end
     where id = :id and outcome = 'speaking'`,
    { id, outcome, failure }
  )
  const [row] = await sql<SpokenRow>(
    'select id, charge, hold_id from personas_spoken where id = :id',
    { id }
  )
  // Without a row its person had everything deleted meanwhile; the hold runs out.
  return row ? settleCoins(services, row) : 0n
}

async function settleCoins(
  services: Pick<ChatServices, 'ledger'>,
  { id, charge, hold_id: holdId }: SpokenRow
): Promise<bigint> {
  const taken = await settleHold(services, { holdId, charge }, 'personas.speech')
  await sql(
    'update personas_spoken set settled_at = now(), charge = :charge where id = :id and settled_at is null',
    { id, charge: taken.charge }
  )
  return taken.charge
}

/**
 * Ends spoken replies whose process died: what was written is settled by its row, what was still being said costs
 * nothing.
 * @returns how many were settled
 * @throws AggregateError after all were tried, when some could not be settled
 */
export async function settleLeftSpeech(services: Pick<ChatServices, 'ledger'>): Promise<number> {
  const rows = await sql<SpokenRow & { lost: boolean }>(
    `select id, charge, hold_id, outcome = 'speaking' as lost from personas_spoken
     where settled_at is null and begun_at < now() - make_interval(secs =>
       case when outcome = 'speaking' then cast(:lostAfter as integer) else cast(:settleAfter as integer) end)
     order by begun_at limit :batch`,
    { lostAfter: VOICE.lostAfter, settleAfter: SETTLE_AFTER, batch: BATCH }
  )
  const errors: unknown[] = []
  for (const row of rows) {
    try {
      if (row.lost) await settleSpeech(services, row, { outcome: 'failed', failure: 'lost' })
      else await settleCoins(services, row)
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'Some speech could not be settled')
  return rows.length
}
