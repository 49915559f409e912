import type { TurnContext } from '#app/bot_kit/command'
import { paging, type Reply } from '#app/bot_kit/reply'
import { openCommunities } from '#plugins/communities/shop/queries/open_communities'
import { label, trouble } from '#plugins/communities/tiers/bot/kit'

/** Communities to choose from: all of them, or those that fit what was typed. */
export async function communitiesView(
  ctx: TurnContext,
  words: string,
  page: number
): Promise<Reply> {
  const say = (key: string, data?: Record<string, unknown>) =>
    ctx.t(`communities.tiers.shop.${key}`, data)
  const { communities, hasNext } = await openCommunities(words, page)
  if (communities.length === 0 && words !== '') {
    const others = await openCommunities('', 1)
    if (others.communities.length > 0) {
      return [trouble(say('not_found', { words })), ...(await communitiesView(ctx, '', 1))]
    }
  }
  return [
    {
      kind: 'list',
      title: say(words === '' ? 'all' : 'found', { words }),
      items: communities.map(({ name, description, slug, tiers }) => ({
        title: name,
        text: [description.split('\n')[0], say('tiers', { count: Number(tiers) })]
          .filter(Boolean)
          .join('\n'),
        button: {
          label: label(say('look', { name })),
          invoke: { command: 'join', options: { community: slug } },
        },
      })),
      empty: say('none'),
      footer: say('search'),
      paging: paging(
        { page, pages: hasNext ? page + 1 : page, open: hasNext },
        {
          previous: ctx.t('communities.tiers.do.previous'),
          next: ctx.t('communities.tiers.do.next'),
        },
        { command: 'join', options: { ...(words !== '' && { community: words }) } }
      ),
    },
  ]
}
