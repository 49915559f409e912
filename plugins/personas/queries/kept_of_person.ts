import { sql } from '#app/support/sql'

const MILLICOINS = 1_000

interface ConversationRow {
  id: string
  persona: string
  place: string
  model_id: string | null
  started_at: Date
  summary: string
}

interface MessageRow {
  conversation_id: string
  role: 'fan' | 'persona'
  text: string
  outcome: string
  model_id: string | null
  price: bigint
  charge: bigint
  tokens: number
  created_at: Date
}

/** Conversations and memories of a person, in names that a person understands. */
export async function keptOfPerson(personId: string): Promise<Readonly<Record<string, unknown>>> {
  const conversations = await sql<ConversationRow>(
    `select c.id, p.name as persona, c.place, c.model_id, c.started_at, c.summary
     from personas_conversations c join personas_personas p on p.id = c.persona_id
     where c.owner_id = :personId and c.merged_into is null order by c.started_at`,
    { personId }
  )
  const messages = await sql<MessageRow>(
    `select m.conversation_id, m.role, m.text, m.outcome, m.model_id, m.price, m.charge, m.tokens, m.created_at
     from personas_messages m join personas_conversations c on c.id = m.conversation_id
     where c.owner_id = :personId and m.text <> '' order by m.conversation_id, m.id`,
    { personId }
  )
  const memories = await sql<{ persona: string; text: string; place: string; kept_at: Date }>(
    `select p.name as persona, k.text, k.place, k.created_at as kept_at
     from personas_memories k join personas_personas p on p.id = k.persona_id
     where k.owner_id = :personId order by k.id`,
    { personId }
  )
  const said = Map.groupBy(messages, (message) => message.conversation_id)
  return {
    conversations: conversations.map(({ id, model_id: model, ...conversation }) => ({
      ...conversation,
      model,
      messages: (said.get(id) ?? []).map(shownMessage),
    })),
    memories,
  }
}

const shownMessage = (message: MessageRow) => ({
  at: message.created_at,
  from: message.role === 'fan' ? 'you' : 'persona',
  text: message.text,
  ...(message.role === 'persona' && {
    outcome: message.outcome,
    model: message.model_id,
    price_coins: Number(message.price) / MILLICOINS,
    charged_coins: Number(message.charge) / MILLICOINS,
  }),
  tokens: message.tokens,
})
