import { sql } from '#app/support/sql'

/** Millicoins a part that the fan said yes to for a conversation whose replies are said aloud; null when they are not. */
export async function priceAloud(conversationId: string): Promise<bigint | null> {
  const [row] = await sql<{ price: bigint }>(
    'select price from personas_aloud where conversation_id = :conversationId',
    { conversationId }
  )
  return row?.price ?? null
}

/** From now on replies are said aloud at this price, millicoins a part; null for no more. */
export async function setAloud(conversationId: string, price: bigint | null): Promise<void> {
  await (price === null
    ? sql('delete from personas_aloud where conversation_id = :conversationId', { conversationId })
    : sql(
        `insert into personas_aloud (conversation_id, price) values (:conversationId, :price)
         on conflict (conversation_id) do update set price = excluded.price`,
        { conversationId, price }
      ))
}

export interface SaidReply {
  conversationId: string
  text: string
}

/** A reply that reached its owner, by the turn that made it; null when it is someone else's or forgotten. */
export async function findReply(replyKey: string, ownerId: string): Promise<SaidReply | null> {
  const [row] = await sql<{ conversation_id: string; text: string }>(
    `select m.conversation_id, m.text from personas_messages m
       join personas_conversations c on c.id = m.conversation_id
     where m.turn_key = :replyKey and m.role = 'persona' and m.outcome in ('delivered', 'stopped') and m.text <> ''
       and c.owner_id = :ownerId`,
    { replyKey, ownerId }
  )
  return row ? { conversationId: row.conversation_id, text: row.text } : null
}
