/** Subscriptions with everything that may become of them, as facts, and how they end. */
import fc from 'fast-check'
import { sql } from '#app/support/sql'
import type { Fact, Gateway } from '#plugins/payments/gateways/gateway'
import type { PaymentsServices } from '#plugins/payments/services'
import { buyerOn, servicesWith } from '#plugins/payments/tests/support/counter'
import { silentGateway } from '#plugins/payments/tests/support/lives'
import {
  earnedBy,
  saleRequest,
  sell,
  toldOf,
  type Sold,
} from '#plugins/payments/tests/support/sales'

/** What becomes of a subscription, period by period; amounts are parts in thousandths, null for all that is left. */
export interface Membership {
  periods: {
    refund: { part: number | null; failed: boolean } | null
    dispute: 'open' | 'won' | 'lost' | null
  }[]
  /** How it is said to be, in the order of time. */
  states: { state: 'running' | 'past_due'; renews: boolean }[]
  ends: boolean
}

export const memberships: fc.Arbitrary<Membership> = fc.record({
  periods: fc.array(
    fc.record({
      refund: fc.option(
        fc.record({
          part: fc.option(fc.integer({ min: 1, max: 1_000 }), { nil: null }),
          failed: fc.boolean(),
        }),
        { nil: null }
      ),
      dispute: fc.constantFrom('open', 'won', 'lost', null, null),
    }),
    { minLength: 1, maxLength: 3 }
  ),
  states: fc.array(
    fc.record({ state: fc.constantFrom('running', 'past_due'), renews: fc.boolean() }),
    { minLength: 1, maxLength: 4 }
  ),
  ends: fc.boolean(),
})

/** A gateway with subscriptions, of which it says nothing by itself. */
export const recurringGateway = (more: Partial<Gateway> = {}): Gateway =>
  silentGateway({
    subscriptions: {
      periods: ['month', 'year'],
      trials: true,
      mostAmount: null,
      open: ({ id }) =>
        Promise.resolve({
          outcome: 'open',
          way: { kind: 'link', label: 'Pay', url: 'http://localhost/pay' },
          providerOrder: `silent_${id}`,
        }),
      setRenewing: () => Promise.resolve('refused'),
      look: () => Promise.resolve([]),
    },
    ...more,
  })

export interface Subscribed extends Sold {
  services: PaymentsServices
  /** All that is true in the end. */
  facts: Fact[]
}

const AT = new Date('2026-05-01T12:00:00Z').getTime()
const MONTH = 30 * 86_400_000

/** Somebody opens a subscription; what will become of it is known, and nothing of it told yet. */
export async function open(life: Membership): Promise<Subscribed> {
  const services = await servicesWith(recurringGateway())
  const recurring = { period: 'month', trialDays: 0 } as const
  const sold = await sell(services, saleRequest(await buyerOn('web'), { recurring }))
  return { ...sold, services, facts: factsOf(life, sold) }
}

function factsOf({ periods, states, ends }: Membership, { order }: Sold): Fact[] {
  const about = { order: { id: order.id }, subscription: `sub_${order.id}` }
  const facts: Fact[] = periods.flatMap(({ refund, dispute }, index): Fact[] => {
    const payment = `pay_${index}_${order.id}`
    const at = new Date(AT + index * MONTH)
    const part = refund?.part ?? null
    return [
      {
        kind: 'paid',
        payment,
        order: { id: order.id },
        buyer: null,
        packId: null,
        amount: order.amount,
        currency: order.currency,
        at,
      },
      ...(refund
        ? [
            {
              kind: 'refunded' as const,
              payment,
              refund: `re_${payment}`,
              amount: part === null ? null : (order.amount * BigInt(part)) / 1_000n + 1n,
              at,
            },
          ]
        : []),
      ...(refund?.failed
        ? [{ kind: 'refund_failed' as const, payment, refund: `re_${payment}` }]
        : []),
      ...(dispute
        ? [
            {
              kind: 'disputed' as const,
              payment,
              dispute: `dp_${payment}`,
              amount: order.amount,
              fee: 1_500n,
              at,
            },
          ]
        : []),
      ...(dispute === 'won' || dispute === 'lost'
        ? [{ kind: `dispute_${dispute}` as const, payment, dispute: `dp_${payment}`, at }]
        : []),
    ]
  })
  for (const [index, { state, renews }] of states.entries()) {
    const at = new Date(AT + index * MONTH)
    const paidUntil = new Date(AT + (index + 1) * MONTH)
    facts.push({ kind: 'subscription_changed', ...about, state, renews, paidUntil, at })
  }
  if (ends) {
    const at = new Date(AT + states.length * MONTH)
    facts.push({
      kind: 'subscription_changed',
      ...about,
      state: 'ended',
      renews: false,
      paidUntil: at,
      at,
    })
  }
  return facts
}

