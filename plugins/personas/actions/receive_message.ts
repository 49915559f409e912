import {
  allowanceOf,
  allowanceTime,
  allowed,
  type AllowanceTuple,
} from '#plugins/personas/allowances/allowance'
import type { Conversation, FanMessage, Whose } from '#plugins/personas/conversation'
import {
  recollected,
  recollectionOf,
  type RecollectedRow,
  type Recollection,
} from '#plugins/personas/memory/recollection'
import type { SaidMessage } from '#plugins/personas/prompt/history'
import { loadPersona } from '#plugins/personas/queries/persona_store'
import type { RecentHistory } from '#plugins/personas/reply_request'
import { hotStatement } from '#plugins/personas/hot_statement'

export interface SaidText extends Whose {
  /** The account that speaks. */
  accountId: string
  text: string
  /** Of `text`. */
  tokens: number
  turnKey: string
  /** Most messages of the history that are given back. */
  historyLimit: number
}

export type Reception =
  | {
      outcome: 'received'
      conversation: Conversation
      message: FanMessage
      history: RecentHistory
      recollection: Recollection
      /** The turn has already had its reply: the update was delivered twice. */
      turnDone: boolean
    }
  /** The owner talks to nobody here. Nothing was kept. */
  | { outcome: 'no_conversation' }
  /** What the account said as a guest is to become its person's first. Nothing was kept. */
  | { outcome: 'unclaimed' }

type HistoryTuple = [
  id: number,
  role: 'fan' | 'persona',
  answersId: number | null,
  text: string,
  tokens: number,
]

interface ReceivedRow extends RecollectedRow {
  ord: bigint
  unclaimed: boolean
  conversation_id: string | null
  persona_id: string
  version: Date
  model_id: string | null
  accepted_price: bigint | null
  introduced: boolean
  careful: boolean
  allowance: AllowanceTuple
  message_id: bigint
  turn_done: boolean
  history: HistoryTuple[]
  history_complete: boolean
}

const receive = hotStatement<SaidText, ReceivedRow>({
  name: 'personas_receive',
  // The innermost query has no other condition than the index' columns, so that it reads the newest rows only
  // however long a conversation is.
  // The conversation is locked against becoming part of another one, as its foreign key does a moment later anyway.
  text: `with asked as (
      select a.*, a.owner_id <> a.account_id and exists (
        select from personas_conversations g where g.owner_id = a.account_id and g.merged_into is null) as unclaimed
      from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::integer[], $6::text[], $7::integer[],
          $8::timestamptz[])
        with ordinality as a (owner_id, account_id, place, text, tokens, turn_key, history_limit, at, ord)
    ), talk as (
      select a.ord, a.text, a.tokens, a.turn_key, c.* from asked a cross join lateral (
        select c.* from personas_conversations c
        where c.owner_id = a.owner_id and c.place = a.place and c.merged_into is null
        order by c.chosen_at desc limit 1 for key share
      ) c
      where not a.unclaimed
    ), said as (
      insert into personas_messages (conversation_id, role, text, tokens, turn_key, outcome, settled_at)
      select id, 'fan', text, tokens, turn_key, 'received', now() from talk
      on conflict (turn_key, role) do nothing
      returning id, turn_key
    )
    select a.ord, a.unclaimed, t.id as conversation_id, t.persona_id, p.updated_at as version, t.model_id, t.accepted_price,
      t.introduced_at is not null as introduced, k.owner_id is not null as careful,
      ${allowed('t', 'a.at')},
      ${recollected('t')},
      coalesce(s.id, m.id) as message_id, m.id is not null and r.id is not null as turn_done,
      h.history, h.history_complete
    from asked a
      left join talk t on t.ord = a.ord
      left join personas_personas p on p.id = t.persona_id
      left join personas_careful k on k.owner_id = a.owner_id and k.until > now()
      left join said s on s.turn_key = t.turn_key
      left join personas_messages m on m.turn_key = t.turn_key and m.role = 'fan'
      left join personas_messages r on r.turn_key = t.turn_key and r.role = 'persona'
      left join lateral (
        select count(*) < a.history_limit as history_complete,
          coalesce(json_agg(json_build_array(n.id, n.role, n.answers_id, n.text, n.tokens) order by n.id)
            filter (where n.outcome in ('received', 'delivered', 'stopped') and n.text <> ''
              and n.dropped_at is null and (t.reset_at is null or n.created_at > t.reset_at)), '[]') as history
        from (
          select o.* from personas_messages o
          where o.conversation_id = t.id and o.id < coalesce(m.id, s.id)
          order by o.id desc limit a.history_limit
        ) n
      ) h on true`,
  arrays: (ops) => [
    ops.map((op) => op.ownerId),
    ops.map((op) => op.accountId),
    ops.map((op) => op.place),
    ops.map((op) => op.text),
    ops.map((op) => op.tokens),
    ops.map((op) => op.turnKey),
    ops.map((op) => op.historyLimit),
    ops.map(allowanceTime),
  ],
  key: (op) => op.turnKey,
})

/**
 * Keeps what a fan said in the conversation that the owner has in the place, before anything is asked of the ledger
 * or a model: whatever happens next, the message is not lost. The same turn keeps it once.
 */
export async function receiveMessage(said: SaidText): Promise<Reception> {
  const row = await receive(said)
  if (row.unclaimed) return { outcome: 'unclaimed' }
  if (row.conversation_id === null) return { outcome: 'no_conversation' }
  return {
    outcome: 'received',
    conversation: {
      id: row.conversation_id,
      ownerId: said.ownerId,
      place: said.place,
      persona: await loadPersona(row.persona_id, row.version),
      modelId: row.model_id,
      acceptedPrice: row.accepted_price,
      introduced: row.introduced,
      careful: row.careful,
      allowance: allowanceOf(row.allowance),
    },
    message: { id: row.message_id, text: said.text, tokens: said.tokens },
    history: {
      messages: row.history.map(messageOf),
      complete: row.history_complete,
      limit: said.historyLimit,
    },
    recollection: recollectionOf(row),
    turnDone: row.turn_done,
  }
}

const messageOf = ([id, role, answersId, text, tokens]: HistoryTuple): SaidMessage => ({
  id: BigInt(id),
  role,
  answersId: answersId === null ? null : BigInt(answersId),
  text,
  tokens,
})
