import db from '@adonisjs/lucid/services/db'

/** Keeps when a person said to be 18 or older; takes it back when they say so. */
export async function setAdult(personId: string, adult: boolean): Promise<void> {
  await db.rawQuery(
    `update people set adult_at = case when ? then coalesce(adult_at, now()) end, updated_at = now()
     where id = (select coalesce(merged_into, id) from people where id = ?) and deleted_at is null`,
    [adult, personId]
  )
}
