import type { JudgedReply, ReplyOutcome } from '#plugins/personas/judge_delivery'
import { hotStatement } from '#plugins/personas/hot_statement'

export interface ReplyToWrite extends JudgedReply {
  conversationId: string
  answersId: bigint
  turnKey: string
  modelId: string
  /** Millicoins held. */
  price: bigint
  holdId: string | null
  /** Of the text. */
  tokens: number
  /** Read by the model. */
  promptTokens: number
  /** What it is called where it was shown: {@link shownAs}. */
  shownAs: readonly string[]
}

/** A reply that is written down: what its coins are settled by. */
export interface WrittenReply {
  id: bigint
  conversationId: string
  turnKey: string
  outcome: ReplyOutcome
  price: bigint
  charge: bigint
  holdId: string | null
  /** Shown to the fan: it uses up a guest's free reply. */
  shown: boolean
}

export interface WrittenReplyRow {
  id: bigint
  conversation_id: string
  turn_key: string
  outcome: ReplyOutcome
  price: bigint
  charge: bigint
  hold_id: string | null
  shown: boolean
}

export const WRITTEN_COLUMNS = `id, conversation_id, turn_key, outcome, price, charge, hold_id,
  outcome in ('delivered', 'stopped') and text <> '' as shown`

const write = hotStatement<ReplyToWrite, WrittenReplyRow & { ord: bigint }>({
  name: 'personas_write',
  // A free reply that was set aside for the turn is used up, or there again, in the moment that is written.
  // A conversation that became part of another one while the reply was made is locked and followed: the reply is
  // written where the message now is.
  text: `with asked as (
      select * from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
        $8::bigint[], $9::bigint[], $10::integer[], $11::integer[], $12::text[],
        $13::text[]) with ordinality as a
        (conversation_id, answers_id, text, turn_key, outcome, failure, model_id, price, charge, tokens,
         prompt_tokens, hold_id, message_ids, ord)
    ), talk as materialized (
      select id, merged_into from personas_conversations
      where id = any ($1::uuid[]) order by id for key share
    ), written as (
      insert into personas_messages (conversation_id, role, answers_id, text, turn_key, outcome, failure, model_id,
        price, charge, tokens, prompt_tokens, hold_id, message_ids)
      select coalesce(t.merged_into, t.id), 'persona', answers_id, text, turn_key, outcome, failure, model_id, price, charge,
        tokens, prompt_tokens, hold_id, string_to_array(message_ids, chr(10))
      from asked a join talk t on t.id = a.conversation_id
      on conflict (turn_key, role) do update set turn_key = excluded.turn_key
      returning ${WRITTEN_COLUMNS}
    ), used as (
      update personas_free_replies f set used = true from written w
      where f.turn_key = w.turn_key and w.price = 0 and w.shown
    ), unused as (
      delete from personas_free_replies f using written w
      where f.turn_key = w.turn_key and w.price = 0 and not w.shown
    )
    select a.ord, w.* from asked a join written w on w.turn_key = a.turn_key`,
  arrays: (ops) => [
    ops.map((op) => op.conversationId),
    ops.map((op) => op.answersId),
    ops.map((op) => op.text),
    ops.map((op) => op.turnKey),
    ops.map((op) => op.outcome),
    ops.map((op) => op.failure),
    ops.map((op) => op.modelId),
    ops.map((op) => op.price),
    ops.map((op) => op.charge),
    ops.map((op) => op.tokens),
    ops.map((op) => op.promptTokens),
    ops.map((op) => op.holdId),
    ops.map((op) => op.shownAs.join('\n')),
  ],
  key: (op) => op.turnKey,
})

/**
 * Writes what became of a reply, once for each turn: whoever comes second (the same process trying again, or another
 * that took over) gets what the first wrote, so the coins can only be settled one way.
 */
export async function writeReply(reply: ReplyToWrite): Promise<WrittenReply> {
  return writtenOf(await write(reply))
}

export function writtenOf(row: WrittenReplyRow): WrittenReply {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    turnKey: row.turn_key,
    outcome: row.outcome,
    price: row.price,
    charge: row.charge,
    holdId: row.hold_id,
    shown: row.shown,
  }
}

/** A message of a platform, as it is kept with a reply. */
export function shownAs(chat: string, messageId: string): string {
  return `${chat}:${messageId}`
}
