import type { CardObject } from '#plugins/personas/cards/card_object'
import type { CardProfile } from '#plugins/personas/cards/card_profile'
import { exportCard, type CardDocument, type CardFormat } from '#plugins/personas/cards/export_card'
import { artworkOf, cardFilesOf } from '#plugins/personas/making/artwork'
import { ownPersona } from '#plugins/personas/making/own_personas'
import type { Persona } from '#plugins/personas/persona'
import { sql } from '#app/support/sql'

interface KeptRow {
  card: CardObject | null
  card_reading: CardProfile | null
  card_other: CardObject | null
}

/** A creator's own persona as a card's file; null when it is not theirs. */
export async function exportPersona(
  creatorId: string,
  idOrSlug: string,
  format: CardFormat
): Promise<CardDocument | null> {
  const own = await ownPersona(idOrSlug, creatorId)
  if (!own) return null
  const { persona } = own
  const [kept] = await sql<KeptRow>(
    'select card, card_reading, card_other from personas_personas where id = :id',
    { id: persona.id }
  )
  const { card = null, card_reading: reading = null, card_other: other = null } = kept ?? {}
  return exportCard(
    {
      slug: persona.slug,
      profile: profileOf(persona),
      kept: card && reading && { card, reading },
      other,
      files: await cardFilesOf(persona.id),
      picture: await artworkOf(persona.id),
    },
    format
  )
}

/** What of a persona a card holds. */
export function profileOf(persona: Persona): CardProfile {
  const { id: _id, creatorId: _creator, talks: _talks, status: _status, ...profile } = persona
  const { slug: _slug, picture: _picture, ...card } = profile
  return card
}
