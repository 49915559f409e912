import type { BlockCategory } from '#plugins/moderation/api'
import { checkProfile } from '#plugins/personas/making/check_profile'
import type { Maker, MakingServices } from '#plugins/personas/making/maker'
import { ownPersona, type OwnPersona } from '#plugins/personas/making/own_personas'
import { columnsOf, type PersonaChange } from '#plugins/personas/making/persona_columns'
import { checkChange, type Wrong } from '#plugins/personas/making/persona_rules'
import { whatIsMissing } from '#plugins/personas/making/publish_persona'
import { freeSlug } from '#plugins/personas/making/slugs'
import { isUniqueViolation } from '#plugins/personas/making/unique_violation'
import type { PersonaProfile } from '#plugins/personas/persona'
import { sql } from '#app/support/sql'

export type Edit =
  | { outcome: 'saved'; own: OwnPersona }
  /** It was changed elsewhere since it was read: nothing was saved. */
  | { outcome: 'conflict'; own: OwnPersona }
  | { outcome: 'wrong'; wrong: Wrong }
  /** Fans meet it already, and may not meet it like this. */
  | { outcome: 'blocked'; category: BlockCategory }
  | { outcome: 'adults_only' }
  | { outcome: 'not_yours' }

export interface EditRequest {
  personaId: string
  change: PersonaChange
  /** The version that the creator saw; null where the change stands for itself (a slider, a switch). */
  version: number | null
}

/** What somebody else may have taken in the same moment is looked for again so often. */
const ATTEMPTS = 5

/** Changes a persona. What fans can meet is checked first, exactly as when it is published. */
export async function editPersona(
  services: MakingServices,
  maker: Maker,
  { personaId, change: given, version }: EditRequest
): Promise<Edit> {
  const own = await ownPersona(personaId, maker.person.id)
  if (!own) return { outcome: 'not_yours' }
  const checked = await checkChange(given)
  if (checked.outcome === 'wrong') return checked
  if (version !== null && version !== own.version) return { outcome: 'conflict', own }

  const { change } = checked
  const profile: PersonaProfile = { ...own.persona, ...change }
  if (own.persona.status === 'published') {
    const [missing] = whatIsMissing(profile)
    if (missing) {
      return { outcome: 'wrong', wrong: { field: missing, what: 'missing', limit: 0 } }
    }
    const check = await checkProfile(services, maker, profile, null)
    if (check.outcome !== 'fine') return check
  } else if (change.adult && !maker.person.adult) {
    return { outcome: 'adults_only' }
  }
  return write(maker, own, change)
}

async function write(maker: Maker, own: OwnPersona, change: PersonaChange): Promise<Edit> {
  for (let attempt = 1; ; attempt++) {
    const columns = { ...columnsOf(change), ...(await addressOf(own, change)) }
    const changes = Object.keys(columns).map((column) => `${column} = :${column}`)
    try {
      const rows = await sql<{ id: string }>(
        `update personas_personas
         set ${[...changes, 'version = version + 1', 'updated_at = clock_timestamp()'].join(', ')}
         where id = :personaId and creator_id = :creatorId and version = :seen returning id`,
        {
          ...columns,
          personaId: own.persona.id,
          creatorId: maker.person.id,
          seen: own.version,
        }
      )
      const now = await ownPersona(own.persona.id, maker.person.id)
      if (!now) return { outcome: 'not_yours' }
      return { outcome: rows.length > 0 ? 'saved' : 'conflict', own: now }
    } catch (error) {
      if (!isUniqueViolation(error) || attempt === ATTEMPTS) throw error
    }
  }
}

/** A draft that nobody has a link to moves with its name. */
async function addressOf(
  { persona, wasPublished }: OwnPersona,
  { name }: PersonaChange
): Promise<{ slug: string; picture: string } | undefined> {
  if (name === undefined || name === persona.name || wasPublished) return undefined
  const slug = await freeSlug(name, persona.id)
  const picture = persona.picture.replace(`/personas/${persona.slug}/`, `/personas/${slug}/`)
  return { slug, picture }
}
