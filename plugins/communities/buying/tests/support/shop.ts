/** A community that sells, a fan who buys, and payments that keep what they were asked. */
import { randomUUID } from 'node:crypto'
import { sql } from '#app/support/sql'
import { buyTier } from '#plugins/communities/buying/actions/buy_tier'
import { settleSale } from '#plugins/communities/buying/actions/settle_sale'
import type { BuyRequest, Wish } from '#plugins/communities/buying/purchase'
import { findPurchase } from '#plugins/communities/buying/queries/find_purchase'
import type { CycleRow, GiftRow, MembershipRow, PurchaseRow } from '#plugins/communities/rows'
import type { CommunitiesServices } from '#plugins/communities/services'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  openCommunity,
  services as realServices,
  tierOf,
  type Somebody,
  type Stage,
} from '#plugins/communities/tests/support/people'
import type { PaymentsService, SaleOutcome, SaleRequest } from '#plugins/payments/api'

/** Payments that keep what they were asked; money that arrives is told by {@link Shop.paid}. */
export class FakePayments implements PaymentsService {
  readonly sales = new Map<string, { orderId: string; request: SaleRequest }>()
  readonly refunds = new Map<string, string>()
  readonly renewing = new Map<string, boolean>()
  /** What the next checkouts come to. */
  refuses: Extract<SaleOutcome, { outcome: 'refused' }>['reason'] | null = null
  refundsAre: 'refunded' | 'refused' = 'refunded'

  connected = async () => ['stripe']
  waysFor: PaymentsService['waysFor'] = async () => [
    {
      gateway: 'stripe',
      currencies: ['USD'],
      recurring: ['month', 'year'],
      trials: true,
      mostRecurring: null,
    },
    {
      gateway: 'stars',
      currencies: ['XTR'],
      recurring: ['month'],
      trials: false,
      mostRecurring: 10_000n,
    },
  ]

  sell: PaymentsService['sell'] = async (request) => {
    if (this.refuses) return { outcome: 'refused', reason: this.refuses }
    const sale = this.sales.get(request.key) ?? { orderId: randomUUID(), request }
    this.sales.set(request.key, sale)
    const url = `https://pay.example/${sale.orderId}`
    return { outcome: 'open', orderId: sale.orderId, way: { kind: 'link', label: 'Pay', url } }
  }

  setRenewing: PaymentsService['setRenewing'] = async (orderId, renewing) => {
    this.renewing.set(orderId, renewing)
    return 'set'
  }

  refundSale: PaymentsService['refundSale'] = async ({ key, paymentId }) => {
    if (this.refundsAre === 'refunded') this.refunds.set(key, paymentId)
    return this.refundsAre
  }
}

export interface Shop extends Stage {
  services: CommunitiesServices
  payments: FakePayments
  tierId: string
  /** The fan presses a way to pay; a key of its own unless told otherwise. */
  buys(fan: Somebody, more?: Partial<BuyRequest>): ReturnType<typeof buyTier>
  /** Money for a purchase arrives; gives the payment. */
  paid(purchaseId: string, paymentId?: string, by?: CommunitiesServices): Promise<string>
}

export const USD: Wish = { means: 'money', gateway: 'stripe', currency: 'USD' }

export async function openShop(tier: Parameters<typeof tierOf>[1] = {}): Promise<Shop> {
  const stage = await openCommunity(openWorld())
  const made = await tierOf(stage.community.id, { prices: { USD: 999n, XTR: 500n }, ...tier })
  const payments = new FakePayments()
  const services = { ...(await realServices()), payments }
  const tierId = made.tier.id
  return {
    ...stage,
    services,
    payments,
    tierId,
    buys: (fan, more = {}) => buyTier(services, requestOf(fan, tierId, more)),
    paid: async (purchaseId, paymentId = randomUUID(), by = services) => {
      const purchase = await findPurchase(purchaseId)
      const sale = payments.sales.get(`purchase:${purchaseId}`)
      await settleSale(by, {
        paymentId,
        orderId: sale?.orderId ?? randomUUID(),
        reference: purchaseId,
        amount: purchase?.amount ?? 0n,
        currency: purchase?.currency ?? 'USD',
      })
      return paymentId
    },
  }
}

export const requestOf = (
  { person, account }: Somebody,
  tierId: string,
  more: Partial<BuyRequest> = {}
): BuyRequest => ({
  key: `press:${randomUUID()}`,
  tierId,
  personId: person.id,
  accountId: account.id,
  frontend: 'telegram',
  locale: 'en',
  code: null,
  gift: false,
  wish: { means: 'coins' },
  expected: null,
  ...more,
})

export const membershipsOf = ({ person }: Somebody): Promise<MembershipRow[]> =>
  sql<MembershipRow>(
    'select * from communities_memberships where person_id = :id order by created_at, id',
    { id: person.id }
  )

export const purchasesOf = ({ person }: Somebody): Promise<PurchaseRow[]> =>
  sql<PurchaseRow>(
    'select * from communities_purchases where person_id = :id order by created_at, id',
    { id: person.id }
  )

export const cyclesOf = (membershipId: string): Promise<CycleRow[]> =>
  sql<CycleRow>(
    'select * from communities_cycles where membership_id = :membershipId order by number',
    { membershipId }
  )

export async function giftOf(purchaseId: string): Promise<GiftRow> {
  const [gift] = await sql<GiftRow>(
    'select * from communities_gifts where purchase_id = :purchaseId',
    {
      purchaseId,
    }
  )
  if (!gift) throw new Error('No gift')
  return gift
}

/** What happened, of an outcome that must be this one. */
export function as<O extends { outcome: string }, Name extends O['outcome']>(
  name: Name,
  outcome: O
): Extract<O, { outcome: Name }> {
  if (!is(name, outcome))
    throw new Error(`It came to ${JSON.stringify(outcome, digits)}, not ${name}`)
  return outcome
}

const is = <O extends { outcome: string }, Name extends O['outcome']>(
  name: Name,
  outcome: O
): outcome is Extract<O, { outcome: Name }> => outcome.outcome === name

const digits = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value
