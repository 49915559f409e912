import db from '@adonisjs/lucid/services/db'

/** Bans a person wherever they write from, or lifts the ban. A ban keeps the moment of its beginning. */
export async function setBan(personId: string, banned: boolean): Promise<void> {
  await db.rawQuery(
    `update people set banned_at = case when ? then coalesce(banned_at, now()) end, updated_at = now()
     where id = (select coalesce(merged_into, id) from people where id = ?)`,
    [banned, personId]
  )
}

/** Bans one account, which is what can be banned of a guest, or lifts the ban. */
export async function setAccountBan(accountId: string, banned: boolean): Promise<void> {
  await db.rawQuery(
    `update accounts set banned_at = case when ? then coalesce(banned_at, now()) end, updated_at = now()
     where id = ?`,
    [banned, accountId]
  )
}
