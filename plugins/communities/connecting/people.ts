import type { PeopleModuleFactory } from '#app/plugin_kit/types'
import { sql } from '#app/support/sql'
import { remember } from '#plugins/communities/history'
import { communitiesOf } from '#plugins/communities/queries/list_communities'
import { listSpaces } from '#plugins/communities/queries/list_spaces'

/** What a creator's communities become when people are merged, deleted, or ask for their data. */
const communitiesOfPeople: PeopleModuleFactory = () => ({
  async merge({ from, into, trx }) {
    await sql(
      'update communities_communities set creator_id = :into where creator_id = :from',
      { from, into },
      trx
    )
    await sql(
      'update communities_spaces set connected_by = :into where connected_by = :from',
      { from, into },
      trx
    )
    await sql(
      'update communities_announcements set written_by = :into where written_by = :from',
      { from, into },
      trx
    )
    return { outcome: 'merged' }
  },

  /** Nothing is sold or renewed any more. Members have paid: who is in stays until the end of that. */
  async forget({ personId, trx }) {
    const closed = await sql<{ id: string }>(
      `update communities_communities set state = 'closed' where creator_id = :personId and state <> 'closed'
       returning id`,
      { personId },
      trx
    )
    for (const { id } of closed) {
      await remember(trx, { communityId: id, kind: 'community_closed', data: { why: 'deleted' } })
    }
    await sql(
      'update communities_spaces set connected_by = null where connected_by = :personId',
      { personId },
      trx
    )
  },

  async losses(personId, say) {
    const open = await sql<{ name: string; members: bigint }>(
      `select c.name,
         (select count(*) from communities_memberships m where m.community_id = c.id and m.state <> 'ended') as members
       from communities_communities c where c.creator_id = :personId and c.state <> 'closed' order by c.created_at`,
      { personId }
    )
    return open.map(({ name, members }) =>
      say.t('communities.connecting.loss', { name, members: Number(members) })
    )
  },

  async export(personId) {
    const communities = await communitiesOf(personId)
    return {
      communities: await Promise.all(
        communities.map(async ({ id, name, slug, description, locale, state, created_at: at }) => ({
          name,
          link: `/c/${slug}`,
          description,
          language: locale,
          state,
          since: at.toISOString(),
          spaces: (await listSpaces(id)).map(({ platform, platform_id: number, kind, title }) => ({
            platform,
            id: number,
            kind,
            title,
          })),
        }))
      ),
    }
  },
})

export default communitiesOfPeople
