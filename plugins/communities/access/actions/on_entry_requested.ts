import db from '@adonisjs/lucid/services/db'
import type { SpaceEvent } from '#app/bot_kit/spaces/events'
import { sql } from '#app/support/sql'
import { noteEntry } from '#plugins/communities/access/actions/note_entry'
import { tellOfSpace } from '#plugins/communities/access/actions/tell_of_space'
import { tellRefused } from '#plugins/communities/access/actions/tell_refused'
import { isPersonProblem } from '#plugins/communities/access/problems'
import { now } from '#plugins/communities/clock'
import { findCommunity } from '#plugins/communities/queries/find_community'
import type { GrantRow, SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export type EntryRequested = Extract<SpaceEvent, { kind: 'entry_requested' }>

/**
 * Somebody asks to be let in. Whoever's way in is wanted is admitted, by whichever link they came; everybody else is
 * refused, and told how to join. While the community is suspended nobody is answered.
 * @throws when the platform has to be told and does not answer
 */
export async function onEntryRequested(
  services: CommunitiesServices,
  event: EntryRequested,
  space: SpaceRow
): Promise<void> {
  const community = await findCommunity(space.community_id)
  if (!community || community.suspended_at) return
  const keeper = await services.doorkeepers.of(space.platform)
  if (!keeper) return
  const grant = await wantedGrant(space.id, event.platformId)
  // Before the answer: Telegram lets the bot write to a stranger for as long as their request is open.
  if (!grant) await tellRefused(services, event, space)
  const ref = { platform: space.platform, id: space.platform_id }
  const answer = await keeper.answerRequest({
    space: ref,
    platformId: event.platformId,
    admit: grant !== null,
  })
  switch (answer.outcome) {
    case 'answered': {
      if (!grant) return
      const door = { ...ref, roleId: null }
      const presence = await keeper.look({ door, platformId: event.platformId })
      // It is `answered`, too, when they took it back.
      if (presence.outcome === 'in') await noteEntry(services, grant, { at: now() })
      return
    }
    case 'retry':
      throw new Error(`${space.platform} takes no answer to a request now: ${answer.reason}`)
    case 'problem': {
      const { problem } = answer
      if (isPersonProblem(problem)) return
      await db.transaction((trx) => tellOfSpace(services, trx, { space_id: space.id }, problem))
    }
  }
}

async function wantedGrant(spaceId: string, platformId: string): Promise<GrantRow | null> {
  const [grant] = await sql<GrantRow>(
    `select * from communities_grants
     where space_id = :spaceId and role_id = '' and platform_id = :platformId and wanted = 'in'`,
    { spaceId, platformId }
  )
  return grant ?? null
}
