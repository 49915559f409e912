/** Tiers' pictures: checked by what they are, kept as they are. */
import { imageSize } from 'image-size'
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import communitiesConfig from '#config/communities'
import { now } from '#plugins/communities/clock'
import { changeTier, noteChange } from '#plugins/communities/tiers/change_tier'
import { PICTURE_LIMITS } from '#plugins/communities/tiers/limits'

const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
}

interface Picture {
  content: Uint8Array
  mediaType: string
}

export type PictureCheck =
  { outcome: 'fine'; picture: Picture } | { outcome: 'not_a_picture' | 'too_large' | 'broken' }

/** A PNG, JPEG or WebP of a bounded size that has its end. */
export function checkPicture(content: Uint8Array): PictureCheck {
  if (content.length > PICTURE_LIMITS.bytes) return { outcome: 'too_large' }
  const size = sizeOf(content)
  const mediaType = TYPES[size?.type ?? '']
  if (!size || mediaType === undefined) return { outcome: 'not_a_picture' }
  if (Math.max(size.width, size.height) > PICTURE_LIMITS.side) return { outcome: 'too_large' }
  const isTiny = Math.min(size.width, size.height) < PICTURE_LIMITS.least
  if (isTiny || !isWhole(content, mediaType)) return { outcome: 'broken' }
  return { outcome: 'fine', picture: { content, mediaType } }
}

function sizeOf(content: Uint8Array) {
  try {
    return imageSize(content)
  } catch {
    return null
  }
}

/** A PNG ends with its IEND chunk, a JPEG with its end marker; a WebP says its own length. */
function isWhole(content: Uint8Array, mediaType: string): boolean {
  const bytes = Buffer.from(content)
  if (mediaType === 'image/png') return bytes.includes('IEND')
  if (mediaType === 'image/jpeg') return bytes.lastIndexOf(Uint8Array.of(0xff, 0xd9)) > 0
  return bytes.length >= 12 && bytes.readUInt32LE(4) + 8 <= bytes.length
}

/** Where a picture is served; another picture has another address, so that it may be kept for long. */
export const pictureAddress = (pictureId: string): string =>
  `${communitiesConfig.appUrl}/communities/pictures/${pictureId}`

/** Gives a tier a picture, in place of the one that it had. */
export function setPicture(tierId: string, picture: Picture): Promise<void> {
  return changeTier(tierId, async (trx, tier) => {
    const { rows } = await trx.rawQuery<{ rows: { id: string }[] }>(
      `insert into communities_pictures (tier_id, content, media_type) values (?, ?, ?)
       on conflict (tier_id) do update set id = uuidv7(), content = excluded.content, media_type = excluded.media_type
       returning id`,
      [tierId, Buffer.from(picture.content), picture.mediaType]
    )
    await sql(
      'update communities_tiers set picture_id = :id where id = :tierId',
      { id: rows[0]?.id ?? null, tierId },
      trx
    )
    await noteChange(trx, tier, 'tier_picture')
  })
}

export async function findPicture(id: string): Promise<Picture | null> {
  const { rows } = await db.rawQuery<{ rows: { content: Buffer; media_type: string }[] }>(
    'select content, media_type from communities_pictures where id = ?',
    [id]
  )
  const [row] = rows
  return row ? { content: row.content, mediaType: row.media_type } : null
}

/** The next picture of the account becomes the tier's. */
export async function awaitPicture(accountId: string, tierId: string): Promise<void> {
  const until = new Date(now().getTime() + PICTURE_LIMITS.wait * 1_000)
  await sql(
    `insert into communities_picture_waits (account_id, tier_id, expires_at) values (:accountId, :tierId, :until)
     on conflict (account_id) do update set tier_id = excluded.tier_id, expires_at = excluded.expires_at`,
    { accountId, tierId, until }
  )
}

/** Whose picture the account is about to send; null when it was not asked for one. */
export async function awaitedPicture(accountId: string): Promise<string | null> {
  const [row] = await sql<{ tier_id: string }>(
    'select tier_id from communities_picture_waits where account_id = :accountId and expires_at > :at',
    { accountId, at: now() }
  )
  return row?.tier_id ?? null
}

export async function stopAwaitingPicture(accountId: string): Promise<void> {
  await sql('delete from communities_picture_waits where account_id = :accountId', { accountId })
}
