import db from '@adonisjs/lucid/services/db'

/** Whether the person joined with an account of somebody who was deleted. */
export async function isReturning(personId: string): Promise<boolean> {
  const { rows } = await db.rawQuery<{ rows: { returning: boolean }[] }>(
    'select p.returning from people p where p.id = ?',
    [personId]
  )
  return rows[0]?.returning ?? false
}
