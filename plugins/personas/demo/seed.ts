import type { PluginContext } from '#app/plugin_kit/types'
import type { PersonaProfile } from '#plugins/personas/persona'
import { DEMO_PERSONAS } from '#plugins/personas/demo/index'
import { columnsOf } from '#plugins/personas/making/persona_columns'
import { sql } from '#app/support/sql'

/** The demo personas belong to a creator of their own, so that one sees coins being shared. */
const STUDIO = {
  platform: 'email',
  platformId: 'studio@demo.invalid',
  displayName: 'Demo Studio',
} as const

/** Writes the demo personas, or brings them up to date; who talked to them keeps their conversations. */
export default async function seedPersonas({ identity }: PluginContext): Promise<void> {
  const { account, person } = await identity.identify(STUDIO)
  const creator = person ?? (await identity.join(account.id)).person
  await identity.grantRole(creator.id, 'creator')
  for (const profile of DEMO_PERSONAS) await writePersona(profile, creator.id)
}

/** Writes one persona, found by its slug. */
export async function writePersona(
  profile: PersonaProfile,
  creatorId: string | null
): Promise<void> {
  const values = { creator_id: creatorId, ...columnsOf(profile) }
  const columns = Object.keys(values)
  const written = columns.filter((column) => column !== 'slug')
  const list = (names: readonly string[], of: string) => names.map((name) => of + name).join(', ')
  await sql(
    `insert into personas_personas as p (${list(columns, '')}) values (${list(columns, ':')})
     on conflict (slug) do update
       set (${list(written, '')}, updated_at) = row(${list(written, 'excluded.')}, now())
       where (${list(written, 'p.')}) is distinct from (${list(written, 'excluded.')})`,
    values
  )
}
