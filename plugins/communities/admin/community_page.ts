/** What the panel's pages of communities show: everything in words already. */
import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import type { SpaceProblem } from '#app/bot_kit/spaces/problems'
import { communityHistory } from '#plugins/communities/admin/queries/community_history'
import type {
  CommunityLine,
  ShownState,
} from '#plugins/communities/admin/queries/list_all_communities'
import { timeOf } from '#app/web_kit/address'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { isRed } from '#plugins/communities/connecting/preflight'
import { problemWords, spaceState } from '#plugins/communities/connecting/problem_words'
import { listSpaces } from '#plugins/communities/queries/list_spaces'
import { openRefusals, type OpenRefusal } from '#plugins/communities/refunds/open_refusals'
import { reasonKey } from '#plugins/communities/refunds/refund_money'
import type { CommunityRow, SpaceRow } from '#plugins/communities/rows'

export const PATH = '/admin/communities'

const TONES: Readonly<Record<ShownState, string>> = {
  draft: 'wait',
  open: 'good',
  closed: 'wait',
  suspended: 'bad',
}

const stateOf = (ctx: HttpContext, state: ShownState) => ({
  word: ctx.i18n.t(`communities.connecting.admin.states.${state}`),
  tone: TONES[state],
})

export function communityLine(
  ctx: HttpContext,
  { id, name, slug, creatorId, state, members, spaces, problems, createdAt }: CommunityLine,
  names: ReadonlyMap<string, string>
) {
  return {
    href: `${PATH}/${id}`,
    name,
    slug,
    creator: names.get(creatorId) ?? creatorId,
    state: stateOf(ctx, state),
    members: members.toString(),
    spaces: spaces.toString(),
    red: isRed(problems),
    begun: timeOf(createdAt, ctx.i18n.locale),
  }
}

/** A refund that a gateway refused, with where it is settled. */
export const refusalLine = (ctx: HttpContext, one: OpenRefusal) => ({
  href: `/admin/payments/${one.payment_id}`,
  name: one.community_name ?? ctx.i18n.t('communities.refunds.admin.nobody'),
  why: ctx.i18n.t(`communities.refunds.admin.why.${reasonKey(one.reason)}`),
  at: timeOf(one.refused_at, ctx.i18n.locale),
})

export async function communityPage(
  ctx: HttpContext,
  community: CommunityRow,
  { wrong, reason = '' }: { wrong?: string; reason?: string } = {}
) {
  const { locale } = ctx.i18n
  const t = ctx.i18n.t.bind(ctx.i18n)
  const spaces = await listSpaces(community.id)
  const history = await communityHistory(community.id)
  const names = await namesOf([
    community.creator_id,
    ...history.flatMap(({ personId }) => personId ?? []),
  ])
  const limit = CONNECTING_LIMITS.reason
  return {
    id: community.id,
    name: community.name,
    slug: community.slug,
    description: community.description,
    creator: names.get(community.creator_id) ?? community.creator_id,
    creatorId: community.creator_id,
    // Not `state`: in a component of Edge's that is its own.
    badge: stateOf(ctx, community.suspended_at ? 'suspended' : community.state),
    begun: timeOf(community.created_at, locale),
    suspended:
      community.suspended_at &&
      t('communities.connecting.admin.suspended_since', {
        at: timeOf(community.suspended_at, locale).words,
        reason: community.suspended_reason ?? '',
      }),
    spaces: spaces.map((space) => ({
      title: space.title,
      platformId: space.platform_id,
      kind: t(`communities.connecting.kind.${space.kind}`),
      state: spaceState(t, space),
      tone: space.state === 'lost' || isRed(space.problems) ? 'bad' : 'good',
      problems: space.problems.map((problem) => whatOf(ctx, space, problem)),
      checked: space.checked_at && timeOf(space.checked_at, locale),
    })),
    history: history.map(({ kind, personId, data, at }) => ({
      kind,
      who: personId === null ? '–' : (names.get(personId) ?? personId),
      details: Object.entries(data)
        .map(
          ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`
        )
        .join(' · '),
      at: timeOf(at, locale),
    })),
    refusals: (await openRefusals(community.id)).map((one) => refusalLine(ctx, one)),
    wrong,
    reason,
    limit,
  }
}

const whatOf = (ctx: HttpContext, space: SpaceRow, problem: SpaceProblem): string =>
  problemWords(ctx.i18n.t.bind(ctx.i18n), space, problem).what

/** Names of people; who is nobody any more has none. */
export async function namesOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const identity = await app.container.make('identity')
  const people = await Promise.all(
    [...new Set(ids)].map(async (id) => [id, await identity.findPerson(id)] as const)
  )
  return new Map(people.flatMap(([id, person]) => (person ? [[id, person.displayName]] : [])))
}
