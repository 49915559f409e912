import { test } from '@japa/runner'
import type { PayNode } from '#app/bot_kit/reply'
import { echo, showing, stage } from '#bots/telegram/tests/stage'
import { ScriptedTill } from '#bots/telegram/tests/till'
import { until } from '#tests/support/until'

const pack: PayNode = {
  kind: 'pay',
  title: 'Starter: 100 coins',
  text: '100 coins for **75 Stars**, about 50 replies.',
  way: { kind: 'stars', stars: 75, payload: 'order-1' },
}
const later = { label: 'Not now', invoke: { command: 'echo', options: { text: 'later' } } }

test.group('Telegram: a way to pay', () => {
  test('in Stars is an invoice, whose first button pays', async ({ assert }) => {
    const { telegram } = await stage({ commands: [showing([{ ...pack, buttons: [later] }]), echo] })
    const fan = telegram.person()
    fan.says('/show')
    const invoice = await fan.seesInvoice()
    assert.containSubset(invoice.invoice, {
      title: 'Starter: 100 coins',
      description: '100 coins for 75 Stars, about 50 replies.',
      total_amount: 75,
    })
    assert.deepEqual(fan.chat.buttons, ['Pay 75 ⭐', 'Not now'])
    await fan.presses('Not now')
    await fan.hears('Echo: later')
  })

  test('without other buttons has the one that Telegram draws, in the person’s language', async ({
    assert,
  }) => {
    const { telegram } = await stage({ commands: [showing([pack])] })
    const fan = telegram.person()
    fan.says('/show')
    assert.isUndefined((await fan.seesInvoice()).reply_markup)
    // Copies lead to the bot: nobody pays for somebody else by accident.
    assert.equal(telegram.callsOf('sendInvoice')[0]?.params.start_parameter, 'buy')
  })

  test('words that are too long for an invoice are cut, and it arrives', async ({ assert }) => {
    const long = { ...pack, title: 'x'.repeat(50), text: 'many words '.repeat(50) }
    const { telegram } = await stage({ commands: [showing([long])] })
    const fan = telegram.person()
    fan.says('/show')
    const { invoice } = await fan.seesInvoice()
    assert.containSubset(invoice, { title: `${'x'.repeat(31)}…` })
  })

  test('on a page is a link, and of Discord says where it is sold', async ({ assert }) => {
    const link = { kind: 'link', label: 'Pay here', url: 'https://pay.example.com/1' } as const
    const { telegram } = await stage({
      commands: [
        showing([
          { ...pack, way: link },
          { ...pack, way: { kind: 'sku', skuId: '1' } },
        ]),
      ],
    })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('This is bought in Discord')
    assert.deepEqual(fan.chat.buttons, ['Pay here'])
  })
})

test.group('Telegram: before money is taken', () => {
  async function selling(till = new ScriptedTill()) {
    const world = await stage({ commands: [showing([pack])], till })
    const fan = world.telegram.person({ language: 'es' })
    fan.says('/show')
    return { ...world, till, fan, invoice: await fan.seesInvoice() }
  }

  test('the till is asked, and what it says is done', async ({ assert }) => {
    const { fan, till, invoice } = await selling()
    const { outcome } = await fan.pays(invoice)
    assert.equal(outcome, 'paid')
    assert.deepEqual(till.asked, [
      {
        frontend: 'telegram',
        platformId: String(fan.id),
        payload: 'order-1',
        currency: 'XTR',
        amount: 75n,
        locale: 'es',
      },
    ])
    till.answer = async () => ({ outcome: 'refused', text: 'Ya está pagada.' })
    const refused = await fan.pays(invoice)
    assert.deepEqual(refused, { outcome: 'refused', text: 'Ya está pagada.' })
  })

  test('a till that fails takes nothing, and the person is told in their language', async ({
    assert,
  }) => {
    const { fan, till, invoice, telegram } = await selling()
    till.answer = () => Promise.reject(new Error('The database is away'))
    const refused = await fan.pays(invoice)
    assert.containSubset(refused, { outcome: 'refused' })
    assert.include(refused.outcome === 'refused' && refused.text, 'no se te ha cobrado nada')
    assert.lengthOf(telegram.payments.transactions, 0)
  })

  test('a till that says nothing is not waited for beyond Telegram’s patience', async ({
    assert,
  }) => {
    const { fan, till, invoice } = await selling()
    till.answer = () => new Promise(() => undefined)
    const refused = await fan.pays(invoice)
    assert.include(refused.outcome === 'refused' && refused.text, 'no se te ha cobrado nada')
  }).timeout(15_000)

  test('an answer that did not get through is given again', async ({ assert }) => {
    const { fan, invoice, telegram } = await selling()
    telegram.faults.add({
      methods: ['answerPreCheckoutQuery'],
      times: 2,
      kind: { cut: 'before' },
    })
    assert.equal((await fan.pays(invoice)).outcome, 'paid')
  })

  test('where nothing is sold any more, nothing is taken', async ({ assert }) => {
    const { telegram } = await stage({ commands: [showing([pack])] })
    const fan = telegram.person()
    fan.says('/show')
    const refused = await fan.pays(await fan.seesInvoice())
    assert.include(refused.outcome === 'refused' && refused.text, 'Nothing is sold here')
  })
})

