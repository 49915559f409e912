/** Payments with everything that may become of them, as facts, and how they end. */
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { sql } from '#app/support/sql'
import { openOrder } from '#plugins/payments/actions/open_order'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import type { Checkout, Fact, Gateway, Order } from '#plugins/payments/gateways/gateway'
import type { PaymentsServices } from '#plugins/payments/services'
import { buyerOn, servicesWith } from '#plugins/payments/tests/support/counter'

/** A gateway that only opens orders: facts are given by the test. */
export function silentGateway(more: Partial<Gateway> = {}): Gateway {
  return {
    name: 'test',
    currencies: ['USD', 'EUR', 'INR', 'XTR'],
    partialRefunds: true,
    open: (order: Order): Promise<Checkout> =>
      Promise.resolve({
        outcome: 'open',
        way: { kind: 'link', label: 'Pay', url: 'http://localhost/pay' },
        providerOrder: `silent_${order.id}`,
      }),
    read: () => Promise.resolve([]),
    look: () => Promise.resolve([]),
    refund: () => Promise.resolve({ outcome: 'refused', reason: 'silent' }),
    async *list() {
      // It tells nothing.
    },
    ...more,
  }
}

/** What becomes of a payment; amounts are parts of it in thousandths, null for all that is left. */
export interface Life {
  currency: 'USD' | 'INR'
  /** Of the coins, in thousandths. */
  spent: number
  refunds: { part: number | null; failed: boolean }[]
  disputes: { part: number; fee: number; outcome: 'won' | 'lost' | null }[]
}

export const lives: fc.Arbitrary<Life> = fc.record({
  currency: fc.constantFrom('USD', 'INR'),
  spent: fc.integer({ min: 0, max: 1_000 }),
  refunds: fc.array(
    fc.record({
      part: fc.option(fc.integer({ min: 0, max: 1_200 }), { nil: null }),
      failed: fc.boolean(),
    }),
    { maxLength: 3 }
  ),
  disputes: fc.array(
    fc.record({
      part: fc.integer({ min: 0, max: 1_200 }),
      fee: fc.integer({ min: 0, max: 1_500 }),
      outcome: fc.constantFrom('won', 'lost', null),
    }),
    { maxLength: 2 }
  ),
})

export interface Lived {
  services: PaymentsServices
  order: Order
  personId: string
  creatorId: string
  payment: string
  paid: Fact
  /** What comes after it, in the order in which it happened. */
  after: Fact[]
}

const AT = new Date('2026-05-01T12:00:00Z').getTime()

/** Somebody orders; what will become of it is known, and nothing of it told yet. */
export async function begin(life: Life, gateway = silentGateway()): Promise<Lived> {
  const services = await servicesWith(gateway)
  const { person } = await buyerOn('web')
  const opened = await openOrder(services, {
    person,
    accountId: null,
    frontend: 'web',
    gateway: gateway.name,
    packId: 'popular',
    currency: life.currency,
    locale: 'en',
  })
  if (opened.outcome !== 'open') throw new Error(`Refused: ${opened.reason}`)
  const { order } = opened
  const payment = `pay_${randomUUID()}`
  return {
    services,
    order,
    payment,
    personId: person.id,
    creatorId: randomUUID(),
    paid: {
      kind: 'paid',
      payment,
      order: { id: order.id },
      buyer: null,
      packId: null,
      amount: order.amount,
      currency: order.currency,
      at: new Date(AT),
    },
    after: factsOf(life, payment, order.amount),
  }
}

function factsOf(life: Life, payment: string, whole: bigint): Fact[] {
  let minute = 0
  const at = (): Date => new Date(AT + ++minute * 60_000)
  const partOf = (part: number): bigint => (whole * BigInt(part)) / 1_000n
  const facts: Fact[] = []
  for (const [index, { part, failed }] of life.refunds.entries()) {
    const refund = `re_${index}_${payment}`
    const amount = part === null ? null : partOf(part)
    facts.push({ kind: 'refunded', payment, refund, amount, at: at() })
    if (failed) facts.push({ kind: 'refund_failed', payment, refund })
  }
  for (const [index, { part, fee, outcome }] of life.disputes.entries()) {
    const dispute = `dp_${index}_${payment}`
    facts.push({
      kind: 'disputed',
      payment,
      dispute,
      amount: partOf(part),
      fee: BigInt(fee),
      at: at(),
    })
    if (outcome !== null) {
      const kind = outcome === 'won' ? 'dispute_won' : 'dispute_lost'
      facts.push({ kind, payment, dispute, at: at() })
    }
  }
  return facts
}

