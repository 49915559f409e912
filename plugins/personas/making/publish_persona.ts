import type { BlockCategory } from '#plugins/moderation/api'
import { artworkOf } from '#plugins/personas/making/artwork'
import { checkProfile } from '#plugins/personas/making/check_profile'
import type { Maker, MakingServices } from '#plugins/personas/making/maker'
import { ownPersona, type OwnPersona } from '#plugins/personas/making/own_personas'
import { PERSONA_LIMITS } from '#plugins/personas/making/persona_limits'
import type { PersonaProfile } from '#plugins/personas/persona'
import { sql } from '#app/support/sql'

/** Without these, fans would not know what they meet. */
const NEEDED = ['name', 'tagline', 'description', 'greeting'] as const
export type NeededField = (typeof NEEDED)[number]

export type Publication =
  | { outcome: 'published'; own: OwnPersona }
  | { outcome: 'incomplete'; own: OwnPersona; missing: readonly NeededField[] }
  /** Everything that each reply carries is too long together. */
  | { outcome: 'too_long'; own: OwnPersona; length: number; limit: number }
  | { outcome: 'blocked'; own: OwnPersona; category: BlockCategory }
  | { outcome: 'adults_only'; own: OwnPersona }
  | { outcome: 'not_yours' }

export function whatIsMissing(profile: PersonaProfile): NeededField[] {
  return NEEDED.filter((field) => profile[field].trim() === '')
}

/** Lets fans meet a persona. Whatever stands in the way, it stays what it was. */
export async function publishPersona(
  services: MakingServices,
  maker: Maker,
  personaId: string
): Promise<Publication> {
  const own = await ownPersona(personaId, maker.person.id)
  if (!own) return { outcome: 'not_yours' }
  const { persona, version } = own
  const missing = whatIsMissing(persona)
  if (missing.length > 0) return { outcome: 'incomplete', own, missing }
  const length = lengthOf(persona)
  const limit = PERSONA_LIMITS.together
  if (length > limit) return { outcome: 'too_long', own, length, limit }
  const check = await checkProfile(services, maker, persona, await artworkOf(persona.id))
  if (check.outcome !== 'fine') return { ...check, own }

  // What was checked is what is published: an edit in between makes it be checked again.
  const rows = await sql<{ id: string }>(
    `update personas_personas set status = 'published', published_at = coalesce(published_at, now()),
       updated_at = clock_timestamp()
     where id = :id and creator_id = :creatorId and version = :version returning id`,
    { id: persona.id, creatorId: maker.person.id, version }
  )
  if (rows.length === 0) return publishPersona(services, maker, personaId)
  const now = await ownPersona(personaId, maker.person.id)
  return now ? { outcome: 'published', own: now } : { outcome: 'not_yours' }
}

/** Characters that every reply of a persona carries to the model. */
function lengthOf(profile: PersonaProfile): number {
  return [
    profile.description,
    profile.scenario,
    profile.systemPrompt,
    profile.postHistory,
    ...profile.examples.flatMap(({ fan, persona }) => [fan, persona]),
    ...profile.rules,
    ...profile.topics,
    ...profile.knowledge,
  ].reduce((sum, text) => sum + text.length, 0)
}

/** Takes a persona back: nobody begins with it any more, and who talked to it is told. */
export async function withdrawPersona(
  creatorId: string,
  personaId: string
): Promise<OwnPersona | null> {
  await sql(
    `update personas_personas set status = 'withdrawn', updated_at = clock_timestamp()
     where id = :personaId and creator_id = :creatorId and status = 'published'`,
    { personaId, creatorId }
  )
  return ownPersona(personaId, creatorId)
}
