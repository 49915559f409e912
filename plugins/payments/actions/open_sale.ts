import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { sql } from '#app/support/sql'
import paymentsConfig from '#config/payments'
import type { SaleOutcome, SaleRequest } from '#plugins/payments/api'
import { emailOf, mayOrder, openCheckout } from '#plugins/payments/actions/begin_order'
import { keepCheckout } from '#plugins/payments/actions/keep_checkout'
import type { Gateway } from '#plugins/payments/gateways/gateway'
import { moneyAllows } from '#plugins/payments/limits/money_allows'
import { sellingGateways } from '#plugins/payments/packs/gateways_for'
import { findSale, type StoredOrder } from '#plugins/payments/queries/find_order'
import type { PaymentsServices } from '#plugins/payments/services'

type Refusal = Extract<SaleOutcome, { outcome: 'refused' }>['reason']

/** Telegram's invoices have the shortest titles (core.telegram.org/bots/api#sendinvoice). Characters. */
const TITLE_LENGTH = 32
const DESCRIPTION_LENGTH = 255
const KEY_LENGTH = 200
/** Stripe's longest trial (docs.stripe.com/api/subscriptions/create), days. */
const LONGEST_TRIAL = 730

/**
 * Opens an order for something that another plugin sells, and the gateway's checkout. The same key is the same order: it
 * opens the same checkout again while nobody has paid, and an order whose checkout did not open is tried anew.
 * @throws when the key was used for something else, or the request is none
 */
export async function openSale(
  services: PaymentsServices,
  request: SaleRequest
): Promise<SaleOutcome> {
  check(request)
  const offered = await sellingGateways(services, request.frontend)
  const gateway = offered.find(({ name }) => name === request.gateway)
  if (!gateway || !canSell(gateway, request)) return refused('not_offered')

  const email = await emailOf(services, request.personId)
  const opened = await db.transaction((trx) => keepOrder(trx, gateway, { ...request, email }))
  if (opened !== 'kept') return refused(opened)
  const order = await findSale(request.key)
  if (!order) throw new Error(`The sale ${request.key} is gone`)
  const checkout = await openCheckout(gateway, order)
  await keepCheckout(services, order, checkout)
  return checkout.outcome === 'open'
    ? { outcome: 'open', orderId: order.id, way: checkout.way }
    : refused('unavailable')
}

const refused = (reason: Refusal): SaleOutcome => ({ outcome: 'refused', reason })

function check({ key, seller, reference, title, amount, coins, recurring }: SaleRequest): void {
  const trial = recurring?.trialDays ?? 0
  const isSound =
    key !== '' &&
    key.length <= KEY_LENGTH &&
    seller !== '' &&
    reference !== '' &&
    title.trim() !== '' &&
    amount > 0n &&
    coins > 0n &&
    Number.isInteger(trial) &&
    trial >= 0 &&
    trial <= LONGEST_TRIAL
  if (!isSound) throw new Error(`The sale ${key.slice(0, KEY_LENGTH)} is none`)
}

function canSell(gateway: Gateway, { currency, recurring, amount }: SaleRequest): boolean {
  if (!gateway.currencies.includes(currency)) return false
  if (!recurring) return true
  const { subscriptions } = gateway
  if (!subscriptions?.periods.includes(recurring.period)) return false
  if (recurring.trialDays > 0 && !subscriptions.trials) return false
  return subscriptions.mostAmount === null || amount <= subscriptions.mostAmount
}

/** Writes the order, or finds it. One person's orders come one after the other. */
async function keepOrder(
  trx: TransactionClientContract,
  gateway: Gateway,
  request: SaleRequest & { email: string | null }
): Promise<'kept' | Refusal> {
  const { key, personId, currency, amount, coins, recurring } = request
  const isWithin = await mayOrder(trx, personId)
  const known = await findSale(key, trx)
  if (known) return findAgain(trx, known, request)
  if (!isWithin) return 'too_many'
  const allowance = await moneyAllows(personId, { currency, amount, coins }, trx)
  if (allowance.outcome === 'capped') return 'capped'
  await sql(
    `insert into payments_orders
       (sale_key, seller, reference, creator_id, recurring, trial_days, person_id, account_id, frontend, gateway, title,
        description, coins, bonus, currency, amount, locale, email, expires_at)
     values (:key, :seller, :reference, :creatorId, :period, :trialDays, :personId, :accountId, :frontend, :gateway, :title,
        :description, :coins, 0, :currency, :amount, :locale, :email, now() + make_interval(secs => :lifetime))`,
    {
      key,
      seller: request.seller,
      reference: request.reference,
      creatorId: request.creatorId,
      period: recurring?.period ?? null,
      trialDays: recurring?.trialDays ?? null,
      personId,
      accountId: request.accountId,
      frontend: request.frontend,
      gateway: gateway.name,
      title: request.title.slice(0, TITLE_LENGTH),
      // Stripe refuses an empty one.
      description: (request.description || request.title).slice(0, DESCRIPTION_LENGTH),
      coins,
      currency,
      amount,
      locale: request.locale,
      email: request.email,
      lifetime: paymentsConfig.orderLifetime,
    },
    trx
  )
  return 'kept'
}

/** One that was paid, or cannot be paid any more, is not opened again: it could be paid twice. */
async function findAgain(
  trx: TransactionClientContract,
  order: StoredOrder,
  request: SaleRequest
): Promise<'kept' | Refusal> {
  const { sale } = order
  const isSame =
    sale?.seller === request.seller &&
    sale.reference === request.reference &&
    sale.recurring?.period === request.recurring?.period &&
    sale.recurring?.trialDays === request.recurring?.trialDays &&
    order.gateway === request.gateway &&
    order.currency === request.currency &&
    order.amount === request.amount &&
    order.coins === request.coins
  if (!isSame) throw new Error(`The key ${request.key} was used for another sale`)
  const isOpen = order.state === 'open' && order.expiresAt.getTime() > Date.now()
  if (isOpen) return 'kept'
  if (order.state !== 'abandoned' || order.providerOrder !== null) return 'unavailable'
  const again = await sql<{ id: string }>(
    `update payments_orders o set state = 'open', expires_at = now() + make_interval(secs => :lifetime)
     where id = :id and not exists (select 1 from payments_payments p where p.order_id = o.id)
     returning id`,
    { id: order.id, lifetime: paymentsConfig.orderLifetime },
    trx
  )
  return again.length > 0 ? 'kept' : 'unavailable'
}
