import db from '@adonisjs/lucid/services/db'

/** Gives a claim back; a key that claimed nothing is fine. */
export async function releaseGuestReply(key: string): Promise<void> {
  await db.from('guest_replies').where('key', key).delete()
}
