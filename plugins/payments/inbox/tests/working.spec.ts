import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { sql } from '#app/support/sql'
import { paymentsServices } from '#plugins/payments/services'
import type { Fact } from '#plugins/payments/gateways/gateway'
import { replayEvent, replayFailed } from '#plugins/payments/inbox/actions/replay_events'
import { tidyInbox } from '#plugins/payments/inbox/actions/tidy_inbox'
import { workEvent } from '#plugins/payments/inbox/actions/work_event'
import { INBOX_LIMITS } from '#plugins/payments/inbox/limits'
import { takeEvent } from '#plugins/payments/inbox/take_event'
import {
  StandInGateway,
  aPayment,
  anEvent,
  connect,
} from '#plugins/payments/inbox/tests/support/stand_in_gateway'

interface EventRow {
  id: bigint
  state: string
  attempts: number
  error: string | null
  ended_at: Date | null
}

const eventOf = async (eventId: string): Promise<EventRow> => {
  const [event] = await sql<EventRow>(
    'select id, state, attempts, error, ended_at from payments_events where event_id = :eventId',
    { eventId }
  )
  if (!event) throw new Error('The event is not kept')
  return event
}

const jobsOf = async (id: bigint): Promise<bigint | undefined> =>
  (
    await sql<{ count: bigint }>(
      `select count(*) as count from outbox where topic = 'payments.work_event' and payload->>'eventId' = :id`,
      { id: id.toString() }
    )
  )[0]?.count

/** An order of a new person's, at the stand-in's. */
async function anOrder(): Promise<{ id: string; personId: string }> {
  const identity = await app.container.make('identity')
  const { account } = await identity.identify({
    platform: 'telegram',
    platformId: randomUUID(),
    displayName: 'Robin',
  })
  const { person } = await identity.join(account.id)
  const [order] = await sql<{ id: string }>(
    `insert into payments_orders
       (person_id, account_id, frontend, gateway, pack_id, coins, bonus, currency, amount, locale, expires_at)
     values (:personId, :accountId, 'web', 'stripe', 'popular', 500000, 50000, 'USD', 499, 'en', now() + interval '1 day')
     returning id`,
    { personId: person.id, accountId: account.id }
  )
  if (!order) throw new Error('No order')
  return { id: order.id, personId: person.id }
}

const paid = (payment: string, order: string, amount = 499n): Fact => ({
  kind: 'paid',
  payment,
  order: { id: order },
  buyer: null,
  packId: null,
  amount,
  currency: 'USD',
  at: new Date(),
})

