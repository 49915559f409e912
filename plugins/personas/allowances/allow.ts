import type { AllowanceRequest } from '#plugins/personas/api'
import { sql } from '#app/support/sql'

/** Gives somebody an allowance, in place of one with the same key. */
export async function allow(allowance: AllowanceRequest): Promise<void> {
  const { key, personId, personaId, freeReplies, discountBp, until } = allowance
  await sql(
    `insert into personas_allowances (key, person_id, persona_id, free_replies, discount_bp, until)
     values (:key, :personId, :personaId, :freeReplies, :discountBp, :until)
     on conflict (key) do update set person_id = excluded.person_id, persona_id = excluded.persona_id,
       free_replies = excluded.free_replies, discount_bp = excluded.discount_bp, until = excluded.until`,
    { key, personId, personaId, freeReplies, discountBp, until }
  )
}

export async function disallow(key: string): Promise<void> {
  await sql('delete from personas_allowances where key = :key', { key })
}
