import type { CommandContext, TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { Reply } from '#app/bot_kit/reply'
import type { CommunityRow } from '#plugins/communities/rows'
import { communitiesOf } from '#plugins/communities/queries/list_communities'
import { findSpaceHere } from '#plugins/communities/queries/find_space'

/** Communities that one may choose from: rows of buttons on every platform. */
const OFFERED = 10

export type Chosen =
  { outcome: 'chosen'; community: CommunityRow } | { outcome: 'answered'; reply: Reply }

/**
 * Which of a creator's communities a command is about: the one that is named, the one of the server or chat that it is
 * said in, the only one; else they are asked.
 * @param command the command that a button of the question invokes, with the option `community`
 */
export async function chooseCommunity(
  ctx: TurnContext & Pick<CommandContext, 'person'>,
  command: string,
  named: string | undefined
): Promise<Chosen> {
  const own = ctx.person ? await communitiesOf(ctx.person.id) : []
  const community =
    own.find(({ id, slug }) => id === named || slug === named) ??
    (named === undefined ? await here(ctx, own) : undefined)
  if (community) return { outcome: 'chosen', community }
  if (own.length === 0) {
    return {
      outcome: 'answered',
      reply: [
        {
          kind: 'choice',
          text: ctx.t('communities.everyday.none'),
          buttons: [
            {
              label: ctx.t('communities.everyday.begin'),
              invoke: { command: 'community' },
              style: 'primary',
            },
          ],
        },
      ],
    }
  }
  return {
    outcome: 'answered',
    reply: [
      {
        kind: 'choice',
        text: ctx.t('communities.everyday.which'),
        buttons: own.slice(0, OFFERED).map(({ id, name }) => ({
          label: name.slice(0, LIMITS.buttonLabel),
          invoke: { command, options: { community: id } },
          replaces: true,
        })),
      },
    ],
  }
}

async function here(
  { frontend, place }: TurnContext,
  own: readonly CommunityRow[]
): Promise<CommunityRow | undefined> {
  if (own.length === 1) return own[0]
  if (place.kind === 'direct' || frontend === 'web') return undefined
  const space = await findSpaceHere(frontend, place.guildId ?? place.id)
  return own.find(({ id }) => id === space?.community_id)
}
