import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { conversation } from '#app/bot_kit/testing/conversation'
import { sql } from '#app/support/sql'
import type { LedgerService } from '#plugins/ledger/api'
import { openOrder } from '#plugins/payments/actions/open_order'
import { applyLimitChanges } from '#plugins/payments/limits/actions/apply_limit_changes'
import { changeLimits } from '#plugins/payments/limits/actions/change_limits'
import {
  isTighter,
  LIMIT_KINDS,
  type LimitKind,
  type Limits,
} from '#plugins/payments/limits/limits'
import { moneyAllows } from '#plugins/payments/limits/money_allows'
import limitsOfPeople from '#plugins/payments/limits/people'
import { limitsOf } from '#plugins/payments/limits/queries/limits_of'
import { buyerOn, paymentsContext, servicesWith } from '#plugins/payments/tests/support/counter'
import { OpenGateway } from '#plugins/payments/shop/tests/support'

const NONE: Limits = {
  coins_daily: null,
  coins_monthly: null,
  money_daily: null,
  money_monthly: null,
}

const ledger = async () => (await paymentsContext()).use('ledger')

/** As if so many hours had gone by since a wish. */
const hoursPass = (personId: string, hours: number) =>
  sql(
    `update payments_limit_changes set takes_effect_at = takes_effect_at - make_interval(hours => :hours)
     where person_id = :personId`,
    { personId, hours }
  )

/** Somebody on the web who can pay by Razorpay's rules, without Razorpay. */
async function buyer() {
  const gateway = new OpenGateway('razorpay', ['INR'])
  const services = await servicesWith(gateway)
  const { person, account } = await buyerOn('web')
  const order = (packId: string) =>
    openOrder(services, {
      person,
      accountId: account.id,
      frontend: 'web',
      gateway: 'razorpay',
      packId,
      currency: 'INR',
      locale: 'en',
    })
  return { services, person, order }
}

/** A pack's payment as the books know it. */
const paid = (personId: string, packId: string, amount: bigint) =>
  sql<{ id: string }>(
    `insert into payments_payments
       (gateway, provider_payment, state, person_id, pack_id, coins, bonus, currency, amount, paid_at)
     values ('stripe', :provider, 'credited', :personId, :packId, 1, 0, 'EUR', :amount, now())
     returning id`,
    { provider: randomUUID(), personId, packId, amount }
  )

