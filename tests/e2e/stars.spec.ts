import pg from 'pg'
import { test } from '@japa/runner'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'
import type { Person } from '#tests/emulators/telegram/people'
import { startProgram } from '#tests/support/program'
import { scratchDatabase, type ScratchDatabase } from '#tests/support/scratch_database'
import { until } from '#tests/support/until'

/** The program has as long as it needs on a busy machine; each wait below has a deadline of its own. */
const TIMEOUT_MS = 180_000

type Cleanup = (undo: () => Promise<void>) => void

/** The whole program that sells for Stars, and a fan who has joined. */
async function shop(cleanup: Cleanup, language = 'en') {
  const [database, telegram] = await Promise.all([scratchDatabase(), startTelegramEmulator()])
  cleanup(async () => {
    await telegram.close()
    await database.drop()
  })
  const env = {
    DATABASE_URL: database.url,
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: telegram.apiRoot,
    SUPPORT_CONTACT: '@greenroom_help',
  }
  const start = () => startProgram({ env, readyWhen: /Greenroom is ready/ })
  const program = await start()
  cleanup(async () => void (await program.kill()))
  const ana = telegram.person({ name: 'Ana', language })
  ana.says('/start luna')
  await ana.hears('50')
  return { database, telegram, program, start, cleanup, ana, wallet: walletOf(database, ana) }
}

/** What the fan's wallet holds, coins. */
function walletOf(database: ScratchDatabase, fan: Person) {
  const coins = async (): Promise<number> => {
    const [row] = await database.query<{ millicoins: string }>(
      `select promo + purchased + earned as millicoins from ledger_wallets
       join accounts using (person_id)
       where accounts.platform = 'telegram' and accounts.platform_id = $1`,
      [String(fan.id)]
    )
    return Number(row?.millicoins ?? 0) / 1000
  }
  return async (expected: number): Promise<void> => {
    let found = Number.NaN
    await until(
      async () => {
        found = await coins()
        return found === expected
      },
      { within: 20_000, what: `${expected} coins` }
    ).catch((error: unknown) => {
      throw new Error(`The wallet has ${found} coins`, { cause: error })
    })
  }
}

/** Asks for the smallest pack and sees its invoice. */
async function ordersStarter(ana: Person) {
  ana.says('/buy')
  await ana.presses('100 coins · 75 Stars')
  return ana.seesInvoice()
}

