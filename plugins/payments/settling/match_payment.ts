import type { IdentityService } from '#app/identity/types'
import { listPacks } from '#plugins/payments/packs/queries/list_packs'
import {
  findOrder,
  findProviderOrder,
  findUnpaidOrder,
  type StoredOrder,
} from '#plugins/payments/queries/find_order'
import type { Sale } from '#plugins/payments/gateways/gateway'
import type { PaymentRow } from '#plugins/payments/settling/payment'

/** Whose a payment is, and for what. */
export type Match =
  /** For no order of ours, or by nobody who joined. */
  | { outcome: 'unmatched' }
  /** Another amount or currency than the order's. */
  | ({ outcome: 'mismatched' } & Bought)
  | ({ outcome: 'matched' } & Bought)

export interface Bought {
  personId: string
  accountId: string | null
  /** Null where the platform's own shop sold it. */
  orderId: string | null
  /** Null for a sale. */
  packId: string | null
  sale: Sale | null
  /** Millicoins. */
  coins: bigint
  bonus: bigint
}

/** Finds the order of a payment, or who bought which pack where a platform's own shop sells. */
export async function matchPayment(
  identity: Pick<IdentityService, 'findPerson' | 'lookUp'>,
  payment: PaymentRow
): Promise<Match> {
  const order = await orderOf(payment)
  if (order) {
    const person = await identity.findPerson(order.personId)
    return person ? forOrder(payment, order, person.id) : { outcome: 'unmatched' }
  }
  return bySoldPack(identity, payment)
}

async function orderOf(payment: PaymentRow): Promise<StoredOrder | null> {
  const { gateway, order_ref: reference } = payment
  if (reference === null) return null
  const order = payment.order_ref_ours
    ? await findOrder(reference)
    : await findProviderOrder(gateway, reference)
  return order?.gateway === gateway ? order : null
}

function forOrder(payment: PaymentRow, order: StoredOrder, personId: string): Match {
  const asked = payment.amount === order.amount && payment.currency === order.currency
  return {
    outcome: asked ? 'matched' : 'mismatched',
    personId,
    accountId: order.accountId,
    orderId: order.id,
    packId: order.packId,
    sale: order.sale,
    coins: order.coins,
    bonus: order.bonus,
  }
}

/** The platform took its own price for the pack; an order of it is used where its price is the same. */
async function bySoldPack(
  identity: Pick<IdentityService, 'lookUp'>,
  payment: PaymentRow
): Promise<Match> {
  const { gateway, pack_id: packId, payer_platform: platform, payer_platform_id: id } = payment
  if (packId === null || platform === null || id === null) return { outcome: 'unmatched' }
  const pack = (await listPacks()).find((one) => one.id === packId)
  const buyer = await identity.lookUp(`${platform}:${id}`)
  if (!pack || !buyer?.person) return { outcome: 'unmatched' }

  const personId = buyer.person.id
  const order = await findUnpaidOrder({ gateway, personId, packId })
  if (order) {
    const match = forOrder(payment, order, personId)
    if (match.outcome === 'matched') return match
  }
  return {
    outcome: 'matched',
    personId,
    accountId: buyer.account.id,
    orderId: null,
    packId,
    sale: null,
    coins: pack.coins,
    bonus: pack.bonus,
  }
}