/** How it ended, as text: whose the coins are, where the money is, and what was told; what is of one run is taken out. */
export async function endOf({ services, order, request }: Subscribed): Promise<string> {
  const money = await sql<{ account: string; amount: string }>(
    `select leg ->> 'account' as account, sum((leg ->> 'amount')::bigint)::text as amount
     from payments_moves m join payments_payments p on p.id = m.payment_id,
       jsonb_array_elements(m.money) leg
     where p.order_id = :id and m.state = 'done'
     group by 1 having sum((leg ->> 'amount')::bigint) <> 0 order by 1`,
    { id: order.id }
  )
  const payments = await sql<{ name: string; state: string; unsettled: boolean; asked: bigint }>(
    `select provider_payment as name, state, unsettled_since is not null as unsettled,
       (select count(*) from payments_moves m where m.payment_id = p.id and m.state = 'asked') as asked
     from payments_payments p where order_id = :id order by 1`,
    { id: order.id }
  )
  const [kept] = await sql<{ state: string; renews: boolean; until: Date; order: string }>(
    `select s.state, s.renews, s.paid_until as until, o.state as order
     from payments_orders o left join payments_subscriptions s on s.order_id = o.id where o.id = :id`,
    { id: order.id }
  )
  const sold = await toldOf('sold', order.id)
  const last = (await toldOf('subscription_changed', order.id)).at(-1)
  return JSON.stringify({
    creator: (await earnedBy(services, request.creatorId)).toString(),
    money: Object.fromEntries(money.map(({ account, amount }) => [account, amount])),
    payments: payments.map(({ name, state, unsettled, asked }) => [
      name.replace(order.id, ''),
      state,
      unsettled,
      Number(asked),
    ]),
    subscription: kept,
    // Each payment was told once, and of each return the last word is the same.
    sold: sold.length,
    returned: await netReturns(order.id),
    lastTold: last && [last.state, last.renews, last.paidUntil],
  })
}

/** Of each return what was told of it in the end: nothing where it came to nothing. */
async function netReturns(orderId: string): Promise<Record<string, boolean>> {
  const names = await sql<{ id: string; name: string }>(
    `select r.id, r.provider_return as name from payments_returns r
     join payments_payments p on p.id = r.payment_id where p.order_id = :orderId order by 2`,
    { orderId }
  )
  const told = await toldOf('sale_returned', orderId)
  return Object.fromEntries(
    names.map(({ id, name }) => [
      name.replace(orderId, ''),
      told.findLast(({ returnId }) => returnId === id)?.change === 'taken',
    ])
  )
}

/** Nobody's in particular: for lives that a test writes down. */
export const eventful: Membership = {
  periods: [
    { refund: { part: 300, failed: true }, dispute: null },
    { refund: null, dispute: 'won' },
    { refund: { part: null, failed: false }, dispute: null },
  ],
  states: [
    { state: 'running', renews: true },
    { state: 'past_due', renews: true },
    { state: 'running', renews: false },
  ],
  ends: true,
}
