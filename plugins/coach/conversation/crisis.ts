/** Messages to the coach are looked at as messages to a persona are: who may be in danger gets help, and no answer. */
import db from '@adonisjs/lucid/services/db'
import { sql } from '#app/support/sql'
import type { CheckRequest, CrisisHelp } from '#plugins/moderation/api'
import type { Noticed } from '#plugins/coach/conversation/notice'
import { COACH_LIMITS } from '#plugins/coach/limits'
import type { CoachServices } from '#plugins/coach/services'

/** Who says what. */
interface Spoken {
  creatorId: string
  accountId: string
  text: string
  locale: string
  signal: AbortSignal
}

/** What stands in the place of an answer. */
export interface Crisis {
  outcome: 'crisis'
  help: CrisisHelp
  /** The same as one text, as it is kept: its links are Markdown. */
  answer: string
}

/** Nothing is noticed in it; a yes that is said next is to no question from before. */
const NOTHING: Noticed = { decided: [], unsure: [], done: [], unsureDone: [], offered: [] }

type Looking = Pick<CoachServices, 'moderation'>

/** A creator's own words, not a scene: what else the rules would stop in a persona's chat is no business of the coach. */
const requestOf = (
  { text, accountId, creatorId, locale, signal }: Spoken,
  careful: boolean
): CheckRequest => ({
  text,
  stage: 'fan',
  accountId,
  personId: creatorId,
  adult: false,
  careful,
  locale,
  signal,
})

/** By the local rules, at once. */
export const isCrisisNow = ({ moderation }: Looking, spoken: Spoken, careful: boolean): boolean =>
  moderation.checkNow(requestOf(spoken, careful)).outcome === 'crisis'

/** By the server's moderation model, where there is one. Never rejects. */
export async function isCrisisByServer(
  { moderation }: Looking,
  spoken: Spoken,
  careful: boolean
): Promise<boolean> {
  return (await moderation.checkByServer(requestOf(spoken, careful))).outcome === 'crisis'
}

/**
 * Keeps the message with the help lines as its answer, takes care with the person for a while, and says who helps. The same
 * message again is kept once; one that had its answer before keeps it.
 */
export async function helpInCrisis(
  services: Pick<CoachServices, 'moderation' | 'personas' | 'identity'>,
  { projectId, key, ...spoken }: Spoken & { projectId: string; key: string }
): Promise<Crisis> {
  const crisis = await crisisHelp(services, spoken)
  await services.personas.takeCare(spoken.creatorId)
  const message = { projectId, key, noticed: JSON.stringify(NOTHING) }
  await db.transaction(async (trx) => {
    await sql(
      `insert into coach_messages (project_id, key, role, text, at, ending, noticed)
       values (:projectId, :key, 'creator', :text, clock_timestamp(), 'crisis', cast(:noticed as jsonb))
       on conflict (project_id, key, role) do update set ending = excluded.ending, noticed = excluded.noticed
       where not exists (select from coach_messages a
         where a.project_id = :projectId and a.key = :key and a.role = 'coach')`,
      { ...message, text: spoken.text.slice(0, COACH_LIMITS.message).toWellFormed() },
      trx
    )
    await sql(
      `insert into coach_messages (project_id, key, role, text, at, ending)
       values (:projectId, :key, 'coach', :answer, clock_timestamp(), 'crisis') on conflict do nothing`,
      { projectId, key, answer: crisis.answer },
      trx
    )
  })
  return crisis
}

/** Who helps where the person is: the platform's tag has the region that the answer's language has not. */
export async function crisisHelp(
  { moderation, identity }: Pick<CoachServices, 'moderation' | 'identity'>,
  { creatorId, accountId, locale }: Pick<Spoken, 'creatorId' | 'accountId' | 'locale'>
): Promise<Crisis> {
  const accounts = await identity.accountsOf(creatorId)
  const spoken = accounts.find(({ id }) => id === accountId)?.locale
  const help = moderation.crisisHelp(spoken ?? locale, 'work')
  const links = help.links.map(({ label, url }) => `[${label}](${url})`)
  return { outcome: 'crisis', help, answer: [help.text, links.join(' · ')].join('\n\n') }
}
