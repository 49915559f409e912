import { writeSummary, type OldTalk } from '#plugins/personas/memory/write_summary'
import { lastFitting } from '#plugins/personas/prompt/budget'
import { exchangesOf, type SaidExchange, type SaidMessage } from '#plugins/personas/prompt/history'
import type { ChatServices } from '#plugins/personas/services'
import { sql } from '#app/support/sql'
import personasConfig from '#config/personas'

/** Messages that one summary reads at most, whatever their length. */
const ROWS = 400

interface TalkRow {
  id: string
  name: string
  summary: string
  summarised_to: bigint | null
  reset_at: Date | null
}

interface MessageRow {
  id: bigint
  role: 'fan' | 'persona'
  answers_id: bigint | null
  text: string
  tokens: number
}

/**
 * Takes what was said up to a message into the summary of its conversation; the messages stay. A second call finds it
 * done. Where there is more than one summary reads, it goes as far as it can, and a later reply asks for the rest.
 * @throws ModelError when no model sums it up
 */
export async function summarise(
  services: Pick<ChatServices, 'ai'>,
  request: { conversationId: string; to: bigint; signal: AbortSignal }
): Promise<void> {
  const { to } = request
  const talk = await findTalk(request.conversationId)
  if (!talk || (talk.summarised_to ?? 0n) >= to) return
  const messages = await readOld(talk, to)
  const old = oldestFitting(exchangesOf(messages.map(messageOf)))
  const isAll = messages.length < ROWS && old.isAll
  const last = old.exchanges.at(-1)
  if (!last) return keep(talk, { summary: talk.summary, tokens: null, to })

  // Counted before the model is called: a server that fails is not asked more often than one that answers.
  if (!(await claimRun(talk.id))) return
  const asked: OldTalk = {
    name: talk.name,
    before: talk.summary,
    exchanges: old.exchanges,
    signal: request.signal,
  }
  const summary = await writeSummary(services, asked)
  await keep(talk, { ...summary, to: isAll ? to : last.id })
}

async function findTalk(conversationId: string): Promise<TalkRow | null> {
  const [row] = await sql<TalkRow>(
    `select c.id, p.name, c.summary, c.summarised_to, c.reset_at
     from personas_conversations c join personas_personas p on p.id = c.persona_id
     where c.id = (select coalesce(merged_into, id) from personas_conversations where id = :conversationId)`,
    { conversationId }
  )
  return row ?? null
}

/** What is not in the summary yet, oldest first. */
function readOld(talk: TalkRow, to: bigint): Promise<MessageRow[]> {
  return sql<MessageRow>(
    `select m.id, m.role, m.answers_id, m.text, m.tokens from personas_messages m
     where m.conversation_id = :id and m.id > :after and coalesce(m.answers_id, m.id) <= :to
       and m.outcome in ('received', 'delivered', 'stopped') and m.text <> '' and m.dropped_at is null
       and (cast(:resetAt as timestamptz) is null or m.created_at > :resetAt)
     order by m.id limit :rows`,
    { id: talk.id, after: talk.summarised_to ?? 0n, to, resetAt: talk.reset_at, rows: ROWS }
  )
}

/** As much of the beginning as one summary reads; at least one exchange. */
function oldestFitting(exchanges: readonly SaidExchange[]): {
  exchanges: readonly SaidExchange[]
  isAll: boolean
} {
  const fitting = lastFitting(
    exchanges.toReversed(),
    personasConfig.summary.read,
    (exchange) => exchange.tokens
  ).toReversed()
  const taken = fitting.length > 0 ? fitting : exchanges.slice(0, 1)
  return { exchanges: taken, isAll: taken.length === exchanges.length }
}

const messageOf = (row: MessageRow): SaidMessage => ({
  id: row.id,
  role: row.role,
  answersId: row.answers_id,
  text: row.text,
  tokens: row.tokens,
})

/** False when the conversation had its summaries for the day. */
async function claimRun(id: string): Promise<boolean> {
  const claimed = await sql<{ id: string }>(
    `update personas_conversations set summary_day = current_date,
       summary_runs = case when summary_day = current_date then summary_runs + 1 else 1 end
     where id = :id and (summary_day is distinct from current_date or summary_runs < :perDay)
     returning id`,
    { id, perDay: personasConfig.summary.perDay }
  )
  return claimed.length > 0
}

/** Unless the fan began afresh, or another summary was written meanwhile. */
async function keep(
  talk: TalkRow,
  { summary, tokens, to }: { summary: string; tokens: number | null; to: bigint }
): Promise<void> {
  await sql(
    `update personas_conversations set summary = :summary, summary_tokens = coalesce(:tokens, summary_tokens),
       summarised_to = :to
     where id = :id and merged_into is null
       and summarised_to is not distinct from cast(:before as bigint)
       and reset_at is not distinct from cast(:resetAt as timestamptz)`,
    {
      id: talk.id,
      summary,
      tokens,
      to,
      before: talk.summarised_to?.toString() ?? null,
      resetAt: talk.reset_at,
    }
  )
}