test.group('Working on an event', (group) => {
  const stripe = new StandInGateway('stripe')
  group.setup(() => connect(stripe))

  /** Keeps an event that says these things. */
  async function told(...facts: Fact[]): Promise<{ eventId: string; id: bigint }> {
    const eventId = anEvent()
    stripe.facts.set(eventId, facts)
    await takeEvent(await paymentsServices(), { provider: 'stripe', eventId, type: 't', body: {} })
    return { eventId, id: (await eventOf(eventId)).id }
  }

  const balanceOf = async (personId: string) =>
    (await (await paymentsServices()).ledger.balance(personId)).buckets

  test('a payment becomes coins, and the event is done', async ({ assert }) => {
    const order = await anOrder()
    const { eventId, id } = await told(paid(aPayment(), order.id))
    await workEvent(await paymentsServices(), { eventId: id, attempt: 1 })
    assert.containSubset(await eventOf(eventId), { state: 'done', attempts: 1, error: null })
    assert.containSubset(await balanceOf(order.personId), { purchased: 500_000n })
  })

  test('two workers at once, and the same job again, give the coins once', async ({ assert }) => {
    const order = await anOrder()
    const { eventId, id } = await told(paid(aPayment(), order.id))
    const services = await paymentsServices()
    const before = await balanceOf(order.personId)
    await Promise.all([1, 1, 1].map((attempt) => workEvent(services, { eventId: id, attempt })))
    await workEvent(services, { eventId: id, attempt: 2 })
    const after = await balanceOf(order.personId)
    assert.equal(after.purchased - before.purchased, 500_000n)
    assert.equal(after.promo - before.promo, 50_000n)
    assert.equal((await eventOf(eventId)).state, 'done')
  })

  test('an event that lies about the amount gives no coins', async ({ assert }) => {
    const order = await anOrder()
    const payment = aPayment()
    const { eventId, id } = await told(paid(payment, order.id, 1n))
    await workEvent(await paymentsServices(), { eventId: id, attempt: 1 })
    assert.equal((await eventOf(eventId)).state, 'done')
    assert.equal((await balanceOf(order.personId)).purchased, 0n)
    const [kept] = await sql<{ state: string }>(
      'select state from payments_payments where provider_payment = :payment',
      { payment }
    )
    assert.equal(kept?.state, 'mismatched')
  })

  test('an event of no use is ignored', async ({ assert }) => {
    const { eventId, id } = await told()
    await workEvent(await paymentsServices(), { eventId: id, attempt: 1 })
    assert.containSubset(await eventOf(eventId), { state: 'ignored', attempts: 1 })
  })

  test('an error is kept and tried again, until the attempts are used up', async ({ assert }) => {
    const { eventId, id } = await told()
    const services = await paymentsServices()
    stripe.failures = 2
    await assert.rejects(() => workEvent(services, { eventId: id, attempt: 1 }), /not answer/)
    const waiting = await eventOf(eventId)
    assert.containSubset(waiting, { state: 'new', attempts: 1, ended_at: null })
    assert.include(waiting.error, 'does not answer')

    const last = { eventId: id, attempt: INBOX_LIMITS.attempts }
    await assert.rejects(() => workEvent(services, last), /not answer/)
    const failed = await eventOf(eventId)
    assert.containSubset(failed, { state: 'failed', attempts: 2 })
    assert.instanceOf(failed.ended_at, Date)

    assert.isTrue(await replayEvent(services, id))
    assert.containSubset(await eventOf(eventId), { state: 'new', attempts: 0, error: null })
    assert.equal(await jobsOf(id), 2n)
    await workEvent(services, { eventId: id, attempt: 1 })
    assert.equal((await eventOf(eventId)).state, 'ignored')
  })

  test('of a gateway that is not connected any more it fails at once, and says so', async ({
    assert,
    cleanup,
  }) => {
    const order = await anOrder()
    const { eventId, id } = await told(paid(aPayment(), order.id))
    const services = await paymentsServices()
    const back = await connect()
    cleanup(back)
    await workEvent(services, { eventId: id, attempt: 1 })
    assert.containSubset(await eventOf(eventId), {
      state: 'failed',
      error: 'The gateway stripe is not connected any more',
    })
    back()
    assert.isAtLeast(Number(await replayFailed(services, 'stripe')), 1)
    await workEvent(services, { eventId: id, attempt: 1 })
    assert.equal((await eventOf(eventId)).state, 'done')
    assert.equal((await balanceOf(order.personId)).purchased, 500_000n)
  })

  test('an event that is through can be replayed, and changes nothing', async ({ assert }) => {
    const order = await anOrder()
    const { eventId, id } = await told(paid(aPayment(), order.id))
    const services = await paymentsServices()
    await workEvent(services, { eventId: id, attempt: 1 })
    await replayEvent(services, id)
    await workEvent(services, { eventId: id, attempt: 1 })
    assert.equal((await eventOf(eventId)).state, 'done')
    assert.equal((await balanceOf(order.personId)).purchased, 500_000n)
    assert.isFalse(await replayEvent(services, 999_999_999_999n))
  })

  test('the inbox keeps what is of use, and gives up what ended its process each time', async ({
    assert,
  }) => {
    const old = await told()
    const young = await told()
    const lost = await told()
    const waiting = await told()
    await sql(
      `update payments_events set state = 'done',
         ended_at = now() - make_interval(days => case when id = :old then 200 else 100 end)
       where id in (:old, :young)`,
      { old: old.id, young: young.id }
    )
    await sql(
      `update payments_events set received_at = now() - interval '2 hours' where id in (:lost, :waiting)`,
      { lost: lost.id, waiting: waiting.id }
    )
    await sql(
      `update outbox set state = 'dead' where topic = 'payments.work_event' and key = :key`,
      {
        key: lost.id.toString(),
      }
    )
    await tidyInbox(new AbortController().signal)
    await assert.rejects(() => eventOf(old.eventId), 'The event is not kept')
    assert.equal((await eventOf(young.eventId)).state, 'done')
    assert.equal((await eventOf(lost.eventId)).state, 'failed')
    assert.equal((await eventOf(waiting.eventId)).state, 'new')
  })
})
