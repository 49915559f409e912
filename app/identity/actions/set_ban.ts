import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Outbox } from '#app/job_kit/types'

/** Bans a person wherever they write from, or lifts the ban. A ban keeps the moment of its beginning. */
export async function setBan(outbox: Outbox, personId: string, banned: boolean): Promise<void> {
  await db.transaction(async (trx) => {
    const { rows } = await trx.rawQuery<{ rows: { id: string }[] }>(
      `update people set banned_at = case when ? then coalesce(banned_at, now()) end, updated_at = now()
       where id = (select coalesce(merged_into, id) from people where id = ?) returning id`,
      [banned, personId]
    )
    if (rows[0]) await tell(trx, outbox, rows[0].id)
  })
}

/** Bans one account, which is what can be banned of a guest, or lifts the ban. */
export async function setAccountBan(
  outbox: Outbox,
  accountId: string,
  banned: boolean
): Promise<void> {
  await db.transaction(async (trx) => {
    const { rows } = await trx.rawQuery<{ rows: { personId: string | null }[] }>(
      `update accounts set banned_at = case when ? then coalesce(banned_at, now()) end, updated_at = now()
       where id = ? returning person_id as "personId"`,
      [banned, accountId]
    )
    if (rows[0]?.personId) await tell(trx, outbox, rows[0].personId)
  })
}

/** Each change is an event of its own, also the same one again. */
async function tell(
  trx: TransactionClientContract,
  outbox: Outbox,
  personId: string
): Promise<void> {
  await outbox.add(trx, [
    { topic: 'identity.ban_changed', key: randomUUID(), payload: { personId } },
  ])
}
