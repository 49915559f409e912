import { assertNever, type Reply } from '#app/bot_kit/reply'
import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { Person } from '#app/identity/types'
import {
  membershipsButton,
  payInvocation,
  quoteButton,
  trouble,
  type Choice,
} from '#plugins/communities/buying/bot/kit'
import { quoteReply } from '#plugins/communities/buying/bot/quote_view'
import type { BuyOutcome, BuyRefusal, Expected, Wish } from '#plugins/communities/buying/purchase'
import { CODE_REFUSALS } from '#plugins/communities/codes/find_code'
import { dayInWords } from '#app/support/day_in_words'
import { giftReply } from '#plugins/communities/gifts/bot/gift_view'
import type { MembershipRow, PurchaseRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'

export interface Pressed {
  person: Person
  choice: Choice
  wish: Wish
  seen: Expected
}

/** What buying came to, and what to press next. */
export async function outcomeReply(
  ctx: TurnContext,
  services: CommunitiesServices,
  outcome: BuyOutcome,
  pressed: Pressed
): Promise<Reply> {
  switch (outcome.outcome) {
    case 'joined':
      return joinedReply(ctx, outcome.purchase, outcome.membership)
    case 'gift':
      return giftReply(ctx, { gift: outcome.gift, title: outcome.purchase.title })
    case 'pay':
      return [
        {
          kind: 'pay',
          title: outcome.purchase.title.slice(0, LIMITS.payTitle),
          text: ctx
            .t('communities.buying.pay_text', { title: outcome.purchase.title })
            .slice(0, LIMITS.payText),
          way: outcome.way,
          buttons: [quoteButton(ctx, pressed.choice, 'communities.buying.do.otherwise')],
        },
      ]
    case 'given_back':
      return trouble(ctx, givenBackText(ctx, outcome.purchase))
    case 'insufficient_coins':
      return lacking(ctx, outcome, pressed)
    case 'cap_reached':
      return trouble(
        ctx,
        ctx.t('communities.buying.refused.cap', {
          period: outcome.period,
          cap: ctx.coins(outcome.cap),
          date: dayInWords(outcome.resetsAt, ctx.locale),
        }),
        [
          { label: ctx.t('communities.buying.do.limits'), invoke: { command: 'limits' } },
          quoteButton(ctx, pressed.choice, 'communities.buying.do.otherwise'),
        ]
      )
    case 'refused':
      return refusedReply(ctx, services, outcome.reason, pressed)
    default:
      return assertNever(outcome)
  }
}

/** They are in. What opens is said by itself, a moment later. */
export function joinedReply(
  ctx: TurnContext,
  { title, trial_days: trialDays }: PurchaseRow,
  membership: MembershipRow
): Reply {
  const { paid_until: until, renews, state } = membership
  const date = until === null ? '' : dayInWords(until, ctx.locale)
  const key =
    state === 'trialing' ? 'trial' : until === null ? 'for_good' : renews ? 'renews' : 'until'
  return [
    {
      kind: 'card',
      title: ctx.t('communities.buying.joined.title', { title }),
      text: [
        ctx.t(`communities.buying.joined.${key}`, { date, days: trialDays }),
        ctx.t('communities.buying.joined.doors'),
      ].join(' '),
      buttons: [membershipsButton(ctx)],
    },
  ]
}

export const givenBackText = (ctx: TurnContext, { title, refusal, means }: PurchaseRow): string => {
  const known = BACK.find((one) => one === refusal) ?? 'other'
  return ctx.t(`communities.buying.back.${known}`, { title, means })
}
const BACK = [
  'closed',
  'suspended',
  'withdrawn',
  'banned',
  'member',
  'other_tier',
  'full',
  'refund_refused',
] as const

/** Too few coins: they are bought, and then it goes on by itself. */
function lacking(
  ctx: TurnContext,
  { available, needed }: { available: bigint; needed: bigint },
  { choice, wish, seen }: Pressed
): Reply {
  const then = payInvocation(choice, wish, seen)
  return [
    {
      kind: 'choice',
      text: ctx.t('communities.buying.lacking', {
        needed: ctx.coins(needed),
        available: ctx.coins(available),
        missing: ctx.coins(needed - available),
      }),
      buttons: [
        {
          label: ctx.t('communities.buying.do.get_coins'),
          invoke: { command: 'get_coins', options: { resume: JSON.stringify(then) } },
          style: 'primary',
        },
        quoteButton(ctx, choice, 'communities.buying.do.otherwise'),
      ],
    },
  ]
}

async function refusedReply(
  ctx: TurnContext,
  services: CommunitiesServices,
  reason: BuyRefusal,
  { person, choice, wish, seen }: Pressed
): Promise<Reply> {
  const quote = () => quoteReply(ctx, services, person, choice)
  const codeTrouble = CODE_REFUSALS.find((one) => one === reason)
  if (codeTrouble) {
    const said = ctx.t(`communities.buying.code.${codeTrouble}`)
    const without = await quoteReply(ctx, services, person, { ...choice, code: undefined })
    return [{ kind: 'text', tone: 'error', text: said }, ...without]
  }
  const said = ctx.t(`communities.buying.refused.${reason}`, { tier: '', community: '' })
  switch (reason) {
    // What stands against it is said with its names by the quote.
    case 'closed':
    case 'suspended':
    case 'withdrawn':
    case 'banned':
    case 'member':
    case 'other_tier':
    case 'full':
    case 'deleted':
    case 'shut':
    case 'gone':
      return quote()
    case 'changed':
      return [{ kind: 'text', tone: 'notice', text: said }, ...(await quote())]
    case 'busy':
      return trouble(ctx, said, [membershipsButton(ctx)])
    case 'unavailable':
    case 'interrupted': {
      const again = {
        label: ctx.t('communities.buying.do.again'),
        invoke: payInvocation(choice, wish, seen),
      }
      return trouble(ctx, said, [
        again,
        quoteButton(ctx, choice, 'communities.buying.do.otherwise'),
      ])
    }
    default:
      return trouble(ctx, said, [quoteButton(ctx, choice, 'communities.buying.do.otherwise')])
  }
}
