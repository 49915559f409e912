/** Ending, going on and agreeing: what the buttons of a membership mean. */
import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import { assertNever, type Reply } from '#app/bot_kit/reply'
import { agreePrice } from '#plugins/communities/lifecycle/actions/agree_price'
import { cancelMembership } from '#plugins/communities/lifecycle/actions/cancel_membership'
import { renewDue } from '#plugins/communities/lifecycle/actions/renew_due'
import { resumeMembership } from '#plugins/communities/lifecycle/actions/resume_membership'
import { hurryRenewal } from '#plugins/communities/lifecycle/actions/renew_with_new_coins'
import {
  button,
  coinsButton,
  digitsOption,
  factsOf,
  gone,
  idOption,
  INTERNAL,
  ownMembership,
  showButton,
} from '#plugins/communities/lifecycle/bot/kit'
import { agreeButton, membershipCard } from '#plugins/communities/lifecycle/bot/membership_card'
import { waitsForAgreement } from '#plugins/communities/lifecycle/next_cycle'
import type { CommunitiesServices } from '#plugins/communities/services'

const options = { membership: idOption } as const

/** What was done, and how the membership stands now. */
async function done(ctx: TurnContext, id: string, key: string): Promise<Reply> {
  const due = await ownMembership(ctx, id)
  if (!due) return gone(ctx)
  const text = ctx.t(`communities.lifecycle.${key}`, factsOf(ctx, due))
  return [{ kind: 'text', tone: 'notice', text }, await membershipCard(ctx, due)]
}

/** Cancelling is asked for twice: one press too many ends something dear. */
export const membershipCancelCommand = defineCommand({
  ...INTERNAL,
  name: 'membership_cancel',
  options,
  async run(ctx): Promise<Reply> {
    const due = await ownMembership(ctx, ctx.options.membership)
    if (!due) return gone(ctx)
    const { id: membership, state, means } = due.membership
    if (means === 'telegram') return done(ctx, membership, 'cancelled.at_telegram')
    const key = state === 'grace' ? 'ask_cancel_grace' : 'ask_cancel'
    return [
      {
        kind: 'choice',
        text: ctx.t(`communities.lifecycle.${key}`, factsOf(ctx, due)),
        buttons: [
          button(
            ctx,
            'cancel_now',
            { command: 'membership_cancel_now', options: { membership } },
            { style: 'danger', singleUse: true }
          ),
          button(ctx, 'stay', { command: 'membership', options: { membership } }),
        ],
      },
    ]
  },
})

export const membershipCancelNowCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...INTERNAL,
    name: 'membership_cancel_now',
    options,
    async run(ctx): Promise<Reply> {
      const { membership: membershipId } = ctx.options
      if (!ctx.person || !(await ownMembership(ctx, membershipId))) return gone(ctx)
      const { outcome } = await cancelMembership(services, {
        membershipId,
        personId: ctx.person.id,
      })
      return done(ctx, membershipId, `cancelled.${outcome}`)
    },
  })

/** Going on shows what it will cost, and when, before it is agreed to. */
export const membershipResumeCommand = defineCommand({
  ...INTERNAL,
  name: 'membership_resume',
  options,
  async run(ctx): Promise<Reply> {
    const due = await ownMembership(ctx, ctx.options.membership)
    if (!due || due.membership.state === 'ended') return gone(ctx)
    const { id: membership, means } = due.membership
    // A gift goes on at what the tier costs today.
    const asked =
      means === 'gift' || means === 'free'
        ? { ...due, membership: { ...due.membership, coins: due.tier.coins } }
        : due
    return [
      {
        kind: 'choice',
        text: ctx.t('communities.lifecycle.ask_resume', factsOf(ctx, asked)),
        buttons: [
          button(
            ctx,
            'resume_now',
            { command: 'membership_resume_now', options: { membership } },
            { style: 'primary', singleUse: true }
          ),
          button(ctx, 'leave_it', { command: 'membership', options: { membership } }),
        ],
      },
    ]
  },
})

export const membershipResumeNowCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...INTERNAL,
    name: 'membership_resume_now',
    options,
    async run(ctx): Promise<Reply> {
      const { membership: membershipId } = ctx.options
      if (!ctx.person || !(await ownMembership(ctx, membershipId))) return gone(ctx)
      const about = { membershipId, personId: ctx.person.id }
      const { outcome } = await resumeMembership(services, about)
      switch (outcome) {
        case 'resumed':
          return done(ctx, membershipId, 'resumed')
        case 'cannot':
          return done(ctx, membershipId, 'cannot_resume')
        case 'gone':
          return gone(ctx)
        default:
          return assertNever(outcome)
      }
    },
  })

/** The fan agrees to the higher price that was on the button. */
export const membershipAgreeCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...INTERNAL,
    name: 'membership_agree',
    options: { ...options, coins: { ...digitsOption, required: true } },
    async run(ctx): Promise<Reply> {
      const { membership: membershipId, coins } = ctx.options
      if (!ctx.person || !/^\d+$/.test(coins)) return gone(ctx)
      const agreed = await agreePrice(services, {
        membershipId,
        personId: ctx.person.id,
        coins: BigInt(coins),
      })
      if (!agreed) return done(ctx, membershipId, 'not_agreed')
      return done(ctx, membershipId, agreed.state === 'grace' ? 'still_unpaid' : 'agreed')
    },
  })

/** Once more, at once: coins have come, or a limit was raised. */
export const membershipRetryCommand = (services: CommunitiesServices) =>
  defineCommand({
    ...INTERNAL,
    name: 'membership_retry',
    options,
    async run(ctx): Promise<Reply> {
      const { membership: membershipId } = ctx.options
      if (!ctx.person || !(await ownMembership(ctx, membershipId))) return gone(ctx)
      if (await hurryRenewal(ctx.person.id)) await renewDue(services, { membershipId })
      const due = await ownMembership(ctx, membershipId)
      if (due?.membership.state !== 'grace') return done(ctx, membershipId, 'retried')
      return [
        {
          kind: 'choice',
          text: ctx.t('communities.lifecycle.still_unpaid', factsOf(ctx, due)),
          buttons: [
            waitsForAgreement(due) ? agreeButton(ctx, due) : coinsButton(ctx, membershipId),
            showButton(ctx, membershipId),
          ],
        },
      ]
    },
  })
