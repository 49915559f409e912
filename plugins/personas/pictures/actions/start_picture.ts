import { isStatementError } from '#app/support/prepared_statement'
import type { ImageModel } from '#plugins/ai/api'
import type { CapState } from '#plugins/ledger/api'
import type { Persona } from '#plugins/personas/persona'
import { PICTURES } from '#plugins/personas/pictures/limits'
import {
  PICTURE_COLUMNS,
  pictureOf,
  type Picture,
  type PictureRow,
} from '#plugins/personas/pictures/picture'
import type { ChatServices } from '#plugins/personas/services'
import { sql } from '#app/support/sql'

export type PictureStart =
  /** Its coins are held: it is to be drawn, or was (`made`) and is to be delivered. */
  | { outcome: 'started'; picture: Picture }
  /** Another picture of this person is being drawn. */
  | { outcome: 'busy' }
  | { outcome: 'insufficient_coins'; available: bigint }
  /** The person's own spending limit stands against it. */
  | { outcome: 'cap_reached'; cap: CapState }
  /** The turn, or another, had this picture before. */
  | { outcome: 'already_done' }

export interface PictureToStart {
  picture: Picture
  persona: Persona
  model: ImageModel
  turnKey: string
}

/** A turn whose process died may be begun again, with a hold of its own, so many times. */
const HOLD_ATTEMPTS = 5

/**
 * Claims a wish for a turn, then holds its price. The row comes first: whatever is held is known to somebody, and a
 * person has one picture drawn at a time.
 */
export async function startPicture(
  { ledger, ai }: Pick<ChatServices, 'ledger' | 'ai'>,
  { picture, persona, model, turnKey }: PictureToStart
): Promise<PictureStart> {
  const claimed = await claim(picture.id, model, turnKey)
  if (claimed === 'busy') return { outcome: 'busy' }
  if (!claimed) return { outcome: 'already_done' }
  for (let attempt = 1; attempt <= HOLD_ATTEMPTS; attempt++) {
    const hold = await ledger.hold({
      key: `personas.picture:${turnKey}:${model.price}:${attempt}`,
      personId: picture.personId,
      amount: model.price,
      // OpenAI's bill for a picture leaves nothing of its price to share.
      creatorId: ai.ownMedia ? persona.creatorId : null,
      memo: { key: 'personas.pictures.memo', data: { name: persona.name } },
      lifetime: PICTURES.holdLifetime,
    })
    switch (hold.outcome) {
      case 'held':
        await sql('update personas_pictures set hold_id = :holdId where id = :id', {
          id: picture.id,
          holdId: hold.holdId,
        })
        return { outcome: 'started', picture: { ...claimed, holdId: hold.holdId } }
      case 'insufficient_coins':
        await unclaim(picture.id)
        return { outcome: 'insufficient_coins', available: hold.available }
      case 'cap_reached':
        await unclaim(picture.id)
        return { outcome: 'cap_reached', cap: hold }
      case 'already_captured':
        return { outcome: 'already_done' }
      // The process that held it died, and the sweeper gave the coins back.
      case 'already_released':
    }
  }
  throw new Error(`The picture of the turn ${turnKey} was begun too often`)
}

/** Null when it is not to be had any more. The same turn gets it again. */
async function claim(
  id: string,
  model: ImageModel,
  turnKey: string
): Promise<Picture | 'busy' | null> {
  try {
    const [row] = await sql<PictureRow>(
      `update personas_pictures set outcome = case outcome when 'made' then 'made' else 'drawing' end,
         turn_key = :turnKey, model_id = :modelId, price = :price, begun_at = now()
       where id = :id and (outcome = 'asked' or (outcome in ('drawing', 'made') and turn_key = :turnKey))
       returning ${PICTURE_COLUMNS}`,
      { id, turnKey, modelId: model.id, price: model.price }
    )
    return row ? pictureOf(row) : null
  } catch (error) {
    if (isOneAtATime(error)) return 'busy'
    throw error
  }
}

const isOneAtATime = (error: unknown): boolean =>
  isStatementError(error) &&
  error instanceof Error &&
  'constraint' in error &&
  error.constraint === 'personas_pictures_one_at_a_time'

/** It waits for a yes again. */
async function unclaim(id: string): Promise<void> {
  await sql(
    `update personas_pictures set outcome = 'asked', turn_key = null, price = 0, begun_at = null
     where id = :id and outcome = 'drawing'`,
    { id }
  )
}