export async function tell(lived: Lived, facts: readonly Fact[]): Promise<void> {
  await applyFacts(lived.services, 'test', facts)
}

/** The person spends a part of what they have on a creator. */
export async function spend(lived: Lived, thousandths: number): Promise<void> {
  const { ledger } = lived.services
  const { available } = await ledger.balance(lived.personId)
  const amount = (available * BigInt(thousandths)) / 1_000n
  if (amount === 0n) return
  const { personId, creatorId, payment } = lived
  const key = `spend:${payment}`
  const memo = { key: 'personas.memo.reply' }
  const held = await ledger.hold({ key, personId, amount, creatorId, memo })
  if (held.outcome !== 'held') throw new Error(held.outcome)
  await ledger.capture({ key, holdId: held.holdId })
}

/** How it ended, as text: who holds which coins, where the money is, and what is said of it. Names are taken out. */
export async function endOf(lived: Lived): Promise<string> {
  const { personId, creatorId, payment } = lived
  const { ledger } = lived.services
  const { buckets, held, owed } = await ledger.balance(personId)
  const { earnings } = await ledger.balance(creatorId)
  const returns = await sql<{ name: string; state: string; amount: bigint | null }>(
    `select r.provider_return as name, r.state, r.amount from payments_returns r
     join payments_payments p on p.id = r.payment_id
     where p.gateway = 'test' and p.provider_payment = :payment order by 1`,
    { payment }
  )
  const money = await sql<{ account: string; amount: string }>(
    `select leg ->> 'account' as account, sum((leg ->> 'amount')::bigint)::text as amount
     from payments_moves m join payments_payments p on p.id = m.payment_id,
       jsonb_array_elements(m.money) leg
     where p.provider_payment = :payment and m.state = 'done'
     group by 1 having sum((leg ->> 'amount')::bigint) <> 0 order by 1`,
    { payment }
  )
  const [paid] = await sql<{ state: string; unsettled: boolean; asked: bigint; order: string }>(
    `select p.state, p.unsettled_since is not null as unsettled, o.state as order,
       (select count(*) from payments_moves m where m.payment_id = p.id and m.state = 'asked') as asked
     from payments_payments p left join payments_orders o on o.id = p.order_id
     where p.gateway = 'test' and p.provider_payment = :payment`,
    { payment }
  )
  return JSON.stringify({
    payment: paid ? { ...paid, asked: paid.asked.toString() } : null,
    wallet: digits(buckets),
    held: held.toString(),
    owed: owed.toString(),
    creator: digits(earnings),
    money: Object.fromEntries(money.map(({ account, amount }) => [account, amount])),
    returns: returns.map(({ name, state, amount }) => ({
      name: name.replace(`_${payment}`, ''),
      state,
      amount: amount?.toString() ?? null,
    })),
  })
}

const digits = (amounts: Readonly<Record<string, bigint>>): Record<string, string> =>
  Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, amount.toString()]))

/** Millicoins of each kind that the platform is given to bear what `bearer: 'platform'` puts on it. */
const REVENUE = 1_000_000_000n

/** The platform earned enough to bear whatever a test puts on it: tests share it. */
export async function fillRevenue(): Promise<void> {
  const { ledger } = await servicesWith()
  const { person } = await buyerOn('web')
  const key = `revenue:${person.id}`
  const memo = { key: 'payments.memo.bought' }
  const personId = person.id
  await ledger.topUp({ key, personId, purchased: REVENUE, promo: REVENUE, memo, money: [] })
  const amount = 2n * REVENUE
  const held = await ledger.hold({ key, personId, amount, creatorId: null, memo })
  if (held.outcome !== 'held') throw new Error(held.outcome)
  await ledger.capture({ key, holdId: held.holdId })
}
