import pg from 'pg'
import { test } from '@japa/runner'
import { makeLedger } from '#plugins/ledger/ledger'
import { ledgerSettings } from '#plugins/ledger/settings'
import { connectScratchLedger } from '#plugins/ledger/tests/support/scratch_ledger'
import { startTelegramEmulator, type TelegramEmulator } from '#tests/emulators/telegram/index'
import type { Person } from '#tests/emulators/telegram/people'
import { startProgram, type Program } from '#tests/support/program'
import { scratchDatabase, type ScratchDatabase } from '#tests/support/scratch_database'
import { until } from '#tests/support/until'

/** The program has as long as it needs on a busy machine; each wait below has a deadline of its own. */
const TIMEOUT_MS = 180_000

/** The whole program that sells for Stars: one for all tests, each of which has a fan of its own. */
interface Shop {
  database: ScratchDatabase
  telegram: TelegramEmulator
  program: Program
}

async function openShop(): Promise<Shop> {
  const [database, telegram] = await Promise.all([scratchDatabase(), startTelegramEmulator()])
  return { database, telegram, program: await start(database, telegram) }
}

const start = (database: ScratchDatabase, telegram: TelegramEmulator): Promise<Program> =>
  startProgram({
    env: {
      DATABASE_URL: database.url,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      SUPPORT_CONTACT: '@greenroom_help',
    },
    readyWhen: /Greenroom is ready/,
  })

/** Somebody who has joined. */
async function fanIn({ telegram, database }: Shop, name: string, language = 'en') {
  const fan = telegram.person({ name, language })
  fan.says('/start luna')
  await fan.hears('50')
  return { fan, wallet: walletOf(database, fan) }
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

/** All but so many of their coins are spent elsewhere. */
async function spendsAllBut(database: ScratchDatabase, fan: Person, coins: bigint): Promise<void> {
  const [row] = await database.query<{ person_id: string }>(
    `select person_id from accounts where platform = 'telegram' and platform_id = $1`,
    [String(fan.id)]
  )
  const personId = row?.person_id ?? ''
  const books = await connectScratchLedger(database.url, 1)
  const ledger = makeLedger({ database: books.database, settings: ledgerSettings })
  const key = `elsewhere:${personId}`
  const amount = (await ledger.balance(personId)).available - coins * 1_000n
  const memo = { key: 'personas.memo.reply' }
  const held = await ledger.hold({ key, personId, amount, creatorId: null, memo })
  if (held.outcome !== 'held') throw new Error(held.outcome)
  await ledger.capture({ key, holdId: held.holdId })
  await books.database.manager.closeAll()
}

/** Asks for the smallest pack and sees its invoice. */
async function ordersStarter(ana: Person) {
  ana.says('/buy')
  await ana.presses('100 coins · 75 Stars')
  return ana.seesInvoice()
}

test.group('Telegram Stars, the whole way', (group) => {
  let shop: Shop
  group.tap((one) => one.timeout(TIMEOUT_MS))
  group.setup(async () => {
    shop = await openShop()
    return async () => {
      await shop.program.kill()
      await shop.telegram.close()
      await shop.database.drop()
    }
  })

  test('a fan buys, gets a receipt, spends, and gets the Stars back', async ({ assert }) => {
    const { telegram, database } = shop
    const { fan: ana, wallet } = await fanIn(shop, 'Ana')
    const before = await starsBooked(database)
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

    const { total, entries } = await starsBooked(database)
    assert.deepEqual([total, entries - before.entries], ['0', 4])
  })

  test('a message that could not be paid goes on by itself, once the Stars are paid', async ({
    assert,
  }) => {
    const { fan: ana, wallet } = await fanIn(shop, 'Bela')
    ana.says('Good evening!')
    await ana.presses('Yes')
    await wallet(48)
    await spendsAllBut(shop.database, ana, 2n)
    ana.says('Tell me about the last night.')
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
  })

  test('a payment for nothing that we know is kept, and the person finds it', async ({
    assert,
  }) => {
    const { telegram, database } = shop
    const { fan: ana, wallet } = await fanIn(shop, 'Cleo')
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
  })

  test('a pack every month: each month credits once, until it is ended', async ({ assert }) => {
    const { telegram } = shop
    const { fan: ana, wallet } = await fanIn(shop, 'Dora')
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
  })

  test('while the database is away nothing is taken, and the person is told', async ({
    assert,
    cleanup,
  }) => {
    const { telegram, database } = shop
    const { fan: ana, wallet } = await fanIn(shop, 'Elena', 'es')
    const taken = telegram.payments.transactions.length
    await wallet(50)
    ana.says('/buy')
    await ana.presses('100 monedas · 75 estrellas')
    const invoice = await ana.seesInvoice()
    await setReachable(database.url, false)
    cleanup(() => setReachable(database.url, true))
    const refused = await ana.pays(invoice)
    assert.equal(refused.outcome, 'refused', JSON.stringify(refused))
    assert.include(refused.outcome === 'refused' && refused.text, 'no se te ha cobrado nada')
    assert.lengthOf(telegram.payments.transactions, taken)

    await setReachable(database.url, true)
    await until(async () => (await ana.pays(invoice)).outcome === 'paid', {
      within: 60_000,
      what: 'the payment, once the database is back',
    })
    await wallet(150)
  })

  test('a payment that the program heard of just before it was killed is credited', async ({
    assert,
  }) => {
    const { fan: ana, wallet } = await fanIn(shop, 'Finn')
    const invoice = await ordersStarter(ana)
    const paid = await ana.pays(invoice)
    assert.equal(paid.outcome, 'paid')
    await shop.program.kill()
    shop.program = await start(shop.database, shop.telegram)
    await wallet(150)
    await ana.hears('Thank you! Your coins are here')
  })
})

/** What the books hold in Stars, and in how many entries. */
async function starsBooked(database: ScratchDatabase): Promise<{ total: string; entries: number }> {
  const [books] = await database.query<{ total: string; entries: number }>(
    `select coalesce(sum(amount), 0)::text as total, count(*)::int as entries from ledger_entries
     where commodity = 'XTR'`
  )
  return books ?? { total: '', entries: 0 }
}

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