test.group('Limits | setting them', () => {
  test('a fan sets limits in a form, which holds what there is', async ({ assert }) => {
    const fan = await conversation.fan()
    await fan.says('/limits')
    assert.isDefined(fan.buttonId('Join for free'))

    const { person } = await buyerOn('telegram', fan.platformId)
    await fan.says('/limits')
    assert.include(fan.lastText(), 'Coins spent in a day: No limit. 0 coins so far.')
    await fan.presses('Change limits')
    const save = fan.buttonId('Save limits') ?? ''
    const filled = { coins_daily: '50', coins_monthly: '', money_daily: '$9.99', money_monthly: '' }
    await fan.sends({ kind: 'form', button: save, values: filled })
    assert.include(fan.lastText(), 'Coins spent in a day: 0 coins of 50 coins')
    assert.include(fan.lastText(), 'Money paid in a day (US$): $0.00 of $9.99')
    const { caps } = await (await ledger()).caps(person.id)
    assert.deepEqual(caps, { daily: 50_000n, monthly: null })

    await fan.presses('Change limits')
    const form = fan.seen.at(-1)?.node
    assert.deepEqual(form?.kind === 'form' ? form.fields.map(({ value }) => value) : [], [
      '50',
      '',
      '9.99',
      '',
    ])
  })

  test('what is no amount is said, and nothing of what was typed is lost', async ({ assert }) => {
    const fan = await conversation.fan()
    const { person } = await buyerOn('telegram', fan.platformId)
    await fan.says('/limits')
    await fan.presses('Change limits')
    const save = fan.buttonId('Save limits') ?? ''
    await fan.sends({
      kind: 'form',
      button: save,
      values: { coins_daily: '50', money_daily: 'little' },
    })
    assert.include(fan.texts().at(-2), '“Money paid in a day (US$)” is no amount')
    const form = fan.seen.at(-1)?.node
    assert.deepEqual(form?.kind === 'form' ? form.fields.map(({ value }) => value) : [], [
      '50',
      '',
      'little',
      '',
    ])
    assert.deepEqual((await limitsOf(await ledger(), person.id)).limits, NONE)
  })

  test('a lower limit holds at once, a higher one and none after 24 hours', async ({ assert }) => {
    const books = await ledger()
    const { person } = await buyerOn('telegram')
    const limits = async () => (await limitsOf(books, person.id)).limits
    const first = { ...NONE, coins_daily: 20_000n, money_daily: 1_000n }
    await changeLimits(books, person.id, first)
    assert.deepEqual(await limits(), first)

    await changeLimits(books, person.id, { ...first, coins_daily: 90_000n, money_daily: null })
    assert.deepEqual(await limits(), first)
    const waiting = (await limitsOf(books, person.id)).changes
    assert.sameDeepMembers(
      waiting.map(({ kind, amount }) => ({ kind, amount })),
      [
        { kind: 'coins_daily', amount: 90_000n },
        { kind: 'money_daily', amount: null },
      ]
    )
    await hoursPass(person.id, 23)
    await applyLimitChanges(books)
    assert.deepEqual(await limits(), first)
    await hoursPass(person.id, 1)
    await applyLimitChanges(books)
    assert.deepEqual(await limits(), { ...NONE, coins_daily: 90_000n })

    await changeLimits(books, person.id, { ...NONE, coins_daily: 5_000n })
    assert.deepEqual(await limits(), { ...NONE, coins_daily: 5_000n })
  })

  test('the same wish again does not start its wait anew, a smaller one neither', async ({
    assert,
  }) => {
    const books = await ledger()
    const { person } = await buyerOn('telegram')
    await changeLimits(books, person.id, { ...NONE, money_monthly: 1_000n })
    await changeLimits(books, person.id, { ...NONE, money_monthly: 5_000n })
    await hoursPass(person.id, 20)
    const at = async () => (await limitsOf(books, person.id)).changes[0]?.takesEffectAt.getTime()
    const before = await at()
    await changeLimits(books, person.id, { ...NONE, money_monthly: 5_000n })
    assert.equal(await at(), before)
    await changeLimits(books, person.id, { ...NONE, money_monthly: 3_000n })
    assert.equal(await at(), before)
    await changeLimits(books, person.id, { ...NONE, money_monthly: 9_000n })
    assert.isAbove((await at()) ?? 0, before ?? Infinity)
    await changeLimits(books, person.id, { ...NONE, money_monthly: 1_000n })
    assert.isEmpty((await limitsOf(books, person.id)).changes)
  })

  test('whatever is wished, nothing rises before its 24 hours are over', async ({ assert }) => {
    const books = await ledger()
    const amount = fc.option(fc.bigInt({ min: 0n, max: 4n }), { nil: null })
    const wish = fc.record({
      coins_daily: amount,
      coins_monthly: amount,
      money_daily: amount,
      money_monthly: amount,
    })
    const step = fc.record({ limits: wish, hours: fc.constantFrom(0, 12, 24) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 6 }), async (steps) => {
        const personId = randomUUID()
        let now: Limits = NONE
        /** Wishes and how many hours ago they were, by kind. */
        const wished = new Map<LimitKind, { amount: bigint | null; hours: number }[]>()
        for (const one of steps) {
          await changeLimits(books, personId, one.limits)
          const asked = (await limitsOf(books, personId)).limits
          for (const kind of LIMIT_KINDS) {
            const held = isTighter(asked[kind], one.limits[kind])
            assert.isTrue(held, `${kind} is more than was just wished`)
            const before = wished.get(kind) ?? []
            wished.set(kind, [...before, { amount: one.limits[kind], hours: 0 }])
          }
          await hoursPass(personId, one.hours)
          for (const wishes of wished.values()) for (const each of wishes) each.hours += one.hours
          await applyLimitChanges(books)
          const { limits } = await limitsOf(books, personId)
          for (const kind of LIMIT_KINDS) {
            const [was, is] = [now[kind], limits[kind]]
            const rose = was !== null && (is === null || is > was)
            // What stood 24 hours ago, and everything that was wished since, has to be as much.
            const wishes = wished.get(kind) ?? []
            const stood = wishes.findLastIndex(({ hours }) => hours >= 24)
            const agreed =
              stood >= 0 && wishes.slice(stood).every((each) => isTighter(is, each.amount))
            assert.isTrue(!rose || agreed, `${kind} rose too early`)
          }
          now = limits
        }
      }),
      { numRuns: 30 }
    )
  }).timeout(60_000)

  test('a change that cannot be made waits on', async ({ assert }) => {
    const books = await ledger()
    const { person } = await buyerOn('telegram')
    await changeLimits(books, person.id, { ...NONE, coins_daily: 1_000n })
    await changeLimits(books, person.id, NONE)
    await hoursPass(person.id, 24)
    const broken: LedgerService = {
      ...books,
      caps: (id) => books.caps(id),
      setCaps: () => Promise.reject(new Error('away')),
    }
    await assert.rejects(() => applyLimitChanges(broken), 'away')
    assert.lengthOf((await limitsOf(books, person.id)).changes, 1)
    await applyLimitChanges(books)
    assert.deepEqual((await limitsOf(books, person.id)).limits, NONE)
  })

  test('two people who become one keep the stricter limit; one who leaves, none', async ({
    assert,
  }) => {
    const books = await ledger()
    const [from, into] = [randomUUID(), randomUUID()]
    await changeLimits(books, from, { ...NONE, money_daily: 500n })
    await changeLimits(books, into, { ...NONE, money_daily: 900n, money_monthly: 2_000n })
    const part = limitsOfPeople(await paymentsContext())
    await db.transaction(async (trx) => {
      await part.merge?.({ from, into, trx })
    })
    assert.containSubset((await limitsOf(books, into)).limits, {
      money_daily: 500n,
      money_monthly: 2_000n,
    })
    assert.containSubset(await part.export?.(into), { us_cents_a_day: '500' })
    await db.transaction(async (trx) => {
      await part.forget?.({ personId: into, accountIds: [], trx })
    })
    assert.isNull((await limitsOf(books, into)).limits.money_daily)
  })
})

