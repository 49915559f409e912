import { defineCommand } from '#app/bot_kit/command'
import { sql } from '#app/support/sql'
import { countStaff } from '#plugins/communities/access/queries/count_staff'
import { decideOutsiders } from '#plugins/communities/access/actions/decide_outsiders'
import { ACCESS_LIMITS } from '#plugins/communities/access/limits'
import { withSpace } from '#plugins/communities/connecting/bot/own'
import type { CommunitiesServices } from '#plugins/communities/services'

const space = {
  kind: 'text',
  maxLength: 36,
  required: true,
  description: 'communities.access.outsiders.button',
} as const
const guards = [{ kind: 'needsAccount' }, { kind: 'creatorOnly' }] as const

/** Who is inside without having paid, and what can be done about it. */
export const accessOutsidersCommand = defineCommand({
  name: 'access_outsiders',
  description: 'communities.access.outsiders.button',
  options: { space },
  guards,
  visibility: 'private',
  internal: true,
  run: (ctx) =>
    withSpace(ctx, ctx.options.space, async (where) => {
      const outsiders = await outsidersOf(where.id)
      const [first] = outsiders
      const staff = await countStaff(where.id)
      const apart = staff === 0 ? [] : [ctx.t('communities.access.outsiders.staff', { staff })]
      const say = (key: string) =>
        [ctx.t(`communities.access.outsiders.${key}`), ...apart].join('\n')
      if (!first) return [{ kind: 'text', text: say('none') }]
      const count = Number(first.total)
      const decide = (decision: 'keep' | 'remove') => ({
        label: ctx.t(`communities.access.outsiders.${decision}`, { count }),
        invoke: {
          command: 'access_outsiders_decide',
          options: { space: where.id, decision },
        },
        singleUse: true,
      })
      return [
        {
          kind: 'list',
          title: ctx.t('communities.access.outsiders.title', { space: where.title, count }),
          items: outsiders.map((one) => ({
            title: one.display_name || one.platform_id,
            text: [
              one.role_name ?? '',
              one.was_in_before ? ctx.t('communities.access.outsiders.before') : '',
            ]
              .filter((part) => part !== '')
              .join(' · '),
          })),
          empty: '',
          footer: say('question'),
          buttons: [decide('keep'), { ...decide('remove'), style: 'danger' }],
        },
      ]
    }),
})

/** What the creator decided. */
export const accessOutsidersDecideCommand = (services: CommunitiesServices) =>
  defineCommand({
    name: 'access_outsiders_decide',
    description: 'communities.access.outsiders.button',
    options: {
      space,
      decision: {
        kind: 'choice',
        required: true,
        choices: [
          { value: 'keep', name: 'communities.access.outsiders.button' },
          { value: 'remove', name: 'communities.access.outsiders.button' },
        ],
        description: 'communities.access.outsiders.button',
      },
    },
    guards,
    visibility: 'private',
    internal: true,
    run: (ctx) =>
      withSpace(ctx, ctx.options.space, async ({ id }) => {
        const decision = ctx.options.decision === 'remove' ? 'remove' : 'keep'
        const count = await decideOutsiders(services, { spaceId: id, decision })
        return [
          { kind: 'text', text: ctx.t(`communities.access.outsiders.done_${decision}`, { count }) },
        ]
      }),
  })

interface Shown {
  platform_id: string
  display_name: string
  role_name: string | null
  was_in_before: boolean
  total: bigint
}

function outsidersOf(spaceId: string): Promise<Shown[]> {
  return sql<Shown>(
    `select o.platform_id, coalesce(nullif(o.display_name, ''), a.display_name, '') as display_name, o.was_in_before,
       (select d.role_name from communities_doors d where d.space_id = o.space_id and d.role_id = o.role_id limit 1)
         as role_name,
       count(*) over () as total
     from communities_outsiders o
     join communities_spaces s on s.id = o.space_id
     left join accounts a on a.platform = s.platform and a.platform_id = o.platform_id
     where o.space_id = :spaceId and o.state = 'found' and o.reported_at is not null
     order by o.found_at, o.id limit :most`,
    { spaceId, most: ACCESS_LIMITS.outsidersNamed }
  )
}
