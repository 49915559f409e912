import type { TurnContext } from '#app/bot_kit/command'
import type { Button, ButtonLike, CardNode } from '#app/bot_kit/reply'
import { doorName, doorState, wayIn } from '#plugins/communities/access/bot/words'
import { doorsOfMember } from '#plugins/communities/access/queries/grants_shown'
import { resumePrice } from '#plugins/communities/lifecycle/actions/resume_membership'
import { button, coinsButton, factsOf } from '#plugins/communities/lifecycle/bot/kit'
import { LIFECYCLE_LIMITS } from '#plugins/communities/lifecycle/limits'
import { waitsForAgreement } from '#plugins/communities/lifecycle/next_cycle'
import type { DueMembership } from '#plugins/communities/lifecycle/queries/due_memberships'

/** How a membership stands, in a sentence. */
export function stateWords(ctx: TurnContext, due: DueMembership): string {
  const { membership, community } = due
  const say = (key: string) => ctx.t(`communities.lifecycle.state.${key}`, factsOf(ctx, due))
  if (membership.state === 'ended') return say(`ended_${membership.end_reason ?? 'cancelled'}`)
  if (community.suspended) return say('suspended')
  if (membership.state === 'grace') {
    if (membership.means === 'money') return say('grace_money')
    return say(waitsForAgreement(due) ? 'grace_price' : 'grace')
  }
  if (membership.means === 'telegram') return say('at_telegram')
  if (membership.paid_until === null) return say('for_good')
  if (!membership.renews) return say('ends')
  if (membership.state === 'trialing') return say('trialing')
  return say(due.nextTier ? 'changes' : 'renews')
}

/** A membership: how it stands, what it opens, and what can be done. */
export async function membershipCard(ctx: TurnContext, due: DueMembership): Promise<CardNode> {
  const { membership, community, tier } = due
  const doors = ctx.person ? await doorsOfMember(membership.id, ctx.person.id) : []
  const shown = doors.slice(0, LIFECYCLE_LIMITS.doors)
  const ways = shown.flatMap((door) => wayIn(ctx, door) ?? [])
  return {
    kind: 'card',
    title: `${community.name} · ${tier.name}`,
    text: stateWords(ctx, due),
    fields: shown.map((door) => ({ name: doorName(ctx, door), value: doorState(ctx, door) })),
    buttons: [...ways.slice(0, 1), ...buttonsOf(ctx, due)],
  }
}

function buttonsOf(ctx: TurnContext, due: DueMembership): ButtonLike[] {
  const { membership, tier, nextTier, community } = due
  const about = { membership: membership.id }
  const to = (key: string, command: string, more = {}) =>
    button(ctx, key, { command, options: about }, more)
  const invoices = to('invoices', 'membership_invoices')
  if (membership.state === 'ended') {
    return [
      ...(community.isOpen && membership.end_reason !== 'removed'
        ? [button(ctx, 'join_again', { command: 'join_tier', options: { tier: tier.id } })]
        : []),
      invoices,
    ]
  }
  const buttons: ButtonLike[] = []
  if (membership.state === 'grace' && membership.means === 'coins') {
    buttons.push(waitsForAgreement(due) ? agreeButton(ctx, due) : coinsButton(ctx, membership.id))
  }
  buttons.push(to('doors', 'access_doors'))
  if (membership.means === 'telegram') return [...buttons, invoices]
  if (nextTier) buttons.push(to('keep_tier', 'membership_keep'))
  else if (community.isOpen) buttons.push(to('change', 'membership_change'))
  if (membership.renews) buttons.push(to('cancel', 'membership_cancel'))
  else if (community.isOpen && canResume(due)) buttons.push(to('resume', 'membership_resume'))
  buttons.push(invoices)
  return buttons
}

/** Whether it can go on after all, by itself. */
export function canResume({ membership, tier }: DueMembership): boolean {
  if (membership.means === 'telegram') return false
  if (membership.means === 'money') return membership.order_id !== null
  const price = resumePrice(membership, tier)
  return price !== null && price > 0n
}

/** Agrees to the price that is on the button. */
export function agreeButton(ctx: TurnContext, { membership }: DueMembership): Button {
  const asked = membership.asked_coins ?? 0n
  return button(
    ctx,
    'agree',
    {
      command: 'membership_agree',
      options: { membership: membership.id, coins: asked.toString() },
    },
    { style: 'primary', singleUse: true },
    { price: ctx.coins(asked) }
  )
}
