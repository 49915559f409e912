import { settleHold, type SettledHold } from '#plugins/personas/actions/settle_hold'
import type { ChatServices } from '#plugins/personas/services'
import { sql } from '#app/support/sql'
import {
  PICTURE_COLUMNS,
  pictureOf,
  type Picture,
  type PictureOutcome,
  type PictureRow,
} from '#plugins/personas/pictures/picture'

export interface JudgedPicture {
  outcome: Extract<PictureOutcome, 'delivered' | 'undelivered' | 'failed' | 'stopped'>
  /** Why it failed or did not reach them, in a word. */
  failure: string | null
}

export interface SettledPicture extends SettledHold {
  outcome: PictureOutcome
}

/**
 * Writes down what became of a picture, then has the ledger take or give back its coins. Who comes second gets what the
 * first wrote, and each call of the ledger has its key, so it may be called again after an error.
 */
export async function settlePicture(
  services: Pick<ChatServices, 'ledger'>,
  picture: Pick<Picture, 'id'>,
  judged: JudgedPicture
): Promise<SettledPicture> {
  const written = await write(picture.id, judged)
  return written
    ? settleCoins(services, written)
    : // Its person had everything deleted meanwhile; the hold runs out.
      { outcome: judged.outcome, charge: 0n, available: null }
}

async function write(id: string, { outcome, failure }: JudgedPicture): Promise<Picture | null> {
  await sql(
    `update personas_pictures set outcome = :outcome, failure = :failure,
       charge = case when :outcome = 'delivered' and hold_id is not null then price else 0 end,
       content = case when :outcome = 'delivered' then content end
     where id = :id and outcome in ('drawing', 'made')`,
    { id, outcome, failure }
  )
  const [row] = await sql<PictureRow>(
    `select ${PICTURE_COLUMNS} from personas_pictures where id = :id`,
    { id }
  )
  return row ? pictureOf(row) : null
}

/** Has the ledger do what a row says. */
export async function settleCoins(
  services: Pick<ChatServices, 'ledger'>,
  { id, outcome, charge, holdId }: Picture
): Promise<SettledPicture> {
  const settled = await settleHold(services, { holdId, charge }, 'personas.picture')
  await sql(
    'update personas_pictures set settled_at = now(), charge = :charge where id = :id and settled_at is null',
    { id, charge: settled.charge }
  )
  return { outcome, ...settled }
}