test.group('Limits | what may be paid', () => {
  test('a purchase counts by its pack’s price in dollars, whatever is paid in', async ({
    assert,
  }) => {
    const { services, person, order } = await buyer()
    await changeLimits(services.ledger, person.id, { ...NONE, money_daily: 1_000n })
    await paid(person.id, 'popular', 450n)
    assert.equal((await limitsOf(services.ledger, person.id)).used.money_daily, 499n)
    // 4.99 and 4.99 make 9.98; with 0.99 it would be more than ten.
    assert.equal((await order('popular')).outcome, 'open')
    assert.deepEqual(await order('starter'), { outcome: 'refused', reason: 'capped' })
  })

  test('two orders at once do not both pass under a limit', async ({ assert }) => {
    const { services, person, order } = await buyer()
    await changeLimits(services.ledger, person.id, { ...NONE, money_monthly: 900n })
    const outcomes = await Promise.all(['popular', 'popular', 'popular'].map(order))
    assert.lengthOf(
      outcomes.filter(({ outcome }) => outcome === 'open'),
      1
    )
  })

  test('the lock holds by itself, without the one of orders', async ({ assert }) => {
    const { services, person } = await buyer()
    await changeLimits(services.ledger, person.id, { ...NONE, money_daily: 600n })
    const pack = 'popular'
    const pay = () =>
      db.transaction(async (trx) => {
        const allowance = await moneyAllows(person.id, pack, trx)
        if (allowance.outcome === 'allowed') {
          await sql(
            `insert into payments_payments
               (gateway, provider_payment, state, person_id, pack_id, coins, bonus, currency, amount, paid_at)
             values ('stripe', :provider, 'credited', :personId, :pack, 1, 0, 'USD', 499, now())`,
            { provider: randomUUID(), personId: person.id, pack },
            trx
          )
        }
        return allowance.outcome
      })
    const outcomes = await Promise.all(Array.from({ length: 5 }, pay))
    assert.deepEqual(outcomes.sort(), ['allowed', 'capped', 'capped', 'capped', 'capped'])
  })

  test('an order that nobody pays counts for half an hour, and not twice', async ({ assert }) => {
    const { services, person, order } = await buyer()
    await changeLimits(services.ledger, person.id, { ...NONE, money_daily: 500n })
    const opened = await order('popular')
    if (opened.outcome !== 'open') throw new Error('Refused')
    assert.equal((await order('starter')).outcome, 'refused')
    const itself = await db.transaction((trx) =>
      moneyAllows(person.id, 'popular', trx, { orderId: opened.order.id })
    )
    assert.equal(itself.outcome, 'allowed')
    await sql(
      `update payments_orders set created_at = now() - interval '31 minutes' where id = :id`,
      { id: opened.order.id }
    )
    assert.equal((await order('starter')).outcome, 'open')
  })

  test('what was given back may be paid again; who has no limit is never asked', async ({
    assert,
  }) => {
    const { services, person, order } = await buyer()
    await changeLimits(services.ledger, person.id, { ...NONE, money_daily: 600n })
    const [payment] = await paid(person.id, 'popular', 499n)
    assert.equal((await order('popular')).outcome, 'refused')
    await sql(
      `insert into payments_returns (payment_id, gateway, provider_return, kind, amount, state, at)
       values (:id, 'stripe', :provider, 'refund', 499, 'applied', now())`,
      { id: payment?.id ?? '', provider: randomUUID() }
    )
    assert.equal((await order('popular')).outcome, 'open')

    const free = await buyer()
    await paid(free.person.id, 'studio', 4_499n)
    assert.equal((await free.order('studio')).outcome, 'open')
  })

  test('the day and the month begin anew; the refusal says when', async ({ assert }) => {
    const { services, person } = await buyer()
    await changeLimits(services.ledger, person.id, { ...NONE, money_daily: 0n })
    const allowance = await db.transaction((trx) => moneyAllows(person.id, 'starter', trx))
    if (allowance.outcome !== 'capped') throw new Error('Allowed')
    assert.containSubset(allowance, { period: 'day', cap: 0n, paid: 0n, price: 99n })
    const midnight = new Date()
    midnight.setUTCHours(24, 0, 0, 0)
    assert.deepEqual(allowance.resetsAt, midnight)

    const [payment] = await paid(person.id, 'popular', 499n)
    await sql(`update payments_payments set paid_at = now() - interval '40 days' where id = :id`, {
      id: payment?.id ?? '',
    })
    const { used } = await limitsOf(services.ledger, person.id)
    assert.deepEqual([used.money_daily, used.money_monthly], [0n, 0n])
  })
})
