import type { TurnContext } from '#app/bot_kit/command'
import type { Button, LinkButton, Reply } from '#app/bot_kit/reply'
import { SPACE_PLATFORMS, type SpacePlatform } from '#app/bot_kit/spaces/space'
import type { CommunitiesServices } from '#plugins/communities/services'

/**
 * The links by which the bot is added to a server, a group or a channel, with the rights that it needs, and what
 * happens then.
 * @param options.only of one platform; by default all that the program is on
 * @param options.again what is pressed once it is added
 */
export async function addSpaceReply(
  ctx: TurnContext,
  { doorkeepers }: Pick<CommunitiesServices, 'doorkeepers'>,
  { only, again }: { only?: SpacePlatform; again?: Button } = {}
): Promise<Reply> {
  const platforms = only ? [only] : SPACE_PLATFORMS
  const links: LinkButton[] = []
  const steps: string[] = []
  for (const platform of platforms) {
    const doorkeeper = await doorkeepers.of(platform)
    for (const { kind, url } of (await doorkeeper?.addLinks()) ?? []) {
      links.push({ label: ctx.t(`communities.connecting.add.${kind}`), url })
      steps.push(ctx.t(`communities.connecting.add_steps.${kind}`))
    }
  }
  if (links.length === 0) {
    return [
      {
        kind: 'choice',
        text: ctx.t('communities.connecting.connect.unavailable'),
        buttons: [again ?? mine(ctx)],
      },
    ]
  }
  const byNumber: Button[] = platforms.includes('telegram')
    ? [
        {
          label: ctx.t('communities.connecting.by_number.button'),
          invoke: { command: 'community_by_number' },
        },
      ]
    : []
  return [
    {
      kind: 'choice',
      text: [ctx.t('communities.connecting.add.text'), ...steps.map((step) => `• ${step}`)].join(
        '\n'
      ),
      buttons: [...links, ...(again ? [again] : []), ...byNumber],
    },
  ]
}

const mine = (ctx: TurnContext): Button => ({
  label: ctx.t('communities.connecting.mine'),
  invoke: { command: 'community' },
})
