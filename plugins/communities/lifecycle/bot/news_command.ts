import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import type { ButtonLike, Reply } from '#app/bot_kit/reply'
import {
  button,
  coinsButton,
  factsOf,
  idOption,
  INTERNAL,
  ownMembership,
  showButton,
} from '#plugins/communities/lifecycle/bot/kit'
import { agreeButton, canResume } from '#plugins/communities/lifecycle/bot/membership_card'
import { NEWS, type News } from '#plugins/communities/lifecycle/news'
import type { DueMembership } from '#plugins/communities/lifecycle/queries/due_memberships'

/** What the program tells a member by itself, with what to press next. */
export const membershipNewsCommand = defineCommand({
  ...INTERNAL,
  name: 'membership_news',
  options: {
    membership: idOption,
    news: {
      kind: 'choice',
      required: true,
      description: INTERNAL.description,
      choices: NEWS.map((value) => ({ value, name: `communities.lifecycle.news.${value}` })),
    },
  },
  async run(ctx): Promise<Reply> {
    const due = await ownMembership(ctx, ctx.options.membership)
    const news = NEWS.find((one) => one === ctx.options.news)
    if (!due || !news || !isStillTrue(news, due)) return []
    return [
      {
        kind: 'card',
        title: `${due.community.name} · ${due.tier.name}`,
        text: ctx.t(`communities.lifecycle.news.${news}`, factsOf(ctx, due)),
        buttons: buttonsOf(ctx, news, due),
      },
    ]
  },
})

/** What was to be said may have been overtaken: they paid, cancelled, or it ended meanwhile. */
function isStillTrue(news: News, { membership }: DueMembership): boolean {
  const { state, renews } = membership
  switch (news) {
    case 'remind_renew':
    case 'remind_price':
      return state !== 'ended' && renews
    case 'remind_end':
      return state !== 'ended' && !renews
    case 'no_coins':
    case 'capped':
    case 'price':
      return state === 'grace'
    case 'card_failed':
      return state !== 'ended'
    default:
      return true
  }
}

function buttonsOf(ctx: TurnContext, news: News, due: DueMembership): ButtonLike[] {
  const { id: membership } = due.membership
  const cancel = button(ctx, 'cancel', { command: 'membership_cancel', options: { membership } })
  const show = showButton(ctx, membership)
  const again = button(ctx, 'join_again', { command: 'join_tier', options: { tier: due.tier.id } })
  switch (news) {
    case 'remind_renew':
      return [show, cancel]
    case 'remind_price':
    case 'price':
      return due.membership.asked_coins === null
        ? [show, cancel]
        : [agreeButton(ctx, due), show, cancel]
    case 'remind_end':
      return canResume(due)
        ? [button(ctx, 'resume', { command: 'membership_resume', options: { membership } }), show]
        : [show]
    case 'no_coins':
      return [coinsButton(ctx, membership), show, cancel]
    case 'capped':
      return [
        button(ctx, 'limits', { command: 'limits' }),
        button(ctx, 'try_again', { command: 'membership_retry', options: { membership } }),
        show,
      ]
    case 'ended_cancelled':
    case 'ended_unpaid':
    case 'ended_expired':
      return due.community.isOpen ? [again, show] : [show]
    case 'ended_refunded':
    case 'ended_disputed':
    case 'ended_removed':
    case 'card_failed':
    case 'renewed':
    case 'changed':
    case 'closing':
    case 'stopped':
    case 'came_back':
    case 'paid_back':
      return [show]
  }
}
