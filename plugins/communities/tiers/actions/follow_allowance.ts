import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'
import communitiesConfig from '#config/communities'
import type { PersonasService } from '#plugins/personas/api'

interface Row {
  person_id: string
  lives: boolean
  over_at: Date | null
  persona_id: string | null
  free_replies: number
  discount_bp: number
}

/**
 * What a membership gives with its tier's persona, as it is now. Whoever follows the same membership at the same moment
 * waits, so that what is written last is what was read last.
 */
export async function followAllowance(
  personas: Pick<PersonasService, 'allow' | 'disallow'>,
  membershipId: string
): Promise<void> {
  const key = `communities.membership:${membershipId}`
  await db.transaction(async (trx) => {
    await sql('select pg_advisory_xact_lock(hashtextextended(:key, 0))', { key }, trx)
    const [row] = await sql<Row>(
      `select m.person_id, m.state <> 'ended' as lives, coalesce(m.grace_until, m.paid_until) as over_at,
         t.persona_id, t.persona_free_replies as free_replies, t.persona_discount_bp as discount_bp
       from communities_memberships m join communities_tiers t on t.id = m.tier_id where m.id = :membershipId`,
      { membershipId },
      trx
    )
    if (!row?.lives || row.persona_id === null) return personas.disallow(key)
    await personas.allow({
      key,
      personId: row.person_id,
      personaId: row.persona_id,
      freeReplies: row.free_replies,
      discountBp: row.discount_bp,
      until: row.over_at && afterGrace(row.over_at),
    })
  })
}

/** The end is told as well; should that come late, nobody who renewed has lost anything meanwhile. */
const afterGrace = (date: Date): Date =>
  DateTime.fromJSDate(date).plus({ seconds: communitiesConfig.grace }).toJSDate()
