import { randomUUID } from 'node:crypto'
import { sql } from '#app/support/sql'

export interface Spent {
  personId?: string
  /** Millionths of a US dollar. */
  cost: bigint
  at?: Date
  purpose?: string
}

/** A call that a model answered with 1,000 tokens in and 200 out, as it is written down. */
export function spent({ cost, at = new Date(), purpose = 'coach.reply', ...who }: Spent) {
  const { personId = randomUUID() } = who
  return sql(
    `insert into ai_usage (id, at, account_id, person_id, purpose, asked_model, model, provider, input_tokens,
       output_tokens, tokens_from, cost_micro_usd, latency_ms, attempts, outcome)
     values (:id, :at, null, :personId, :purpose, 'standard', 'standard', 'openai', 1000, 200, 'server', :cost, 5, 1,
       'completed')`,
    { id: randomUUID(), at, personId, purpose, cost }
  )
}

/** How the calls of somebody ended, in their order. */
export async function outcomesOf(personId: string, purpose: string): Promise<string[]> {
  const rows = await sql<{ outcome: string }>(
    'select outcome from ai_usage where person_id = :personId and purpose = :purpose order by at, id',
    { personId, purpose }
  )
  return rows.map(({ outcome }) => outcome)
}
