import db from '@adonisjs/lucid/services/db'
import { LIMITS } from '#app/bot_kit/limits'
import { GroupCall } from '#app/support/group_call'

interface Update {
  /** The frontend. */
  source: string
  /** The platform's own id of the update. */
  eventId: string
}

/** Updates of one statement, and statements under way at once: each stands before or behind every message. */
const BATCH = { batchSize: 200, inFlight: 2, queueDepth: 20_000 }

const nameOf = ({ source, eventId }: Update) => `${source} ${eventId}`

/** In the order of their names, so that two processes never wait for each other's rows in a circle. */
function columns(updates: readonly Update[]): [sources: string[], eventIds: string[]] {
  const sorted = [...updates].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  return [sorted.map(({ source }) => source), sorted.map(({ eventId }) => eventId)]
}

/** Remembers which updates were taken, so that a redelivered one has no second effect. */
export class Inbox {
  readonly #claims = new GroupCall<Update, boolean>({
    ...BATCH,
    // One statement can touch a row once: copies of an update travel one after the other.
    lane: nameOf,
    send: async (updates) => {
      const { rows } = await db.rawQuery<{ rows: { source: string; event_id: string }[] }>(
        `insert into inbox (source, event_id, claimed_at)
         select source, event_id, now() from unnest(?::text[], ?::text[]) as update (source, event_id)
         on conflict (source, event_id) do update set claimed_at = now()
         where inbox.processed_at is null and inbox.claimed_at < now() - make_interval(secs => ?)
         returning source, event_id`,
        [...columns(updates), LIMITS.inboxClaim]
      )
      const claimed = new Set(
        rows.map((row) => nameOf({ source: row.source, eventId: row.event_id }))
      )
      return updates.map((update) => claimed.has(nameOf(update)))
    },
  })

  readonly #finishes = new GroupCall<Update, true>({
    ...BATCH,
    send: async (updates) => {
      await db.rawQuery(
        `update inbox set processed_at = now()
         from unnest(?::text[], ?::text[]) as done (source, event_id)
         where inbox.source = done.source and inbox.event_id = done.event_id`,
        columns(updates)
      )
      return updates.map(() => true)
    },
  })

  /**
   * Claims an update for this process. False when it was handled before, or another process is at it; a
   * claim that was never finished (its process died) can be claimed again after a while.
   */
  claim(source: string, eventId: string): Promise<boolean> {
    return this.#claims.call({ source, eventId })
  }

  /** The update had its effect. */
  async finish(source: string, eventId: string): Promise<void> {
    await this.#finishes.call({ source, eventId })
  }

  /** Whether the update had its effect; false also while another process is at it. */
  async isFinished(source: string, eventId: string): Promise<boolean> {
    const { rows } = await db.rawQuery<{ rows: unknown[] }>(
      'select from inbox where source = ? and event_id = ? and processed_at is not null',
      [source, eventId]
    )
    return rows.length > 0
  }

  /** Gives a claim back: nothing came of it, and it may be claimed again at once. */
  async release(source: string, eventId: string): Promise<void> {
    await db.rawQuery(
      'delete from inbox where source = ? and event_id = ? and processed_at is null',
      [source, eventId]
    )
  }
}
