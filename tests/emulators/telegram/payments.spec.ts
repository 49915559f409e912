import { getActiveTestOrFail, test } from '@japa/runner'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'
import { isRecord } from '#tests/emulators/telegram/wire'

const INVOICE = {
  title: 'Starter',
  description: '100 coins',
  payload: 'order-1',
  provider_token: '',
  currency: 'XTR',
  prices: [{ label: 'Starter', amount: 75 }],
}

async function emulator() {
  const telegram = await startTelegramEmulator()
  getActiveTestOrFail().cleanup(() => telegram.close())
  const fan = telegram.person()
  fan.says('/start')
  const call = async (method: string, params: Record<string, unknown> = {}) => {
    const response = await fetch(`${telegram.apiRoot}/bot${telegram.token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
    })
    const answer: unknown = await response.json()
    if (!isRecord(answer)) throw new Error('No answer')
    return { status: response.status, result: answer.result, words: String(answer.description) }
  }
  /** The next update of a kind; earlier ones are skipped. */
  let offset = 0
  const next = async (kind: string, field?: string) => {
    for (;;) {
      const { result } = await call('getUpdates', { offset, timeout: 5 })
      if (!Array.isArray(result) || result.length === 0) throw new Error(`No ${kind} came`)
      for (const update of result) {
        if (!isRecord(update)) continue
        offset = Number(update.update_id) + 1
        const body = update[kind]
        if (isRecord(body) && (field === undefined || field in body)) return body
      }
    }
  }
  const sendInvoice = (more: object = {}) =>
    call('sendInvoice', { chat_id: fan.id, ...INVOICE, ...more })
  /** Pays the newest invoice, and the bot agrees. */
  const pays = async (what?: string) => {
    const paying = fan.pays(what ?? (await fan.seesInvoice()))
    const { id } = await next('pre_checkout_query')
    await call('answerPreCheckoutQuery', { pre_checkout_query_id: id, ok: true })
    const outcome = await paying
    if (outcome.outcome !== 'paid') throw new Error(outcome.outcome)
    return outcome.chargeId
  }
  return { telegram, fan, call, next, sendInvoice, pays }
}

test.group('the Telegram emulator sells for Stars as Telegram does', () => {
  const pay = { text: 'Pay', pay: true }
  const other = { text: 'Other', callback_data: 'x' }
  for (const [name, params, words] of [
    ['dollars', { currency: 'USD' }, 'CURRENCY_INVALID'],
    ['a payment provider', { provider_token: 'x' }, 'PAYMENT_PROVIDER_INVALID'],
    ['two prices', { prices: [...INVOICE.prices, ...INVOICE.prices] }, 'STARS_INVOICE_INVALID'],
    ['no price', { prices: [] }, 'STARS_INVOICE_INVALID'],
    ['half a Star', { prices: [{ label: 'x', amount: 0.5 }] }, 'AMOUNT_INVALID'],
    ['33 characters of title', { title: 'x'.repeat(33) }, 'TITLE_INVALID'],
    ['256 characters of text', { description: 'x'.repeat(256) }, 'DESCRIPTION_INVALID'],
    ['129 bytes of payload', { payload: `${'é'.repeat(64)}x` }, 'PAYLOAD_INVALID'],
    ['a tip', { max_tip_amount: 5 }, 'no parameter'],
    [
      'another button before Pay',
      { reply_markup: { inline_keyboard: [[other, pay]] } },
      'BUTTON_POS_INVALID',
    ],
  ] as const) {
    test(`no invoice with ${name}`, async ({ assert }) => {
      const { sendInvoice } = await emulator()
      const refused = await sendInvoice(params)
      assert.equal(refused.status, 400)
      assert.include(refused.words, words)
    })
  }

  test('no Pay button below a text', async ({ assert }) => {
    const { call, fan } = await emulator()
    const keyboard = { inline_keyboard: [[pay]] }
    const message = { chat_id: fan.id, text: 'x', reply_markup: keyboard }
    const { words } = await call('sendMessage', message)
    assert.include(words, 'BUTTON_TYPE_INVALID')
  })

  test('a checkout is answered once, in time, and with a reason when it is refused', async ({
    assert,
  }) => {
    const { telegram, fan, call, next, sendInvoice } = await emulator()
    await sendInvoice({ reply_markup: { inline_keyboard: [[pay], [other]] } })
    const paying = fan.pays(await fan.seesInvoice('Starter'))
    const query = await next('pre_checkout_query')
    assert.containSubset(query, {
      currency: 'XTR',
      total_amount: 75,
      invoice_payload: 'order-1',
      from: { id: fan.id },
    })
    const answer = (more: object) =>
      call('answerPreCheckoutQuery', { pre_checkout_query_id: query.id, ...more })
    assert.include((await answer({ ok: false })).words, 'error message must be non-empty')
    assert.equal((await answer({ ok: false, error_message: 'Sold out' })).status, 200)
    assert.deepEqual(await paying, { outcome: 'refused', text: 'Sold out' })
    assert.include((await answer({ ok: true })).words, 'query is too old')

    telegram.payments.answerWithinMs = 1
    assert.deepEqual(await fan.pays(await fan.seesInvoice()), { outcome: 'timed_out' })
    telegram.payments.purses.set(fan.id, 74)
    assert.deepEqual(await fan.pays(await fan.seesInvoice()), { outcome: 'not_enough_stars' })
    assert.lengthOf(telegram.payments.transactions, 0)
  })

  test('a payment is told, listed, and goes back once', async ({ assert }) => {
    const { telegram, fan, call, next, sendInvoice, pays } = await emulator()
    telegram.payments.purses.set(fan.id, 100)
    await sendInvoice()
    const charge = await pays()
    assert.equal(telegram.payments.purses.get(fan.id), 25)
    const { successful_payment: paid } = await next('message', 'successful_payment')
    assert.containSubset(paid, { telegram_payment_charge_id: charge, total_amount: 75 })

    const refund = (more: object = {}) =>
      call('refundStarPayment', { user_id: fan.id, telegram_payment_charge_id: charge, ...more })
    assert.include((await refund({ user_id: 5 })).words, 'USER_ID_INVALID')
    assert.include((await refund({ telegram_payment_charge_id: 'x' })).words, 'CHARGE_NOT_FOUND')
    assert.equal((await refund()).status, 200)
    assert.include((await refund()).words, 'CHARGE_ALREADY_REFUNDED')
    assert.equal(telegram.payments.purses.get(fan.id), 100)
    const { refunded_payment: refunded } = await next('message', 'refunded_payment')
    assert.containSubset(refunded, { telegram_payment_charge_id: charge })

    const { result } = await call('getStarTransactions', { offset: 0, limit: 100 })
    assert.containSubset(result, {
      transactions: [
        { id: charge, amount: 75, source: { user: { id: fan.id }, invoice_payload: 'order-1' } },
        { id: charge, amount: 75, receiver: { user: { id: fan.id } } },
      ],
    })
    const second = await call('getStarTransactions', { offset: 1, limit: 1 })
    assert.deepInclude(isRecord(second.result) ? second.result.transactions : [], {
      ...telegram.payments.transactions[1],
    })
    assert.include((await call('getStarTransactions', { limit: 101 })).words, 'LIMIT_INVALID')
  })

  test('a subscription renews by itself until it is cancelled', async ({ assert }) => {
    const { telegram, fan, call, next, pays } = await emulator()
    const link = (more: object) =>
      call('createInvoiceLink', { ...INVOICE, subscription_period: 2_592_000, ...more })
    assert.include((await link({ subscription_period: 60 })).words, 'PERIOD_INVALID')
    const dear = { prices: [{ label: 'x', amount: 10_001 }] }
    assert.include((await link(dear)).words, 'STARS_AMOUNT_INVALID')

    const charge = await pays(String((await link({})).result))
    const first = await next('message', 'successful_payment')
    assert.containSubset(first.successful_payment, {
      is_recurring: true,
      is_first_recurring: true,
    })
    const renewal = telegram.payments.renew(charge)
    const second = await next('message', 'successful_payment')
    assert.containSubset(second.successful_payment, {
      is_recurring: true,
      telegram_payment_charge_id: renewal,
    })
    assert.notProperty(second.successful_payment, 'is_first_recurring')
    assert.containSubset(telegram.payments.transactions.at(-1), {
      source: { subscription_period: 2_592_000 },
    })
    const edit = {
      user_id: fan.id,
      telegram_payment_charge_id: charge,
      is_canceled: true,
    }
    assert.equal((await call('editUserStarSubscription', edit)).status, 200)
    assert.isNull(telegram.payments.renew(charge))
  })
})
