import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { moveCare } from '#plugins/personas/safety/careful'
import { sql } from '#app/support/sql'

interface Twins {
  from_id: string
  into_id: string
}

/**
 * What belongs to one owner becomes another's: a guest has joined, or two people are found to be one. Two conversations
 * with the same persona in the same place become one, with all messages in the order in which they were said; the
 * second row stays and shows the way, since replies and buttons may still come for it. A second call finds nothing to
 * move.
 */
export async function moveConversations(
  trx: TransactionClientContract,
  from: string,
  into: string
): Promise<void> {
  await lockOwners(trx, [from, into])
  const twins = await sql<Twins>(
    `with both_owners as (
       select id, owner_id, place, persona_id from personas_conversations
       where owner_id in (:from, :into) and merged_into is null order by id for update
     )
     select f.id as from_id, t.id as into_id from both_owners f
       join both_owners t on t.place = f.place and t.persona_id = f.persona_id
     where f.owner_id = :from and t.owner_id = :into`,
    { from, into },
    trx
  )
  for (const { from_id: fromId, into_id: intoId } of twins) await mergeTwins(trx, fromId, intoId)
  await sql(
    'update personas_conversations set owner_id = :into where owner_id = :from',
    { from, into },
    trx
  )
  await sql(
    `delete from personas_memories m where m.owner_id = :from and exists (
       select from personas_memories o where o.owner_id = :into and o.persona_id = m.persona_id
         and o.place = m.place and o.text = m.text)`,
    { from, into },
    trx
  )
  await sql(
    'update personas_memories set owner_id = :into where owner_id = :from',
    { from, into },
    trx
  )
  await moveCare(trx, from, into)
}

/** So that nobody begins a conversation for them meanwhile: `choosePersona` waits for the same locks. */
async function lockOwners(trx: TransactionClientContract, owners: readonly string[]) {
  for (const owner of [...owners].sort()) {
    await sql(`select pg_advisory_xact_lock(${OWNER_LOCK})`, { owner }, trx)
  }
}

/** The number of an owner's lock; `:owner` is the owner. */
export const OWNER_LOCK = `hashtextextended('personas.owner:' || :owner, 0)`

async function mergeTwins(trx: TransactionClientContract, fromId: string, intoId: string) {
  const ids = { fromId, intoId }
  // What one of them had forgotten stays forgotten; what the other remembers is not forgotten with it.
  await sql(
    `update personas_messages m set dropped_at = c.reset_at from personas_conversations c
     where c.id in (:fromId, :intoId) and m.conversation_id = c.id
       and m.dropped_at is null and m.created_at <= c.reset_at`,
    ids,
    trx
  )
  await sql(
    'update personas_messages set conversation_id = :intoId where conversation_id = :fromId',
    ids,
    trx
  )
  // A price counts as accepted where both had accepted one. The summary goes on where the shorter one ended, so that
  // nothing is left out of it.
  await sql(
    `update personas_conversations t set
       model_id = case when f.chosen_at > t.chosen_at then f.model_id else t.model_id end,
       accepted_price = case when f.accepted_price is null then null
         when t.accepted_price is null then null else least(f.accepted_price, t.accepted_price) end,
       started_at = least(f.started_at, t.started_at),
       chosen_at = greatest(f.chosen_at, t.chosen_at),
       introduced_at = least(f.introduced_at, t.introduced_at),
       reset_at = null,
       summary = case when f.chosen_at > t.chosen_at then concat_ws(E'\\n', nullif(t.summary, ''), nullif(f.summary, ''))
         else concat_ws(E'\\n', nullif(f.summary, ''), nullif(t.summary, '')) end,
       summary_tokens = f.summary_tokens + t.summary_tokens,
       summarised_to = case when f.summary = '' and t.summary = '' then null
         else least(coalesce(f.summarised_to, 0), coalesce(t.summarised_to, 0)) end,
       fading_told_at = greatest(f.fading_told_at, t.fading_told_at)
     from personas_conversations f where f.id = :fromId and t.id = :intoId`,
    ids,
    trx
  )
  await sql(
    `update personas_conversations set merged_into = :intoId, summary = '', summary_tokens = 0, summarised_to = null
     where id = :fromId or merged_into = :fromId`,
    ids,
    trx
  )
}
