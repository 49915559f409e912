import { CardError, type CardProblem } from '#plugins/personas/cards/card_error'
import { readCard, type Shortened } from '#plugins/personas/cards/read_card'
import { readCardFile } from '#plugins/personas/cards/read_card_file'
import { keepArtwork, keepCardFiles } from '#plugins/personas/making/artwork'
import { createPersona, type Creation } from '#plugins/personas/making/create_persona'
import type { Maker } from '#plugins/personas/making/maker'
import type { CardProfile } from '#plugins/personas/cards/card_profile'
import { sql } from '#app/support/sql'

export type Import =
  | (Extract<Creation, { outcome: 'created' }> & {
      /** What was longer than a persona's limits; the kept card has all of it. */
      shortened: readonly Shortened[]
    })
  | { outcome: 'refused'; problem: CardProblem }
  | Exclude<Creation, { outcome: 'created' }>

/** What a card's file is about, without keeping anything of it. */
export function previewCard(
  bytes: Uint8Array,
  usual: { name: string; language: string }
): { outcome: 'card'; profile: CardProfile } | { outcome: 'refused'; problem: CardProblem } {
  try {
    const { card } = readCardFile(bytes)
    return { outcome: 'card', profile: readCard(card, usual).profile }
  } catch (error) {
    if (error instanceof CardError) return { outcome: 'refused', problem: error.problem }
    throw error
  }
}

/**
 * Makes a draft of a card's file. All of it is written, or nothing: the card as it was, what was made of it, its
 * files and its picture.
 * @param usual for what the card leaves open
 */
export async function importCard(
  maker: Maker,
  bytes: Uint8Array,
  usual: { name: string; language: string }
): Promise<Import> {
  try {
    const { card, other, files, picture } = readCardFile(bytes)
    const { profile, shortened } = readCard(card, usual)
    const created = await createPersona(maker, profile, async (trx, id) => {
      await sql(
        `update personas_personas set card = cast(:card as json), card_reading = cast(:reading as json),
           card_other = cast(:other as json) where id = :id`,
        {
          id,
          card: JSON.stringify(card),
          reading: JSON.stringify(profile),
          other: other && JSON.stringify(other),
        },
        trx
      )
      await keepCardFiles(trx, id, files)
      return picture && keepArtwork(trx, id, picture)
    })
    return created.outcome === 'created' ? { ...created, shortened } : created
  } catch (error) {
    if (error instanceof CardError) return { outcome: 'refused', problem: error.problem }
    throw error
  }
}
