import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import { paging, type ButtonLike, type ListItem, type Reply } from '#app/bot_kit/reply'
import { dayInWords } from '#app/support/day_in_words'
import {
  button,
  gone,
  idOption,
  INTERNAL,
  ownMembership,
  pageOption,
  showButton,
} from '#plugins/communities/lifecycle/bot/kit'
import { membershipCard, stateWords } from '#plugins/communities/lifecycle/bot/membership_card'
import { LIFECYCLE_LIMITS } from '#plugins/communities/lifecycle/limits'
import {
  endedOf,
  liveOf,
  type DueMembership,
} from '#plugins/communities/lifecycle/queries/due_memberships'
import { cyclesOf } from '#plugins/communities/lifecycle/queries/find_membership'
import type { CycleRow } from '#plugins/communities/rows'
import { moneyWords } from '#plugins/communities/tiers/amounts'

/** `/memberships`: what one is a member of, what comes next, and what can be done. */
export const membershipsCommand = defineCommand({
  name: 'memberships',
  topic: 'money',
  description: 'communities.lifecycle.description',
  options: {},
  guards: [needsAccount],
  visibility: 'private',
  async run(ctx): Promise<Reply> {
    if (!ctx.person) return []
    const live = await liveOf(ctx.person.id)
    const { shown: before } = await endedOf(ctx.person.id, 1)
    const others: ButtonLike[] =
      before.length > 0 ? [button(ctx, 'ended', { command: 'memberships_ended' })] : []
    const [only] = live
    if (only && live.length === 1) {
      const card = await membershipCard(ctx, only)
      return [{ ...card, buttons: [...(card.buttons ?? []), ...others] }]
    }
    return [
      {
        kind: 'list',
        title: ctx.t('communities.lifecycle.title'),
        items: live.map((due) => itemOf(ctx, due)),
        empty: ctx.t('communities.lifecycle.none'),
        buttons: live.length === 0 ? [button(ctx, 'join', { command: 'join' }), ...others] : others,
      },
    ]
  },
})

const itemOf = (ctx: TurnContext, due: DueMembership): ListItem => ({
  title: `${due.community.name} · ${due.tier.name}`,
  text: stateWords(ctx, due),
  button: showButton(ctx, due.membership.id),
})

/** One of them. */
export const membershipCommand = defineCommand({
  ...INTERNAL,
  name: 'membership',
  options: { membership: idOption },
  async run(ctx): Promise<Reply> {
    const due = await ownMembership(ctx, ctx.options.membership)
    return due ? [await membershipCard(ctx, due)] : gone(ctx)
  },
})

/** Those that have ended, with a way back. */
export const membershipsEndedCommand = defineCommand({
  ...INTERNAL,
  name: 'memberships_ended',
  options: { page: pageOption },
  async run(ctx): Promise<Reply> {
    if (!ctx.person) return []
    const { shown, page, pages } = await endedOf(ctx.person.id, ctx.options.page ?? 1)
    return [
      {
        kind: 'list',
        title: ctx.t('communities.lifecycle.ended_title'),
        items: shown.map((due) => itemOf(ctx, due)),
        empty: ctx.t('communities.lifecycle.none_ended'),
        paging: pagingOf(ctx, { page, pages }, { command: 'memberships_ended' }),
      },
    ]
  },
})

/** What was paid for a membership, cycle by cycle. */
export const membershipInvoicesCommand = defineCommand({
  ...INTERNAL,
  name: 'membership_invoices',
  options: { membership: idOption, page: pageOption },
  async run(ctx): Promise<Reply> {
    const due = await ownMembership(ctx, ctx.options.membership)
    if (!due) return gone(ctx)
    const { id: membership } = due.membership
    const all = (await cyclesOf(membership)).filter(
      ({ state }) => state === 'paid' || state === 'given_back'
    )
    const pages = Math.max(1, Math.ceil(all.length / LIFECYCLE_LIMITS.page))
    const page = Math.min(ctx.options.page ?? 1, pages)
    const from = (page - 1) * LIFECYCLE_LIMITS.page
    return [
      {
        kind: 'list',
        title: ctx.t('communities.lifecycle.invoices.title', { community: due.community.name }),
        items: all.slice(from, from + LIFECYCLE_LIMITS.page).map((cycle) => invoice(ctx, cycle)),
        empty: ctx.t('communities.lifecycle.invoices.none'),
        footer: ctx.t('communities.lifecycle.invoices.footer'),
        paging: pagingOf(
          ctx,
          { page, pages },
          { command: 'membership_invoices', options: { membership } }
        ),
        buttons: [showButton(ctx, membership)],
      },
    ]
  },
})

function invoice(ctx: TurnContext, cycle: CycleRow): ListItem {
  const { currency, amount, coins, given_back: back } = cycle
  const words = (value: bigint) =>
    currency === null ? ctx.coins(value) : moneyWords(ctx, { currency, amount: value })
  const paid = currency === null ? coins : (amount ?? 0n)
  const end = cycle.ends_at === null ? 'none' : dayInWords(cycle.ends_at, ctx.locale)
  const say = (key: string, data: Record<string, string>) =>
    ctx.t(`communities.lifecycle.invoices.${key}`, data)
  return {
    title: say('line', {
      date: dayInWords(cycle.created_at, ctx.locale),
      amount: words(paid),
      kind: cycle.kind,
    }),
    text: [
      say('span', { from: dayInWords(cycle.starts_at, ctx.locale), end }),
      ...(back > 0n ? [say('given_back', { amount: words(back) })] : []),
      ...(cycle.credit > 0n ? [say('credit', { amount: ctx.coins(cycle.credit) })] : []),
      say('receipt', { number: cycle.transfer_id ?? cycle.payment_id ?? cycle.id.slice(0, 8) }),
    ].join('\n'),
  }
}

const pagingOf = (
  ctx: TurnContext,
  at: { page: number; pages: number },
  invoke: Parameters<typeof paging>[2]
) =>
  paging(
    at,
    {
      previous: ctx.t('communities.lifecycle.do.previous'),
      next: ctx.t('communities.lifecycle.do.next'),
    },
    invoke
  )
