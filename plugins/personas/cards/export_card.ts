import { writeCharx } from '#plugins/personas/cards/charx'
import type { CardProfile } from '#plugins/personas/cards/card_profile'
import type { CardObject } from '#plugins/personas/cards/card_object'
import type { PictureFile } from '#plugins/personas/cards/picture_file'
import { plainPicture } from '#plugins/personas/cards/plain_picture'
import { writePngCard } from '#plugins/personas/cards/png_card'
import { cardJson, writeCard, type KeptCard } from '#plugins/personas/cards/write_card'

export const CARD_FORMATS = ['png', 'json_v2', 'json_v3', 'charx'] as const
export type CardFormat = (typeof CARD_FORMATS)[number]

/** All that an export is made of. */
export interface ExportedPersona {
  slug: string
  profile: CardProfile
  kept: KeptCard | null
  /** The card of the old chunk, where the PNG had two. */
  other: CardObject | null
  files: ReadonlyMap<string, Uint8Array>
  picture: PictureFile | null
}

export interface CardDocument {
  name: string
  mediaType: string
  content: Uint8Array
}

/** Writes a persona's card as a file. */
export function exportCard(persona: ExportedPersona, format: CardFormat): CardDocument {
  const { slug, profile, kept, files, picture } = persona
  const v3 = () => writeCard('v3', profile, kept)
  const v2 = () =>
    writeCard('v2', profile, kept && persona.other ? { ...kept, card: persona.other } : kept)
  const json = (text: string) => Buffer.from(text)
  switch (format) {
    case 'json_v2':
      return {
        name: `${slug}.v2.json`,
        mediaType: 'application/json',
        content: json(cardJson(v2())),
      }
    case 'json_v3':
      return {
        name: `${slug}.v3.json`,
        mediaType: 'application/json',
        content: json(cardJson(v3())),
      }
    case 'png': {
      // There is nothing here that turns a JPEG or a WebP into a PNG: their place takes a plain one.
      const image =
        picture?.mediaType === 'image/png' ? picture.content : plainPicture(profile.name)
      const content = writePngCard(image, { v2: cardJson(v2()), v3: cardJson(v3()) }, files)
      return { name: `${slug}.png`, mediaType: 'image/png', content }
    }
    case 'charx': {
      const { outer, data } = v3()
      const content = writeCharx(outer, data, files, picture)
      return { name: `${slug}.charx`, mediaType: 'application/zip', content }
    }
  }
}
