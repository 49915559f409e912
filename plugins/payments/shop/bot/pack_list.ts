import type { TurnContext } from '#app/bot_kit/command'
import type { Button, ListItem, ListNode, Reply } from '#app/bot_kit/reply'
import coinsConfig from '#config/coins'
import { totalOf, type PackOffer, type Shelf } from '#plugins/payments/packs/pack'
import { shopWindow } from '#plugins/payments/packs/shop_window'
import type { PaymentsServices } from '#plugins/payments/services'
import { clipped, joinButton, webLink } from '#plugins/payments/shop/bot/ways_on'
import { nothingSold } from '#plugins/payments/shop/bot/nothing_sold'

/** What is asked of the shop. */
export interface Visit {
  shelf?: Shelf
  /** An invocation that goes on once the coins are there, packed; it travels from button to button. */
  resume?: string
}

/** The packs that are for sale where the person is, or honestly that there are none. */
export async function packList(
  ctx: TurnContext,
  services: PaymentsServices,
  visit: Visit
): Promise<Reply> {
  const { offers } = await shopWindow(services, {
    frontend: ctx.frontend,
    locale: ctx.account.locale ?? ctx.locale,
    personId: ctx.person?.id ?? null,
  })
  if (offers.length === 0) return nothingSold(ctx, services)
  const on = (shelf: Shelf) => offers.filter((offer) => offer.shelf === shelf)
  // All packs may stand on one shelf.
  const asked = visit.shelf ?? 'everyday'
  const shelf = on(asked).length > 0 ? asked : other(asked)
  const list: ListNode = {
    kind: 'list',
    title: ctx.t(shelf === 'heavy' ? 'payments.shop.title_heavy' : 'payments.shop.title'),
    items: on(shelf).map((offer) => itemOf(ctx, offer, visit)),
    empty: ctx.t('payments.shop.none'),
    footer: await footerOf(ctx, services),
    buttons: [
      ...(on(other(shelf)).length > 0 ? [otherShelf(ctx, other(shelf), visit)] : []),
      ...(ctx.person ? webLink(ctx, visit.resume) : [joinButton(ctx)]),
    ],
  }
  return [list]
}

function itemOf(ctx: TurnContext, offer: PackOffer, visit: Visit): ListItem {
  const coins = ctx.coins(totalOf(offer))
  const parts = [
    ctx.t('payments.shop.item_price', { price: offer.price, coin_price: offer.coinPrice }),
    ...(offer.saved > 0 ? [ctx.t('payments.shop.saved', { percent: offer.saved })] : []),
    ctx.t('payments.shop.replies', { replies: offer.replies }),
  ]
  const bonus =
    offer.bonus > 0n ? [ctx.t('payments.shop.bonus', { bonus: ctx.coins(offer.bonus) })] : []
  const title = { name: offer.name, coins }
  return {
    title: offer.best
      ? ctx.t('payments.shop.item_best', title)
      : ctx.t('payments.shop.item', title),
    text: [parts.join(' · '), ...bonus].join('\n'),
    // A guest is asked to join first; the list says so.
    ...(ctx.person && { button: packButton(ctx, offer, visit) }),
  }
}

/** Orders a pack. */
export function packButton(
  ctx: TurnContext,
  offer: PackOffer,
  { resume }: Pick<Visit, 'resume'>
): Button {
  return {
    label: clipped(
      ctx.t('payments.shop.take', { coins: ctx.coins(totalOf(offer)), price: offer.price })
    ),
    invoke: {
      command: 'buy_pack',
      options: {
        pack: offer.id,
        currency: offer.currency,
        ...(resume !== undefined && { resume }),
      },
    },
    style: offer.best ? 'primary' : 'secondary',
  }
}

/** Back to the packs. */
export function packsButton(ctx: TurnContext, { shelf, resume }: Visit = {}): Button {
  return {
    label: clipped(ctx.t('payments.shop.other_packs')),
    invoke: {
      command: 'get_coins',
      options: { ...(shelf && { shelf }), ...(resume !== undefined && { resume }) },
    },
    style: 'secondary',
  }
}

const other = (shelf: Shelf): Shelf => (shelf === 'heavy' ? 'everyday' : 'heavy')

function otherShelf(ctx: TurnContext, shelf: Shelf, visit: Visit): Button {
  return {
    ...packsButton(ctx, { ...visit, shelf }),
    label: clipped(ctx.t(`payments.shop.to_${shelf}`)),
    replaces: true,
  }
}

/** What is in the wallet, and what a purchase settles first; for guests, why they join. */
async function footerOf(ctx: TurnContext, { ledger }: PaymentsServices): Promise<string> {
  if (!ctx.person) {
    return ctx.t('payments.shop.join_first', { welcome: ctx.coins(coinsConfig.welcome) })
  }
  const { available, owed } = await ledger.balance(ctx.person.id)
  const wallet = ctx.t('payments.shop.wallet', { coins: ctx.coins(available) })
  return owed > 0n ? `${wallet} ${ctx.t('payments.shop.owed', { coins: ctx.coins(owed) })}` : wallet
}
