import { randomUUID } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { buttonsOf } from '#app/bot_kit/buttons'
import { Fan } from '#app/bot_kit/testing/conversation'
import { COIN } from '#plugins/ledger/api'
import type { LedgerService } from '#plugins/ledger/api'
import { fund } from '#plugins/ledger/tests/support/bench'

const memo = { key: 'ledger.memo.welcome' }

async function member(
  locale = 'en'
): Promise<{ fan: Fan; personId: string; ledger: LedgerService }> {
  const fan = new Fan(randomUUID(), { locale })
  const identity = await app.container.make('identity')
  const { account } = await fan.identified()
  const { person } = await identity.join(account.id)
  const ledger = (await app.container.make('plugins')).use('ledger')
  await ledger.grantWelcome(person.id)
  return { fan, personId: person.id, ledger }
}

test.group('Ledger | /balance and /history', () => {
  test('/balance shows the wallet by kind, what is held, received and spent', async ({
    assert,
  }) => {
    const { fan, personId, ledger } = await member()
    await fund(ledger, personId, 'purchased', 20n * COIN)
    const spend = await ledger.hold({
      key: randomUUID(),
      personId,
      amount: 1_500n,
      creatorId: null,
      memo,
    })
    if (spend.outcome === 'held') await ledger.capture({ key: randomUUID(), holdId: spend.holdId })
    await ledger.hold({ key: randomUUID(), personId, amount: 2n * COIN, creatorId: null, memo })

    const [seen] = await fan.says('/balance')
    const node = seen?.node
    assert.equal(node?.kind, 'card')
    if (node?.kind !== 'card') return
    assert.equal(node.title, 'You have 66.5 coins')
    assert.isUndefined(node.text)
    assert.deepEqual(
      node.fields?.map(({ name, value }) => `${name}: ${value}`),
      [
        'Gifts: 46.5 coins',
        'Bought: 20 coins',
        'Earned: 0 coins',
        'Set aside for replies being written: 2 coins',
        'Received so far: 70 coins',
        'Spent so far: 1.5 coins',
      ]
    )
    assert.deepEqual(
      buttonsOf(node).map(({ invoke }) => invoke.command),
      ['buy', 'history']
    )
  })

  test('/balance says what is owed after a payment was returned', async ({ assert }) => {
    const { fan, personId, ledger } = await member()
    const bought = { personId, purchased: 20n * COIN, promo: 0n, memo, money: [] }
    const { transferId: topUpId } = await ledger.topUp({ key: randomUUID(), ...bought })
    const amount = 70n * COIN
    const key = randomUUID()
    const spend = await ledger.hold({ key, personId, amount, creatorId: personId, memo })
    if (spend.outcome === 'held') await ledger.capture({ key, holdId: spend.holdId })
    // What they earned from themselves is in their wallet again, as earned coins.
    await ledger.transfer({
      key,
      memo,
      legs: [
        { account: { kind: 'earnings', personId, bucket: 'purchased' }, amount: -14n * COIN },
        { account: { kind: 'wallet', personId, bucket: 'earned' }, amount: 14n * COIN },
      ],
    })
    const back = { topUpId, purchased: 20n * COIN, promo: 0n, memo, money: [] }
    await ledger.reverse({ key, ...back, bearer: 'shared' })

    const [seen] = await fan.says('/balance')
    if (seen?.node.kind !== 'card') return assert.fail('no card')
    assert.include(seen.node.text, '14 coins of them are still open')
    assert.deepInclude(seen.node.fields, {
      name: 'Owed after a returned payment',
      value: '14 coins',
    })
  })

  test('/balance under ten coins says how to get more', async ({ assert }) => {
    const { fan, personId, ledger } = await member()
    await ledger.hold({ key: randomUUID(), personId, amount: 40_001n, creatorId: null, memo })
    await fan.says('/balance')
    assert.include(fan.lastText(), 'Your wallet is getting light')
  })

  test('/balance shows a creator’s earnings, real ones apart from gifts', async ({ assert }) => {
    const { fan, personId, ledger } = await member()
    const payer = await member()
    await fund(ledger, payer.personId, 'purchased', 10n * COIN)
    const held = await ledger.hold({
      key: randomUUID(),
      personId: payer.personId,
      amount: 60n * COIN,
      creatorId: personId,
      memo,
    })
    if (held.outcome === 'held') await ledger.capture({ key: randomUUID(), holdId: held.holdId })
    await fan.says('/balance')
    assert.include(fan.lastText(), 'Earned as a creator, from bought coins')
    const node = fan.seen.at(-1)?.node
    const values = node?.kind === 'card' ? node.fields?.slice(-2).map(({ value }) => value) : []
    assert.deepEqual(values, ['7 coins', '35 coins'])
  })

  test('/history pages through the wallet, newest first', async ({ assert }) => {
    const { fan, personId, ledger } = await member()
    for (let n = 1; n <= 13; n++) await fund(ledger, personId, 'purchased', BigInt(n) * COIN)
    // The funding memo of tests has no words; welcome coins and these do.
    const page = async (text: string) => {
      const node = (await fan.says(text)).at(-1)?.node
      return node?.kind === 'list' ? node : null
    }
    const first = await page('/history')
    assert.deepEqual(
      first?.items.map(({ title }) => title.split(' · ')[0]),
      [13, 12, 11, 10, 9, 8].map((n) => `+${n} coins`)
    )
    assert.deepInclude(first?.paging, { page: 1, pages: 3, previous: undefined })
    const second = await fan.presses('Older')
    assert.lengthOf(second, 1)
    const last = await page('/history 99')
    assert.equal(last?.items.at(-1)?.title, '+50 coins · Welcome present')
    assert.match(last?.items.at(-1)?.text ?? '', /UTC · gift coins$/)
    assert.deepInclude(last?.paging, { page: 3, pages: 3, next: undefined })
  })

  test('in Spanish', async ({ assert }) => {
    const { fan } = await member('es-MX')
    await fan.says('/history')
    assert.include(fan.lastText(), '+50 monedas · Regalo de bienvenida')
    await fan.says('/balance')
    assert.include(fan.lastText(), 'Tienes 50 monedas')
  })

  test('a guest is invited instead: {command}')
    .with([{ command: '/balance' }, { command: '/history' }])
    .run(async ({ assert }, { command }) => {
      const fan = new Fan(randomUUID(), {})
      await fan.says(command)
      assert.notInclude(fan.texts().join(' '), 'You have')
      assert.include(fan.texts().join(' '), 'is for members')
    })
})
