import {
  pictureOf,
  type Picture,
  type PictureRow,
  PICTURE_COLUMNS,
} from '#plugins/personas/pictures/picture'
import { sql } from '#app/support/sql'

export interface Wish {
  personId: string
  personaId: string
  words: string
  modelId: string
  /** Of the turn that wishes: the same turn wishes once. */
  turnKey: string
}

/** Keeps what is wished for, so that a button can say yes to it. Nothing is held. */
export async function askPicture(wish: Wish): Promise<Picture> {
  const [row] = await sql<PictureRow>(
    `insert into personas_pictures (person_id, persona_id, words, model_id, asked_key)
     values (:personId, :personaId, :words, :modelId, :turnKey)
     on conflict (asked_key) do update set asked_key = excluded.asked_key
     returning ${PICTURE_COLUMNS}`,
    { ...wish }
  )
  if (!row) throw new Error('The wish was not written')
  return pictureOf(row)
}

/** Another model is to draw a wish that nobody said yes to. */
export async function chooseImageModel(id: string, modelId: string): Promise<void> {
  await sql(
    `update personas_pictures set model_id = :modelId where id = :id and outcome = 'asked'`,
    { id, modelId }
  )
}

/** The model that a person's last picture was drawn with; null before the first. */
export async function lastImageModel(personId: string): Promise<string | null> {
  const [row] = await sql<{ model_id: string }>(
    `select model_id from personas_pictures where person_id = :personId and outcome <> 'asked'
     order by id desc limit 1`,
    { personId }
  )
  return row?.model_id ?? null
}
