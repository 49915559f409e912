import db from '@adonisjs/lucid/services/db'
import type { BlockCategory } from '#plugins/moderation/api'
import { checkPicture } from '#plugins/personas/cards/picture_file'
import { keepArtwork, pictureAddress } from '#plugins/personas/making/artwork'
import { checkProfile } from '#plugins/personas/making/check_profile'
import type { Maker, MakingServices } from '#plugins/personas/making/maker'
import { ownPersona, type OwnPersona } from '#plugins/personas/making/own_personas'
import { sql } from '#app/support/sql'

/** How long the next picture that a creator sends is taken for a persona's, seconds. */
const WAIT_SECONDS = 15 * 60

export type PictureChange =
  | { outcome: 'set'; own: OwnPersona }
  /** Fans meet the persona already, and may not see this. The picture stays what it was. */
  | { outcome: 'blocked'; category: BlockCategory }
  | { outcome: 'adults_only' }
  | { outcome: 'not_yours' }

/**
 * Gives a persona a picture. What fans can see is checked first; a draft's is when it is published.
 * @throws CardError when the picture cannot be taken
 */
export async function setPicture(
  services: MakingServices,
  maker: Maker,
  personaId: string,
  bytes: Uint8Array
): Promise<PictureChange> {
  const picture = checkPicture(bytes)
  const own = await ownPersona(personaId, maker.person.id)
  if (!own) return { outcome: 'not_yours' }
  if (own.persona.status === 'published') {
    const check = await checkProfile(services, maker, own.persona, picture)
    if (check.outcome !== 'fine') return check
  }
  await db.transaction(async (trx) => {
    const hash = await keepArtwork(trx, personaId, picture)
    await sql(
      `update personas_personas set picture = :picture, version = version + 1, updated_at = clock_timestamp()
       where id = :personaId and creator_id = :creatorId`,
      {
        picture: pictureAddress(own.persona.slug, hash),
        personaId,
        creatorId: maker.person.id,
      },
      trx
    )
  })
  const now = await ownPersona(personaId, maker.person.id)
  return now ? { outcome: 'set', own: now } : { outcome: 'not_yours' }
}

/** The next picture of the account becomes the persona's. */
export async function awaitPicture(accountId: string, personaId: string): Promise<void> {
  await sql(
    `insert into personas_picture_waits (account_id, persona_id, expires_at)
     values (:accountId, :personaId, now() + make_interval(secs => :seconds))
     on conflict (account_id) do update
       set persona_id = excluded.persona_id, expires_at = excluded.expires_at`,
    { accountId, personaId, seconds: WAIT_SECONDS }
  )
}

/** Whose picture the account is about to send; null when it was not asked for one. */
export async function awaitedPicture(accountId: string): Promise<string | null> {
  const rows = await sql<{ persona_id: string }>(
    'select persona_id from personas_picture_waits where account_id = :accountId and expires_at > now()',
    { accountId }
  )
  return rows[0]?.persona_id ?? null
}

export async function stopAwaitingPicture(accountId: string): Promise<void> {
  await sql('delete from personas_picture_waits where account_id = :accountId', { accountId })
}
