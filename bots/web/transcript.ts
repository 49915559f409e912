import db from '@adonisjs/lucid/services/db'
import type { Message, MessageBody } from '#bots/web/protocol'
import { WEB_LIMITS } from '#bots/web/limits'

interface MessageRow {
  id: string
  position: bigint
  revision: bigint
  created_at: Date
  updated_at: Date
  body: MessageBody
}

/** How often old messages are dropped: once in so many changes. */
const TRIM_EVERY = 50

/** The conversations as they are kept. What is read here is what the page shows. */
export class Transcript {
  /**
   * Puts a message at the end, or changes the one that has the id. The visitor's row is locked for the
   * length of the statement, so revisions are committed in order and asking for "newer than n" misses none.
   */
  async put(visitorId: string, id: string, body: MessageBody): Promise<Message> {
    const row = await this.#one(
      `WITH visitor AS (
         INSERT INTO web_visitors (id, revision) VALUES (:visitorId, 1)
         ON CONFLICT (id) DO UPDATE SET revision = web_visitors.revision + 1, seen_at = now()
         RETURNING revision
       )
       INSERT INTO web_messages (visitor_id, id, position, revision, body)
       SELECT :visitorId, :id, revision, revision, CAST(:body AS jsonb) FROM visitor
       ON CONFLICT (visitor_id, id) DO UPDATE
         SET body = excluded.body, revision = excluded.revision, updated_at = now()
       RETURNING id, position, revision, created_at, updated_at, body`,
      { visitorId, id, body: JSON.stringify(body, storable) }
    )
    if (!row) throw new Error('A message was not kept')
    const message = messageOf(row)
    if (message.revision % TRIM_EVERY === 0) await this.#trim(visitorId, message.position)
    return message
  }

  /** Keeps a message unless its id is there already: null when it is. */
  async add(visitorId: string, id: string, body: MessageBody): Promise<Message | null> {
    return (await this.find(visitorId, id)) ? null : this.put(visitorId, id, body)
  }

  /** Changes a message in place; null when it is not there any more or `change` leaves it as it is. */
  async change(
    visitorId: string,
    id: string,
    change: (body: MessageBody) => MessageBody | null
  ): Promise<Message | null> {
    const message = await this.find(visitorId, id)
    const body = message && change(message.body)
    return body ? this.put(visitorId, id, body) : null
  }

  async find(visitorId: string, id: string): Promise<Message | null> {
    const row = await this.#one(
      `SELECT id, position, revision, created_at, updated_at, body FROM web_messages
       WHERE visitor_id = :visitorId AND id = :id`,
      { visitorId, id }
    )
    return row ? messageOf(row) : null
  }

  /** What changed after a revision, in order; everything for 0. */
  async since(visitorId: string, revision: number): Promise<Message[]> {
    const { rows } = await db.rawQuery<{ rows: MessageRow[] }>(
      `SELECT id, position, revision, created_at, updated_at, body FROM web_messages
       WHERE visitor_id = :visitorId AND revision > :revision
       ORDER BY position DESC LIMIT :limit`,
      { visitorId, revision, limit: WEB_LIMITS.transcript }
    )
    return rows.reverse().map(messageOf)
  }

  /** Drops conversations that nobody came back to. A visitor with an epoch stays: its old cookies stay void. */
  async purge(): Promise<void> {
    const days = WEB_LIMITS.transcriptDays
    const stale = 'seen_at < now() - make_interval(days => :days)'
    for (const table of ['web_messages', 'web_files']) {
      await db.rawQuery(
        `DELETE FROM ${table} WHERE visitor_id IN (SELECT id FROM web_visitors WHERE ${stale})`,
        { days }
      )
    }
    await db.rawQuery(`DELETE FROM web_visitors WHERE epoch = 0 AND ${stale}`, { days })
  }

  async #trim(visitorId: string, newest: number): Promise<void> {
    await db.rawQuery(
      `DELETE FROM web_messages WHERE visitor_id = :visitorId AND position < (
         SELECT min(position) FROM (
           SELECT position FROM web_messages WHERE visitor_id = :visitorId AND position <= :newest
           ORDER BY position DESC LIMIT :keep
         ) AS kept
       )`,
      { visitorId, newest, keep: WEB_LIMITS.transcript }
    )
  }

  async #one(sql: string, bindings: Record<string, string>): Promise<MessageRow | null> {
    const { rows } = await db.rawQuery<{ rows: MessageRow[] }>(sql, bindings)
    return rows[0] ?? null
  }
}

/** Postgres keeps neither NUL nor half a surrogate pair, which a growing text may end in. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value
}

function messageOf(row: MessageRow): Message {
  return {
    id: row.id,
    position: Number(row.position),
    revision: Number(row.revision),
    at: row.created_at.toISOString(),
    body: settled(row.body, row.updated_at),
  }
}

/** A reply that still runs is kept every second; one that is not lost its process. */
function settled(body: MessageBody, updatedAt: Date): MessageBody {
  if (body.kind !== 'stream' || body.state !== 'running') return body
  const abandoned = Date.now() - updatedAt.getTime() > WEB_LIMITS.abandonedMs
  return abandoned ? { ...body, state: 'broken' } : body
}

export const transcript = new Transcript()
