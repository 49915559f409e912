import { randomBytes } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { Account } from '#app/identity/types'
import { buttonsOf, type MintedButtons } from '#app/bot_kit/buttons'
import { LIMITS } from '#app/bot_kit/limits'
import type { Button, Invocation, ReplyNode } from '#app/bot_kit/reply'

/** 16 characters: under Telegram's 64 bytes, and not to be guessed. */
const ID_BYTES = 12

export type Press =
  | { outcome: 'pressed'; invocation: Invocation; replaces: boolean; singleUse: boolean }
  | { outcome: 'expired' | 'used' | 'not_yours' }

/** What buttons mean, kept on the server: the platform carries only a short id. */
export class ButtonStore {
  /**
   * Gives every button of a node its id. The commit does not wait for the disk: a machine that loses its power in
   * the moment after loses buttons that say that they have expired, and every drawn message would pay for the wait.
   */
  async mint(node: ReplyNode, owner: Account): Promise<MintedButtons> {
    const minted = new Map<Button, string>()
    for (const button of buttonsOf(node)) {
      minted.set(button, randomBytes(ID_BYTES).toString('base64url'))
    }
    if (minted.size === 0) return minted
    const rows = [...minted].map(([button, id]) => ({
      id,
      invocation: button.invoke,
      single_use: button.singleUse ?? false,
      anyone: button.anyone ?? false,
      replaces: button.replaces ?? false,
    }))
    await db.rawQuery(
      `with hurry as materialized (select set_config('synchronous_commit', 'off', true))
       insert into bot_buttons (id, account_id, invocation, single_use, anyone, replaces, expires_at)
       select id, ?, invocation, single_use, anyone, replaces, now() + make_interval(secs => ?)
       from hurry, jsonb_to_recordset(?::jsonb)
         as button (id text, invocation jsonb, single_use boolean, anyone boolean, replaces boolean)`,
      [owner.id, LIMITS.buttonLifetime, JSON.stringify(rows)]
    )
    return minted
  }

  /** Says what a press means, and spends the button where it is for one press. */
  async press(id: string, by: Account): Promise<Press> {
    const { rows } = await db.rawQuery<{ rows: ButtonRow[] }>(
      `select b.invocation, b.replaces, b.single_use, b.expires_at <= now() as expired, b.used_at is not null as used,
              b.anyone or b.account_id = ? or owner.person_id = ? as yours
       from bot_buttons b join accounts owner on owner.id = b.account_id
       where b.id = ?`,
      [by.id, by.personId, id]
    )
    const row = rows[0]
    if (!row || row.expired) return { outcome: 'expired' }
    if (!row.yours) return { outcome: 'not_yours' }
    if (row.single_use && !(await this.#spend(id))) return { outcome: 'used' }
    return {
      outcome: 'pressed',
      invocation: row.invocation,
      replaces: row.replaces,
      singleUse: row.single_use,
    }
  }

  /** Makes a spent button good again: what it started came to nothing through a fault of ours. */
  async restore(id: string): Promise<void> {
    await db.rawQuery('update bot_buttons set used_at = null where id = ?', [id])
  }

  async #spend(id: string): Promise<boolean> {
    const { rowCount } = await db.rawQuery<{ rowCount: number }>(
      'update bot_buttons set used_at = now() where id = ? and used_at is null',
      [id]
    )
    return rowCount === 1
  }
}

interface ButtonRow {
  invocation: Invocation
  replaces: boolean
  single_use: boolean
  expired: boolean
  used: boolean
  yours: boolean | null
}
