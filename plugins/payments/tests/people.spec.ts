import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { conversation } from '#app/bot_kit/testing/conversation'
import { sql } from '#app/support/sql'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import type { Fact } from '#plugins/payments/gateways/gateway'
import { findOrder } from '#plugins/payments/queries/find_order'
import { buyerOn, servicesWith } from '#plugins/payments/tests/support/counter'
import { dyingAfter } from '#plugins/payments/tests/support/dying'
import { jobsNaming, runJobs } from '#plugins/payments/tests/support/jobs'
import { begin, silentGateway, tell, type Life } from '#plugins/payments/tests/support/lives'

const life = (): Life => ({ currency: 'USD', spent: 0, refunds: [], disputes: [] })

test.group('Payments | who paid', () => {
  test('a guest pays in a platform’s own shop and joins later: the coins are there', async ({
    assert,
  }) => {
    const services = await servicesWith(silentGateway())
    const guest = await conversation.fan({ frontend: 'discord' })
    const { account } = await guest.identified()
    const payment = `pay_${randomUUID()}`
    const fact: Fact = {
      kind: 'paid',
      payment,
      order: null,
      buyer: { platform: 'discord', platformId: guest.platformId },
      packId: 'popular',
      amount: 499n,
      currency: 'USD',
      at: new Date(),
    }
    await applyFacts(services, 'test', [fact])
    const state = async () => {
      const rows = await sql<{ state: string }>(
        'select state from payments_payments where provider_payment = :payment',
        { payment }
      )
      return rows[0]?.state
    }
    assert.equal(await state(), 'unmatched')

    const identity = await app.container.make('identity')
    const { person } = await identity.join(account.id)
    assert.equal(await runJobs('identity.person_joined', person.id), 1)
    assert.equal(await state(), 'credited')
    assert.equal((await services.ledger.balance(person.id)).available, 550_000n)
  })

  test('a guest’s account that is linked to a member brings what it paid for', async ({
    assert,
  }) => {
    const services = await servicesWith(silentGateway())
    const { person } = await buyerOn('telegram')
    const guest = await conversation.fan({ frontend: 'discord' })
    const { account } = await guest.identified()
    const buyer = { platform: 'discord', platformId: guest.platformId } as const
    const fact: Fact = {
      kind: 'paid',
      payment: `pay_${randomUUID()}`,
      order: null,
      buyer,
      packId: 'starter',
      amount: 99n,
      currency: 'USD',
      at: new Date(),
    }
    await applyFacts(services, 'test', [fact])
    await services.identity.attachAccount(account.id, person.id)
    assert.equal(await runJobs('identity.account_attached', person.id), 1)
    assert.equal((await services.ledger.balance(person.id)).available, 100_000n)
  })

  test('two people become one: orders and payments go along, and a late payment finds them', async ({
    assert,
  }) => {
    const lived = await begin(life())
    await tell(lived, [lived.paid])
    const late = await begin(life())
    const { person: into } = await buyerOn('telegram')
    const registry = await app.container.make('plugins')
    const payments = (await registry.people()).find(({ name }) => name === 'payments')?.keeps
    for (const from of [lived.personId, late.personId]) {
      await db.transaction(async (trx) => payments?.merge?.({ from, into: into.id, trx }))
    }
    const [row] = await sql<{ person_id: string }>(
      'select person_id from payments_payments where provider_payment = :payment',
      { payment: lived.payment }
    )
    assert.equal(row?.person_id, into.id)
    assert.equal((await findOrder(late.order.id))?.personId, into.id)
    await tell(late, [late.paid])
    assert.equal((await late.services.ledger.balance(into.id)).available, 550_000n)
  })

  test('while the ledger is being told nobody is merged or deleted', async ({ assert }) => {
    const lived = await begin(life())
    const registry = await app.container.make('plugins')
    const payments = (await registry.people()).find(({ name }) => name === 'payments')?.keeps
    const merging = { from: lived.personId, into: randomUUID() }
    const forgetting = { personId: lived.personId, accountIds: [] }
    const outcomes: (string | undefined)[] = []
    for (let step = 0, died = true; died; step++) {
      ;({ died } = await dyingAfter(step, lived.services, (services) =>
        applyFacts(services, 'test', [lived.paid])
      ))
      const [asked] = await sql<{ id: bigint }>(
        `select m.id from payments_moves m join payments_payments p on p.id = m.payment_id
         where m.state = 'asked' and p.provider_payment = :payment`,
        { payment: lived.payment }
      )
      if (!asked) continue
      const merged = await db.transaction(async (trx) => payments?.merge?.({ ...merging, trx }))
      outcomes.push(merged?.outcome)
      await assert.rejects(() =>
        db.transaction(async (trx) => payments?.forget?.({ ...forgetting, trx }))
      )
    }
    assert.isAbove(outcomes.length, 0)
    assert.isTrue(outcomes.every((outcome) => outcome === 'refused'))
  })

  test('an export says what was bought, and deleting leaves the payment without who paid', async ({
    assert,
  }) => {
    const lived = await begin(life())
    await tell(lived, [
      lived.paid,
      {
        kind: 'refunded',
        payment: lived.payment,
        refund: `re_${lived.payment}`,
        amount: 100n,
        at: new Date(),
      },
    ])
    await sql(`update payments_orders set email = 'fan@example.com' where id = :id`, {
      id: lived.order.id,
    })
    const identity = await app.container.make('identity')
    const kept = JSON.stringify(await identity.exportData(lived.personId))
    assert.include(kept, 'fan@example.com')
    assert.include(kept, '"minor_units":"499"')
    assert.include(kept, '"kind":"refund"')

    assert.equal((await identity.deletePerson(lived.personId)).outcome, 'deleted')
    const [left] = await sql<{ email: string | null; amount: bigint; receipt: string }>(
      `select o.email, p.amount, p.receipt from payments_payments p join payments_orders o on o.id = p.order_id
       where p.provider_payment = :payment`,
      { payment: lived.payment }
    )
    assert.containsSubset(left, { email: null, amount: 499n })
    assert.match(left?.receipt ?? '', /^GR-/)
    // What is still told about it is settled without them.
    await tell(lived, [
      {
        kind: 'refunded',
        payment: lived.payment,
        refund: `rest_${lived.payment}`,
        amount: null,
        at: new Date(),
      },
    ])
  })
})

