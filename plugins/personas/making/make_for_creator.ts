import type { IdentityService } from '#app/identity/types'
import { sql } from '#app/support/sql'
import type { PersonaMade, PersonaOrder, PersonaTaken } from '#plugins/personas/api'
import { createPersona } from '#plugins/personas/making/create_persona'
import type { Maker, MakingServices } from '#plugins/personas/making/maker'
import { publishPersona, withdrawPersona } from '#plugins/personas/making/publish_persona'

type Services = MakingServices & { identity: IdentityService }

/** Makes a persona and publishes it, by the rules of `/create` and `/mine`; once per key. */
export async function makeForCreator(
  services: Services,
  order: PersonaOrder
): Promise<PersonaMade> {
  const maker = await makerOf(services, order)
  if (!maker) return { outcome: 'refused', why: 'not_allowed' }
  let personaId = await madeUnder(order.key, maker.person.id)
  if (personaId === null) {
    const created = await createPersona(maker, order.profile, async (trx, id) => {
      await sql(
        'insert into personas_made (key, persona_id) values (:key, :id)',
        { key: order.key, id },
        trx
      )
      return null
    })
    if (created.outcome === 'too_many') return { outcome: 'refused', why: 'too_many' }
    if (created.outcome === 'wrong') return { outcome: 'refused', why: 'wrong' }
    personaId = created.own.persona.id
  }
  const published = await publishPersona(services, maker, personaId)
  switch (published.outcome) {
    case 'published': {
      const { id, name, slug } = published.own.persona
      return { outcome: 'made', persona: { id, name, slug } }
    }
    case 'blocked':
    case 'adults_only':
      return { outcome: 'refused', why: 'not_allowed' }
    case 'incomplete':
    case 'too_long':
    case 'not_yours':
      return { outcome: 'refused', why: 'wrong' }
  }
}

/** Withdraws what was made under a key: nobody begins to talk with it any more. */
export async function takePersonaBack(creatorId: string, key: string): Promise<PersonaTaken> {
  const personaId = await madeUnder(key, creatorId)
  const own = personaId === null ? null : await withdrawPersona(creatorId, personaId)
  if (!own) return { outcome: 'gone' }
  const { id, name, slug, talks } = own.persona
  return { outcome: 'withdrawn', persona: { id, name, slug }, talks }
}

async function madeUnder(key: string, creatorId: string): Promise<string | null> {
  const [made] = await sql<{ persona_id: string }>(
    `select m.persona_id from personas_made m join personas_personas p on p.id = m.persona_id
     where m.key = :key and p.creator_id = :creatorId`,
    { key, creatorId }
  )
  return made?.persona_id ?? null
}

async function makerOf(
  { identity }: Services,
  { creatorId, locale }: PersonaOrder
): Promise<Maker | null> {
  const person = await identity.findPerson(creatorId)
  const [account] = await identity.accountsOf(creatorId)
  if (!person || !account) return null
  return { person, accountId: account.id, locale, signal: AbortSignal.timeout(CHECK_MS) }
}

/** How long looking at the words may take, milliseconds. */
const CHECK_MS = 30_000
