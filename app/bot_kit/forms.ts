import db from '@adonisjs/lucid/services/db'
import type { Frontend } from '#app/bot_kit/inbound'
import { LIMITS } from '#app/bot_kit/limits'
import { GroupCall } from '#app/support/group_call'
import { queryPrepared } from '#app/support/prepared_statement'

/** Whose form it is: a person has one at a time in a place. */
export interface FormKey {
  frontend: Frontend
  place: string
  platformId: string
}

export interface StoredForm<S> {
  state: S
  /** Counts the changes, so that of two answers at the same moment one waits for the other. */
  version: number
}

/**
 * Half-filled forms, kept so that a restart loses none. They live {@link LIMITS.formLifetime} from the last
 * answer. `S` is what the frontend keeps: plain JSON.
 */
export class FormStore<S extends object> {
  /** Every message looks here first, so those of one moment look together. */
  readonly #finds = new GroupCall<FormKey, StoredForm<S> | null>({
    batchSize: 200,
    inFlight: 2,
    queueDepth: 20_000,
    send: async (keys) => {
      const rows = await queryPrepared<StoredForm<S> & { at: number }>(db, {
        name: 'bot_forms_find',
        text: `select asked.at::int, state, version
               from unnest($1::text[], $2::text[], $3::text[])
                 with ordinality as asked (frontend, place, platform_id, at)
               join bot_forms using (frontend, place, platform_id)
               where expires_at > now()`,
        values: [
          keys.map((key) => key.frontend),
          keys.map((key) => key.place),
          keys.map((key) => key.platformId),
        ],
      })
      const found = new Map(rows.map(({ at, state, version }) => [at, { state, version }]))
      return keys.map((_key, index) => found.get(index + 1) ?? null)
    },
  })

  /** Starts a form; one that was under way is forgotten. Answers its version. */
  async start(key: FormKey, state: S): Promise<number> {
    await db.rawQuery('delete from bot_forms where expires_at < now()')
    const { rows } = await db.rawQuery<{ rows: { version: number }[] }>(
      `insert into bot_forms (frontend, place, platform_id, state, expires_at)
       values (?, ?, ?, ?::jsonb, now() + make_interval(secs => ?))
       on conflict (frontend, place, platform_id) do update
         set state = excluded.state, version = bot_forms.version + 1, expires_at = excluded.expires_at
       returning version`,
      [...place(key), JSON.stringify(state), LIMITS.formLifetime]
    )
    return rows[0]?.version ?? 0
  }

  find(key: FormKey): Promise<StoredForm<S> | null> {
    return this.#finds.call(key)
  }

  /** Keeps the next state. False when the form changed since it was read: read it again. */
  async advance(key: FormKey, version: number, state: S): Promise<boolean> {
    const { rowCount } = await db.rawQuery<{ rowCount: number }>(
      `update bot_forms
       set state = ?::jsonb, version = version + 1, expires_at = now() + make_interval(secs => ?)
       where frontend = ? and place = ? and platform_id = ? and version = ?`,
      [JSON.stringify(state), LIMITS.formLifetime, ...place(key), version]
    )
    return rowCount === 1
  }

  /** Forgets a form that is over. */
  async end(key: FormKey): Promise<void> {
    await db.rawQuery(
      'delete from bot_forms where frontend = ? and place = ? and platform_id = ?',
      place(key)
    )
  }
}

function place(key: FormKey): [string, string, string] {
  return [key.frontend, key.place, key.platformId]
}