test.group('Telegram Stars, the whole way', () => {
  test('a fan buys, gets a receipt, spends, and gets the Stars back', async ({
    assert,
    cleanup,
  }) => {
    const { telegram, database, ana, wallet } = await shop(cleanup)
    telegram.payments.purses.set(ana.id, 200)
    await wallet(50)

    const invoice = await ordersStarter(ana)
    const paid = await ana.pays(invoice)
    if (paid.outcome !== 'paid') return assert.fail(JSON.stringify(paid))
    await ana.hears('Thank you! Your coins are here')
    const receipt = await ana.hears(/GR-\d{4}-\d{6}/)
    assert.include(receipt.text, '75 Stars')
    await wallet(150)

    // The invoice stays in the chat. It cannot be paid again.
    const again = await ana.pays(invoice)
    assert.equal(again.outcome, 'refused')
    assert.include(again.outcome === 'refused' && again.text, 'paid already')

    ana.says('Good evening!')
    await ana.presses('Yes')
    await wallet(148)

    ana.says('/paysupport')
    const support = await ana.hears('Help with payments')
    assert.match(support.text ?? '', /75 Stars for 100 coins \(GR-/)
    assert.include(support.text, '@greenroom_help')

    // Telegram gives the money back by itself.
    telegram.payments.takeBack(paid.chargeId)
    await ana.hears('Money went back')
    await wallet(48)
    assert.equal(telegram.payments.purses.get(ana.id), 200)

    const [books] = await database.query<{ total: string; entries: string }>(
      `select sum(amount)::text as total, count(*)::text as entries from ledger_entries where commodity = 'XTR'`
    )
    assert.deepEqual(books, { total: '0', entries: '4' })
  }).timeout(TIMEOUT_MS)

  test('a message that could not be paid goes on by itself, once the Stars are paid', async ({
    assert,
    cleanup,
  }) => {
    const { ana, wallet } = await shop(cleanup)
    ana.says('Good evening!')
    await ana.presses('Yes')
    for (let left = 48; left >= 2; left -= 2) {
      await wallet(left)
      ana.says(`Tell me about night ${left}.`)
    }
    await wallet(0)
    ana.says('And what about Saturn?')
    // The notice of a low balance has such a button, too: this one is below the message that waits.
    await ana.hears('Get coins, and your message is answered')
    await ana.presses('Get coins')
    await ana.presses('100 coins · 75 Stars')
    const invoice = await ana.seesInvoice()
    const heard = ana.chat.fromBot.length
    assert.equal((await ana.pays(invoice)).outcome, 'paid')
    await ana.hears('Thank you! Your coins are here')
    await wallet(98)
    await until(() => ana.chat.fromBot.length >= heard + 2, { what: 'the reply' })
  }).timeout(TIMEOUT_MS)

  test('a payment for nothing that we know is kept, and the person finds it', async ({
    assert,
    cleanup,
  }) => {
    const { telegram, database, ana, wallet } = await shop(cleanup)
    const invoice = { title: 'x', description: 'x', payload: 'an-old-bot', stars: 10 }
    const charge = telegram.payments.take(ana.wire, invoice, ana.chat)
    const state = async () => {
      const [row] = await database.query<{ state: string }>(
        'select state from payments_payments where provider_payment = $1',
        [charge]
      )
      return row?.state
    }
    await until(async () => (await state()) === 'unmatched', {
      within: 20_000,
      what: 'the payment',
    })
    ana.says('/paysupport')
    const { text } = await ana.hears('not credited yet')
    assert.include(text, charge)
    await wallet(50)
  }).timeout(TIMEOUT_MS)

  test('a pack every month: each month credits once, until it is ended', async ({
    assert,
    cleanup,
  }) => {
    const { telegram, ana, wallet } = await shop(cleanup)
    await ordersStarter(ana)
    await ana.presses('Every month instead')
    const offer = await ana.hears('100 coins a month')
    const link = (offer.reply_markup?.inline_keyboard ?? []).flat().find(({ url }) => url)?.url
    const paid = await ana.pays(link ?? '')
    if (paid.outcome !== 'paid') return assert.fail(JSON.stringify(paid))
    await wallet(150)

    const second = telegram.payments.renew(paid.chargeId)
    await wallet(250)
    telegram.payments.tellAgain(second ?? '')
    const third = telegram.payments.renew(paid.chargeId)
    await wallet(350)
    assert.notEqual(second, third)

    ana.says('/subscriptions')
    await ana.hears('The next month is paid on')
    await ana.presses('End it')
    await ana.hears('Nothing more is taken')
    assert.isNull(telegram.payments.renew(paid.chargeId))
    await ana.presses('Your subscriptions')
    await ana.presses('Let it go on')
    await ana.hears('It goes on')
    assert.isString(telegram.payments.renew(paid.chargeId))
    await wallet(450)
  }).timeout(TIMEOUT_MS)

  test('while the database is away nothing is taken, and the person is told', async ({
    assert,
    cleanup,
  }) => {
    const { telegram, database, ana, wallet } = await shop(cleanup, 'es')
    await wallet(50)
    ana.says('/buy')
    await ana.presses('100 monedas · 75 estrellas')
    const invoice = await ana.seesInvoice()
    await setReachable(database.url, false)
    cleanup(() => setReachable(database.url, true))
    const refused = await ana.pays(invoice)
    assert.equal(refused.outcome, 'refused', JSON.stringify(refused))
    assert.include(refused.outcome === 'refused' && refused.text, 'no se te ha cobrado nada')
    assert.lengthOf(telegram.payments.transactions, 0)

    await setReachable(database.url, true)
    await until(async () => (await ana.pays(invoice)).outcome === 'paid', {
      within: 60_000,
      what: 'the payment, once the database is back',
    })
    await wallet(150)
  }).timeout(TIMEOUT_MS)

  test('a payment that the program heard of just before it was killed is credited', async ({
    assert,
    cleanup,
  }) => {
    const { program, start, ana, wallet } = await shop(cleanup)
    const invoice = await ordersStarter(ana)
    const paid = await ana.pays(invoice)
    assert.equal(paid.outcome, 'paid')
    await program.kill()
    const next = await start()
    cleanup(async () => void (await next.kill()))
    await wallet(150)
    await ana.hears('Thank you! Your coins are here')
  }).timeout(TIMEOUT_MS)
})

/** Shuts the database's door and throws everyone out, or opens it again. */
async function setReachable(url: string, reachable: boolean): Promise<void> {
  const name = new URL(url).pathname.slice(1)
  const admin = new pg.Client({ connectionString: process.env.DATABASE_URL })
  await admin.connect()
  await admin.query(`alter database ${pg.escapeIdentifier(name)} allow_connections ${reachable}`)
  if (!reachable) {
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      name,
    ])
  }
  await admin.end()
}