test.group('Telegram: money that was taken', () => {
  async function paying(till = new ScriptedTill()) {
    const world = await stage({ commands: [showing([pack])], till })
    const fan = world.telegram.person()
    fan.says('/show')
    const paid = await fan.pays(await fan.seesInvoice())
    if (paid.outcome !== 'paid') throw new Error(paid.outcome)
    return { ...world, till, fan, charge: paid.chargeId }
  }

  test('is brought to the till by its charge, and so is its refund', async ({ assert }) => {
    const { telegram, till, fan, charge } = await paying()
    await until(() => till.taken.length === 1, { what: 'the payment' })
    telegram.payments.takeBack(charge)
    await until(() => till.taken.length === 2, { what: 'the refund' })
    const [payment, refund] = till.taken
    assert.containSubset(payment, {
      provider: 'stars',
      id: `payment:${charge}`,
      type: 'successful_payment',
      body: {
        from: { id: fan.id },
        successful_payment: { total_amount: 75, invoice_payload: 'order-1', currency: 'XTR' },
      },
    })
    assert.containSubset(refund, { id: `refund:${charge}`, type: 'refunded_payment' })
    assert.notInclude(JSON.stringify(till.taken), fan.wire.first_name, 'no more than is needed')
  })

  test('in a group is brought, too', async () => {
    const till = new ScriptedTill()
    const { telegram } = await stage({ commands: [showing([pack])], till })
    const fan = telegram.person()
    const group = telegram.group('Fans', [fan])
    fan.says('/show@greenroom_test_bot', { in: group })
    await fan.pays(await fan.seesInvoice(undefined, group))
    await until(() => till.taken.length === 1, { what: 'the payment' })
  })

  test('is kept before Telegram hears that it came: while it cannot be, it is not confirmed', async ({
    assert,
  }) => {
    const till = new ScriptedTill()
    till.broken = true
    const { telegram, fan, restart, frontend } = await paying(till)
    await until(() => till.tries > 2, { what: 'several tries' })
    assert.isAbove(telegram.updates.pendingCount, 0, 'Telegram still has it')
    await frontend.stop()
    till.broken = false
    await restart()
    await until(() => till.taken.length === 1, { what: 'the payment, after a restart' })
    fan.says('/show')
    await until(() => telegram.updates.pendingCount === 0, { what: 'all updates' })
    assert.lengthOf(till.taken, 1)
  })

  test('is kept as soon as it can be, without a restart', async () => {
    const till = new ScriptedTill()
    till.broken = true
    const { telegram } = await paying(till)
    await until(() => till.tries > 1, { what: 'several tries' })
    till.broken = false
    await until(() => till.taken.length === 1, { what: 'the payment' })
    await until(() => telegram.updates.pendingCount === 0, { what: 'its confirmation' })
  })
})
