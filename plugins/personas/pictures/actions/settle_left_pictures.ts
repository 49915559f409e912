import { settleCoins, settlePicture } from '#plugins/personas/pictures/actions/settle_picture'
import { PICTURES } from '#plugins/personas/pictures/limits'
import { PICTURE_COLUMNS, pictureOf, type PictureRow } from '#plugins/personas/pictures/picture'
import type { ChatServices } from '#plugins/personas/services'
import { sql } from '#app/support/sql'

/** Pictures settled in one run; the next run takes the rest. */
const BATCH = 200
/** Seconds that a written outcome is left to the process that wrote it. */
const SETTLE_AFTER = 60

/**
 * Ends pictures whose process died: what was written is settled by its row, what was still being drawn or delivered
 * costs nothing. Forgets wishes that nobody said yes to.
 * @returns how many were settled
 * @throws AggregateError after all were tried, when some could not be settled
 */
export async function settleLeftPictures(services: Pick<ChatServices, 'ledger'>): Promise<number> {
  await sql(
    `delete from personas_pictures where outcome = 'asked' and created_at < now() - make_interval(days => :days)`,
    { days: PICTURES.wishes }
  )
  const rows = await sql<PictureRow>(
    `select ${PICTURE_COLUMNS} from personas_pictures
     where settled_at is null and outcome <> 'asked' and begun_at < now() - make_interval(secs =>
       case when outcome in ('drawing', 'made') then cast(:lostAfter as integer) else cast(:settleAfter as integer) end)
     order by begun_at limit :batch`,
    { lostAfter: PICTURES.lostAfter, settleAfter: SETTLE_AFTER, batch: BATCH }
  )
  const errors: unknown[] = []
  for (const row of rows) {
    const picture = pictureOf(row)
    try {
      if (picture.outcome === 'drawing' || picture.outcome === 'made') {
        await settlePicture(services, picture, { outcome: 'failed', failure: 'lost' })
      } else await settleCoins(services, picture)
    } catch (error) {
      errors.push(error)
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, 'Some pictures could not be settled')
  return rows.length
}
