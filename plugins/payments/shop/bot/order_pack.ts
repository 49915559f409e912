import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { Button, PayWay, Reply } from '#app/bot_kit/reply'
import type { Person } from '#app/identity/types'
import { openOrder } from '#plugins/payments/actions/open_order'
import type { Gateway } from '#plugins/payments/gateways/gateway'
import { monthlyButtons } from '#plugins/payments/gateways/stars/bot/subscribe'
import { sellsOffer } from '#plugins/payments/packs/gateways_for'
import { totalOf, type PackOffer } from '#plugins/payments/packs/pack'
import { shopWindow } from '#plugins/payments/packs/shop_window'
import type { PaymentsServices } from '#plugins/payments/services'
import { packsButton } from '#plugins/payments/shop/bot/pack_list'
import { clipped } from '#plugins/payments/shop/bot/ways_on'
import { refusalText } from '#plugins/payments/shop/refusal_words'
import { resumeIn } from '#plugins/payments/shop/resume'

/** A pack as a button asks for it. */
export interface Wish {
  packId: string
  currency?: string
  gateway?: string
  /** An invocation that goes on once the coins are there, packed. */
  resume?: string
}

/** Opens an order for a pack and shows where it is paid, or says what stands in the way and what to do. */
export async function orderPack(
  ctx: TurnContext,
  services: PaymentsServices,
  person: Person,
  wish: Wish
): Promise<Reply> {
  const { frontend, locale } = ctx
  const window = await shopWindow(services, {
    frontend,
    locale: ctx.account.locale ?? locale,
    personId: person.id,
    currency: wish.currency,
  })
  const offer = window.offers.find(
    ({ id, currency }) => id === wish.packId && currency === (wish.currency ?? currency)
  )
  if (!offer) return refused(ctx, refusalText(ctx.t, 'unknown_pack'), wish)
  const ways = window.gateways.filter((gateway) => sellsOffer(gateway, offer))
  const gateway = ways.find(({ name }) => name === wish.gateway) ?? ways[0]
  if (!gateway) return refused(ctx, refusalText(ctx.t, 'not_offered'), wish)
  const others = ways.filter((other) => other !== gateway)

  const opened = await openOrder(services, {
    person,
    accountId: ctx.account.id,
    frontend,
    gateway: gateway.name,
    packId: offer.id,
    currency: offer.currency,
    locale,
    resume: resumeIn(ctx.place, wish.resume) ?? undefined,
  })
  if (opened.outcome === 'refused') return refused(ctx, refusalText(ctx.t, opened.reason), wish)
  const { checkout } = opened
  if (checkout.outcome === 'unavailable') return unavailable(ctx, offer, others, wish)
  return [payNode(ctx, { offer, way: checkout.way, others, wish })]
}

function payNode(
  ctx: TurnContext,
  about: { offer: PackOffer; way: PayWay; others: readonly Gateway[]; wish: Wish }
): Reply[number] {
  const { offer, way, others, wish } = about
  const coins = ctx.coins(totalOf(offer))
  const text = [
    ctx.t('payments.shop.pay_text', { coins, price: offer.price, replies: offer.replies }),
    ...(offer.bonus > 0n ? [ctx.t('payments.shop.bonus', { bonus: ctx.coins(offer.bonus) })] : []),
    ctx.t(wish.resume === undefined ? 'payments.shop.pay_then' : 'payments.shop.pay_then_resume'),
  ].join(' ')
  return {
    kind: 'pay',
    title: clipped(ctx.t('payments.shop.item', { name: offer.name, coins }), LIMITS.payTitle),
    text: clipped(text, LIMITS.payText),
    way,
    buttons: [
      ...monthlyButtons(ctx, offer, way),
      ...otherWays(ctx, others, wish, offer),
      packsButton(ctx, wishOf(wish, offer)),
    ],
  }
}

const wishOf = (wish: Wish, offer: PackOffer) => ({ shelf: offer.shelf, resume: wish.resume })

function otherWays(
  ctx: TurnContext,
  others: readonly Gateway[],
  wish: Wish,
  offer: PackOffer
): Button[] {
  return others.map(({ name }) => ({
    label: clipped(
      ctx.t('payments.shop.pay_otherwise', { way: ctx.t(`payments.shop.gateway.${name}`) })
    ),
    invoke: buyPack({ ...wish, currency: offer.currency, gateway: name }),
    style: 'secondary',
  }))
}

function buyPack({ packId, currency, gateway, resume }: Wish): Button['invoke'] {
  return {
    command: 'buy_pack',
    options: {
      pack: packId,
      ...(currency !== undefined && { currency }),
      ...(gateway !== undefined && { gateway }),
      ...(resume !== undefined && { resume }),
    },
  }
}

function refused(ctx: TurnContext, text: string, { resume }: Wish): Reply {
  return [
    { kind: 'text', tone: 'error', text },
    {
      kind: 'choice',
      text: ctx.t('bot.what_next'),
      buttons: [
        packsButton(ctx, { resume }),
        { label: ctx.t('payments.buy.balance'), invoke: { command: 'balance' } },
      ],
    },
  ]
}

/** The gateway is away: trying again is one press, and so is every other way to pay. */
function unavailable(
  ctx: TurnContext,
  offer: PackOffer,
  others: readonly Gateway[],
  wish: Wish
): Reply {
  return [
    { kind: 'text', tone: 'error', text: ctx.t('payments.shop.unavailable') },
    {
      kind: 'choice',
      text: ctx.t('bot.what_next'),
      buttons: [
        {
          label: ctx.t('payments.shop.try_again'),
          invoke: buyPack({ ...wish, currency: offer.currency }),
          style: 'primary',
        },
        ...otherWays(ctx, others, wish, offer),
        packsButton(ctx, wishOf(wish, offer)),
      ],
    },
  ]
}