test.group('Payments | telling that money went back', () => {
  test('the fan reads it where they bought, in their language; nobody else can have it said', async ({
    assert,
  }) => {
    const fan = await conversation.fan({ locale: 'es' })
    const identity = await app.container.make('identity')
    const { person } = await identity.join((await fan.identified()).account.id)
    const lived = await begin(life())
    await sql('update payments_orders set person_id = :personId where id = :id', {
      personId: person.id,
      id: lived.order.id,
    })
    await tell(lived, [lived.paid])
    await tell(lived, [
      {
        kind: 'refunded',
        payment: lived.payment,
        refund: `re_${lived.payment}`,
        amount: null,
        at: new Date(),
      },
    ])
    const [job] = await jobsNaming('payments.returned', person.id)
    const { returnId, change } = job?.payload ?? {}
    assert.equal(change, 'taken')
    const invocation = {
      command: 'payment_returned',
      options: { return: String(returnId), change: 'taken' },
    }
    await fan.sends({ kind: 'invoke', invocation })
    assert.include(fan.lastText(), 'Te devolvimos 4,99')
    assert.include(fan.lastText(), '550 monedas')
    const stranger = await conversation.fan()
    await stranger.identified()
    await stranger.sends({ kind: 'invoke', invocation })
    assert.notInclude(stranger.lastText(), '4.99')
    assert.include(stranger.lastText(), 'nothing to tell you')
  })
})
