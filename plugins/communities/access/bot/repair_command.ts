import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import { beginRepair } from '#plugins/communities/access/actions/begin_repair'
import { type LastRepair, lastRepairs } from '#plugins/communities/access/queries/repairs_of'
import { ownCommunity } from '#plugins/communities/everyday/own_community'
import { listSpaces } from '#plugins/communities/queries/list_spaces'
import type { CommunitiesServices } from '#plugins/communities/services'

/** Compares who should be in with who is, now; pressed again while it goes on, it shows how far it is. */
export const communityRepairCommand = (services: CommunitiesServices) =>
  defineCommand({
    name: 'community_repair',
    description: 'communities.access.repair.title',
    options: {
      community: {
        kind: 'text',
        maxLength: 36,
        required: true,
        description: 'communities.access.repair.title',
      },
      show: { kind: 'boolean', description: 'communities.access.repair.title' },
    },
    guards: [{ kind: 'needsAccount' }, { kind: 'creatorOnly' }],
    visibility: 'private',
    internal: true,
    async run(ctx) {
      const community = await ownCommunity(ctx.person, ctx.options.community)
      if (!community)
        return [{ kind: 'text', tone: 'notice', text: ctx.t('communities.access.gone') }]
      if (!ctx.options.show) {
        for (const space of await listSpaces(community.id)) {
          if (space.state !== 'connected') continue
          await beginRepair(services, { spaceId: space.id, askedBy: ctx.person?.id ?? 'creator' })
        }
      }
      const runs = await lastRepairs(community.id)
      return [
        {
          kind: 'list',
          title: ctx.t('communities.access.repair.title'),
          items: runs.map((run) => ({ title: run.space_title, text: progress(ctx, run) })),
          empty: ctx.t('communities.access.repair.none'),
          buttons: runs.some(({ ended_at }) => ended_at === null)
            ? [
                {
                  label: ctx.t('communities.access.repair.refresh'),
                  invoke: {
                    command: 'community_repair',
                    options: { community: community.id, show: true },
                  },
                  replaces: true,
                },
              ]
            : [],
        },
      ]
    },
  })

function progress(ctx: Pick<TurnContext, 't'>, run: LastRepair): string {
  const { seen, let_in: letIn, put_out: putOut, outsiders } = run
  const how = run.phase === 'done' || run.phase === 'failed' ? run.phase : 'running'
  return [
    ctx.t(`communities.access.repair.${how}`, { seen }),
    ctx.t('communities.access.repair.found', { letIn, putOut, outsiders }),
  ].join(' ')
}
