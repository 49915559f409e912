import app from '@adonisjs/core/services/app'
import { defineCommand, type OpenLink, type TurnContext } from '#app/bot_kit/command'
import type { ButtonLike, CardNode } from '#app/bot_kit/reply'
import { sql } from '#app/support/sql'
import { findCommunity, findCommunityBySlug } from '#plugins/communities/queries/find_community'
import type { CommunityRow } from '#plugins/communities/rows'
import { joinWord } from '#plugins/communities/tiers/links'

/** Somebody asked to be let in who has not paid, or did with another account of theirs. */
export const accessRefusedCommand = defineCommand({
  name: 'access_refused',
  description: 'communities.access.refused.text',
  options: {
    community: {
      kind: 'text',
      maxLength: 36,
      required: true,
      description: 'communities.access.refused.text',
    },
  },
  guards: [],
  visibility: 'private',
  internal: true,
  async run(ctx) {
    const community = await findCommunity(ctx.options.community)
    if (!community)
      return [{ kind: 'text', tone: 'notice', text: ctx.t('communities.access.gone') }]
    const mine = ctx.person ? await isMember(community.id, ctx.person.id) : false
    return [await refusal(ctx, community, mine)]
  },
})

/** Behind `start=` of a link by which somebody has another account of theirs let in. */
const HERE = /^here_(.+)$/

/** Such a link: the question is asked anew, now that the bot may write to them. */
export const openHereLink: OpenLink = async (ctx, word) => {
  const slug = HERE.exec(word)?.[1]
  const community = slug === undefined ? null : await findCommunityBySlug(slug)
  if (!community || !ctx.person || !(await isMember(community.id, ctx.person.id))) return null
  return [cardOf(ctx, community, true, useThisAccount(ctx))]
}

/**
 * Telegram lets the bot write to a stranger for as long as their request is open: what a button would be answered does
 * not arrive. A link there begins a conversation.
 */
async function refusal(
  ctx: TurnContext,
  community: CommunityRow,
  mine: boolean
): Promise<CardNode> {
  const bot =
    ctx.frontend === 'telegram' ? await (await app.container.make('pages')).telegramBotName() : null
  if (bot !== null) {
    const word = mine ? `here_${community.slug}` : joinWord(community.slug)
    const label = ctx.t(`communities.access.${mine ? 'doors.here' : 'refused.join'}`)
    return cardOf(ctx, community, mine, { label, url: `https://t.me/${bot}?start=${word}` })
  }
  const join = { command: 'join', options: { community: community.slug } }
  const button = mine
    ? useThisAccount(ctx)
    : { label: ctx.t('communities.access.refused.join'), invoke: join }
  return cardOf(ctx, community, mine, button)
}

const useThisAccount = (ctx: TurnContext): ButtonLike => ({
  label: ctx.t('communities.access.doors.here'),
  invoke: { command: 'access_here' },
})

const cardOf = (
  ctx: TurnContext,
  { name }: CommunityRow,
  mine: boolean,
  button: ButtonLike
): CardNode => ({
  kind: 'card',
  title: name,
  text: ctx.t(`communities.access.refused.${mine ? 'other_account' : 'text'}`, { community: name }),
  buttons: [button],
})

async function isMember(communityId: string, personId: string): Promise<boolean> {
  const [row] = await sql<{ id: string }>(
    `select id from communities_memberships
     where community_id = :communityId and person_id = :personId and state <> 'ended'`,
    { communityId, personId }
  )
  return row !== undefined
}
