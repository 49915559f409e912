import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import i18nManager from '@adonisjs/i18n/services/main'
import { Wording } from '#app/bot_kit/wording'
import type { Frontend } from '#app/bot_kit/inbound'
import type { Person } from '#app/identity/types'
import { sql } from '#app/support/sql'
import paymentsConfig from '#config/payments'
import type { GatewayName } from '#config/payments'
import { emailOf, mayOrder, openCheckout } from '#plugins/payments/actions/begin_order'
import { keepCheckout } from '#plugins/payments/actions/keep_checkout'
import type { Checkout, Gateway, Order } from '#plugins/payments/gateways/gateway'
import { moneyAllows } from '#plugins/payments/limits/money_allows'
import { gatewaysFor } from '#plugins/payments/packs/gateways_for'
import { packWords } from '#plugins/payments/packs/pack_words'
import { totalOf, type Pack } from '#plugins/payments/packs/pack'
import { listPacks } from '#plugins/payments/packs/queries/list_packs'
import { findOrder, type Resume } from '#plugins/payments/queries/find_order'
import type { PaymentsServices } from '#plugins/payments/services'

export interface OrderRequest {
  /** Who buys; guests cannot. */
  person: Pick<Person, 'id'>
  /** The account that orders; receipts and the conversation go on there. */
  accountId: string | null
  frontend: Frontend
  gateway: GatewayName
  packId: string
  /** ISO 4217, or `XTR`. */
  currency: string
  /** BCP 47. */
  locale: string
  resume?: Resume
}

export type OrderOutcome =
  | { outcome: 'open'; order: Order; checkout: Checkout }
  | { outcome: 'refused'; reason: OrderRefusal }

export type OrderRefusal =
  /** More orders within an hour than anybody needs. */
  | 'too_many'
  | 'unknown_pack'
  /** Not in this place, by this gateway, in this currency. */
  | 'not_offered'
  /** The person's own limit for money stands against it. */
  | 'capped'

/**
 * Opens an order at today's price and has the gateway open its checkout. A checkout that is `unavailable` closes the
 * order again.
 */
export async function openOrder(
  services: PaymentsServices,
  request: OrderRequest
): Promise<OrderOutcome> {
  const offered = await gatewaysFor(services, request.frontend)
  const gateway = offered.find(({ name }) => name === request.gateway)
  if (!gateway?.currencies.includes(request.currency)) return refused('not_offered')

  const email = await emailOf(services, request.person.id)
  const opened = await db.transaction((trx) => insertOrder(trx, gateway, { ...request, email }))
  if (typeof opened === 'string') return refused(opened)

  const order = await findOrder(opened.id)
  if (!order) throw new Error(`The order ${opened.id} is gone`)
  const checkout = await openCheckout(gateway, order)
  await keepCheckout(services, order, checkout)
  return { outcome: 'open', order, checkout }
}

const refused = (reason: OrderRefusal): OrderOutcome => ({ outcome: 'refused', reason })

/** One person's orders come one after the other, so that two at once cannot both pass under a limit. */
export async function insertOrder(
  trx: TransactionClientContract,
  gateway: Gateway,
  request: OrderRequest & { email: string | null }
): Promise<{ id: string } | OrderRefusal> {
  const personId = request.person.id
  if (!(await mayOrder(trx, personId))) return 'too_many'

  const packs = await listPacks({ activeOnly: true, trx })
  const pack = packs.find(({ id }) => id === request.packId)
  if (!pack) return 'unknown_pack'
  const amount = pack.prices[request.currency]
  if (amount === undefined) return 'not_offered'
  if (gateway.name === 'discord' && pack.discordSku === null) return 'not_offered'

  const allowance = await moneyAllows(personId, pack.id, trx)
  if (allowance.outcome === 'capped') return 'capped'

  const [order] = await sql<{ id: string }>(
    `insert into payments_orders
       (person_id, account_id, frontend, gateway, pack_id, title, description, coins, bonus, currency, amount, locale,
        email, resume, expires_at)
     values (:personId, :accountId, :frontend, :gateway, :packId, :title, :description, :coins, :bonus, :currency,
        :amount, :locale, :email, :resume::jsonb, now() + make_interval(secs => :lifetime))
     returning id`,
    {
      personId,
      accountId: request.accountId,
      frontend: request.frontend,
      gateway: gateway.name,
      packId: pack.id,
      ...wordsOf(pack, request.locale),
      coins: pack.coins,
      bonus: pack.bonus,
      currency: request.currency,
      amount,
      locale: request.locale,
      email: request.email,
      resume: request.resume ? JSON.stringify(request.resume) : null,
      lifetime: paymentsConfig.orderLifetime,
    },
    trx
  )
  if (!order) throw new Error('No order was written')
  return order
}

/** Telegram's invoices have the shortest titles: 32 characters (core.telegram.org/bots/api#sendinvoice). */
const TITLE_LENGTH = 32
const DESCRIPTION_LENGTH = 255

function wordsOf(pack: Pack, locale: string): { title: string; description: string } {
  const words = new Wording(i18nManager).in(locale)
  const { name } = packWords(pack, words.locale)
  const about = pack.bonus > 0n ? 'with_bonus' : 'plain'
  return {
    title: name.slice(0, TITLE_LENGTH),
    description: words
      .t(`payments.core.order.${about}`, {
        all: words.coins(totalOf(pack)),
        bonus: words.coins(pack.bonus),
      })
      .slice(0, DESCRIPTION_LENGTH),
  }
}
