import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { pictureAddress } from '#plugins/personas/making/artwork'
import type { Maker } from '#plugins/personas/making/maker'
import {
  countOwnPersonas,
  ownPersona,
  type OwnPersona,
} from '#plugins/personas/making/own_personas'
import { columnsOf, type PersonaChange } from '#plugins/personas/making/persona_columns'
import { PERSONA_LIMITS } from '#plugins/personas/making/persona_limits'
import { checkChange, type Wrong } from '#plugins/personas/making/persona_rules'
import { freeSlug } from '#plugins/personas/making/slugs'
import { isUniqueViolation } from '#plugins/personas/making/unique_violation'
import type { PersonaProfile } from '#plugins/personas/persona'
import { sql } from '#app/support/sql'

export type Creation =
  | { outcome: 'created'; own: OwnPersona }
  | { outcome: 'wrong'; wrong: Wrong }
  | { outcome: 'too_many'; limit: number }

/** What somebody else may have taken in the same moment is looked for again so often. */
const ATTEMPTS = 5

/** What a persona is before its creator says anything. */
const BLANK: PersonaChange = {
  tagline: '',
  description: '',
  greeting: '',
  greetings: [],
  scenario: '',
  examples: [],
  sliders: { warmth: 50, humour: 50, formality: 50, energy: 50, verbosity: 50, boldness: 50 },
  tags: [],
  topics: [],
  rules: [],
  knowledge: [],
  adult: false,
  defaultModel: null,
  systemPrompt: '',
  postHistory: '',
  lorebook: null,
  voice: null,
}

/**
 * Begins a persona as a draft of its creator.
 * @param also what is kept with it in the same transaction; answers the hash of its picture, if it has one
 */
export async function createPersona(
  maker: Maker,
  given: PersonaChange & { name: string; language: string },
  also?: (trx: TransactionClientContract, personaId: string) => Promise<string | null>
): Promise<Creation> {
  const checked = await checkChange({ ...BLANK, ...given })
  if (checked.outcome === 'wrong') return checked
  const limit = PERSONA_LIMITS.personasPerCreator
  if ((await countOwnPersonas(maker.person.id)) >= limit) return { outcome: 'too_many', limit }
  const profile = { ...BLANK, ...given, ...checked.change }
  for (let attempt = 1; ; attempt++) {
    const slug = await freeSlug(profile.name)
    try {
      const id = await db.transaction(async (trx) => {
        const personaId = await insert(trx, maker, {
          ...profile,
          slug,
          picture: pictureAddress(slug, null),
        })
        const hash = (await also?.(trx, personaId)) ?? null
        if (hash !== null) {
          const values = { id: personaId, picture: pictureAddress(slug, hash) }
          await sql('update personas_personas set picture = :picture where id = :id', values, trx)
        }
        return personaId
      })
      const own = await ownPersona(id, maker.person.id)
      if (!own) throw new Error(`The persona ${id} was not written`)
      return { outcome: 'created', own }
    } catch (error) {
      if (!isUniqueViolation(error) || attempt === ATTEMPTS) throw error
    }
  }
}

async function insert(
  trx: TransactionClientContract,
  maker: Maker,
  profile: Partial<PersonaProfile>
): Promise<string> {
  const values = { creator_id: maker.person.id, status: 'draft', ...columnsOf(profile) }
  const columns = Object.keys(values)
  const [row] = await sql<{ id: string }>(
    `insert into personas_personas (${columns.join(', ')})
     values (${columns.map((column) => `:${column}`).join(', ')}) returning id`,
    values,
    trx
  )
  if (!row) throw new Error('The persona was not written')
  return row.id
}
