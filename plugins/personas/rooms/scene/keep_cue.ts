import { sql } from '#app/support/sql'

/** What a persona answers in a scene is kept as the message that its reply belongs to: once for each turn. */
export async function keepCue(cue: {
  conversationId: string
  text: string
  tokens: number
  turnKey: string
}): Promise<bigint> {
  const [row] = await sql<{ id: bigint }>(
    `insert into personas_messages (conversation_id, role, text, tokens, turn_key, outcome, settled_at)
     values (:conversationId, 'fan', :text, :tokens, :turnKey, 'received', now())
     on conflict (turn_key, role) do update set turn_key = excluded.turn_key returning id`,
    cue
  )
  if (!row) throw new Error('The cue was not kept')
  return row.id
}
