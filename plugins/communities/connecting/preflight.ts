import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { DateTime } from 'luxon'
import type { SpaceReport } from '#app/bot_kit/spaces/answers'
import { MILD_PROBLEMS, type SpaceProblem } from '#app/bot_kit/spaces/problems'
import { sql } from '#app/support/sql'
import communitiesConfig from '#config/communities'
import { now } from '#plugins/communities/clock'
import { moveSpace } from '#plugins/communities/connecting/actions/move_space'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { tellCreator } from '#plugins/communities/connecting/tell_creator'
import { remember } from '#plugins/communities/history'
import { findSpace } from '#plugins/communities/queries/find_space'
import { rolesBehind } from '#plugins/communities/connecting/queries/roles_behind'
import type { SpaceRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

type Seen = Extract<SpaceReport, { outcome: 'seen' }>

export type Preflight =
  /** Looked at just now: `space` holds what was found. */
  | { outcome: 'checked'; space: SpaceRow }
  /** The platform did not answer: `space` holds what was found before. */
  | { outcome: 'unavailable'; space: SpaceRow }
  /** There is no such space, or its creator disconnected it. */
  | { outcome: 'unknown_space' }

/** Whether these keep the space's doors from working. */
export const isSerious = ({ kind }: SpaceProblem): boolean => !MILD_PROBLEMS.includes(kind)
export const isRed = (problems: readonly SpaceProblem[]): boolean => problems.some(isSerious)

/**
 * Looks at a space now and keeps what was found. What changed is written into the history, and (where `tell`) the
 * creator is told of what turned red, once per change. A space that turned green lets its waiting members in.
 * @param options.tell by default true; false when the creator sees the answer anyway
 */
export async function preflight(
  services: Pick<CommunitiesServices, 'doorkeepers' | 'outbox'>,
  spaceId: string,
  { tell = true }: { tell?: boolean } = {}
): Promise<Preflight> {
  const space = await findSpace(spaceId)
  if (!space || space.state === 'disconnected') return { outcome: 'unknown_space' }
  const doorkeeper = await services.doorkeepers.of(space.platform)
  if (!doorkeeper) return { outcome: 'unavailable', space }
  const askedAt = now()
  const report = await doorkeeper.inspect(
    { platform: space.platform, id: space.platform_id },
    await rolesBehind(space.id),
    { channelId: space.channel_id }
  )
  if (report.outcome === 'unavailable') return { outcome: 'unavailable', space }
  const [moved] = report.problems.filter((one) => one.kind === 'moved')
  if (moved && (await moveSpace(services, space, moved.toId))) {
    return preflight(services, spaceId, { tell })
  }
  return db.transaction(async (trx) => {
    const kept = await keep(services, trx, { before: space, report, askedAt, tell })
    return kept ? { outcome: 'checked', space: kept } : { outcome: 'unknown_space' }
  })
}

async function keep(
  services: Pick<CommunitiesServices, 'outbox'>,
  trx: TransactionClientContract,
  seen: { before: SpaceRow; report: Seen; askedAt: Date; tell: boolean }
): Promise<SpaceRow | null> {
  const { report, askedAt, tell } = seen
  const [locked] = await sql<SpaceRow>(
    `select * from communities_spaces
     where id = :id and state <> 'disconnected' and platform_id = :platformId for update`,
    { id: seen.before.id, platformId: seen.before.platform_id },
    trx
  )
  // Disconnected, or moved to another id, while the platform was asked: the answer is about something else.
  if (!locked) return null
  // Somebody else looked later than we did.
  if (locked.checked_at && locked.checked_at > askedAt) return locked
  // A group whose supergroup is another community's: to this one it is gone.
  const problems = report.problems.map((one): SpaceProblem =>
    one.kind === 'moved' ? { kind: 'not_there' } : one
  )
  const lost = problems.some(({ kind }) => kind === 'not_there')
  const [kept] = await sql<SpaceRow>(
    `update communities_spaces
     set problems = :problems::jsonb, state = :state, checked_at = :askedAt, next_check_at = :next,
       title = :title, kind = :kind
     where id = :id returning *`,
    {
      id: locked.id,
      problems: JSON.stringify(problems),
      state: lost ? 'lost' : 'connected',
      askedAt,
      next: DateTime.fromJSDate(askedAt)
        .plus({ seconds: communitiesConfig.preflightEvery })
        .toJSDate(),
      title: titleOf(report.title, locked.title),
      kind: report.kind ?? locked.kind,
    },
    trx
  )
  if (!kept) return null
  await renameRoles(trx, kept.id, report)
  const change = changeOf(locked.problems, problems)
  if (change.same) return kept
  const { community_id: communityId } = kept
  await remember(trx, {
    communityId,
    kind: 'problems_changed',
    data: {
      spaceId: kept.id,
      appeared: change.appeared.map(({ kind }) => kind),
      went: change.went.map(({ kind }) => kind),
    },
  })
  const key = `preflight:${kept.id}:${askedAt.getTime()}`
  if (tell && isRed(change.appeared)) {
    await tellCreator(
      services,
      {
        communityId,
        key,
        kind: lost ? 'communities.connecting.news.lost' : 'communities.connecting.news.red',
        data: { space: kept.title },
        spaceId: kept.id,
      },
      trx
    )
  }
  if (isRed(locked.problems) && !isRed(kept.problems)) {
    const payload = { spaceId: kept.id }
    await services.outbox.add(trx, [{ topic: 'communities.retry_space', key, payload }])
  }
  return kept
}

/** A platform that does not say what a space is called leaves it its name. */
function titleOf(found: string | null, known: string): string {
  const title = (found ?? '').trim().slice(0, CONNECTING_LIMITS.title)
  return title === '' ? known : title
}

/** Roles are known by their ids; what a door is called follows the platform. */
async function renameRoles(
  trx: TransactionClientContract,
  spaceId: string,
  { roles }: Seen
): Promise<void> {
  if (roles.length === 0) return
  await sql(
    `update communities_doors d set role_name = r.name
     from jsonb_to_recordset(:roles::jsonb) as r (id text, name text)
     where d.space_id = :spaceId and d.role_id = r.id and d.role_name is distinct from r.name`,
    { spaceId, roles: JSON.stringify(roles.map(({ id, name }) => ({ id, name }))) },
    trx
  )
}

/** A problem is the same when it is about the same thing: names may change, and Postgres orders keys its own way. */
function nameOf(problem: SpaceProblem): string {
  if (problem.kind === 'missing_permission') return `${problem.kind}:${problem.permission}`
  return 'roleId' in problem ? `${problem.kind}:${problem.roleId}` : problem.kind
}

function changeOf(before: readonly SpaceProblem[], after: readonly SpaceProblem[]) {
  const [old, fresh] = [new Set(before.map(nameOf)), new Set(after.map(nameOf))]
  const appeared = after.filter((one) => !old.has(nameOf(one)))
  const went = before.filter((one) => !fresh.has(nameOf(one)))
  return { appeared, went, same: appeared.length + went.length === 0 }
}
