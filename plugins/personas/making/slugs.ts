import { randomBytes } from 'node:crypto'
import { PERSONA_LIMITS } from '#plugins/personas/making/persona_limits'
import { sql } from '#app/support/sql'

/** Words that stand in addresses where a slug could. */
const RESERVED = ['new', 'import', 'mine', 'create', 'edit', 'studio', 'picture']

/** A name as a part of an address: `Doña Remedios` becomes `dona-remedios`. */
export async function slugOf(name: string): Promise<string> {
  // Its tables are large, and are read with the first name that needs them.
  const { transliterate } = await import('transliteration')
  const plain = transliterate(name)
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, PERSONA_LIMITS.slug - 4)
    .replace(/^-+|-+$/g, '')
  return plain === '' || RESERVED.includes(plain) ? `persona-${plain}`.replace(/-$/, '') : plain
}

/** A slug that nobody has yet; whoever takes it at the same moment is told so by the database. */
export async function freeSlug(name: string, ownId: string | null = null): Promise<string> {
  const wanted = await slugOf(name)
  const rows = await sql<{ slug: string }>(
    `select slug from personas_personas
     where (slug = :wanted or slug like :numbered) and id is distinct from cast(:ownId as uuid)`,
    { wanted, numbered: `${wanted}-%`, ownId }
  )
  const taken = new Set(rows.map(({ slug }) => slug))
  if (!taken.has(wanted)) return wanted
  for (let number = 2; number < 100; number++) {
    if (!taken.has(`${wanted}-${number}`)) return `${wanted}-${number}`
  }
  return `${wanted.slice(0, 20)}-${randomBytes(6).toString('hex')}`
}
