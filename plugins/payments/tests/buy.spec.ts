import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import type { Frontend } from '#app/bot_kit/inbound'
import { Fan } from '#app/bot_kit/testing/conversation'
import paymentsConfig from '#config/payments'
import type { GatewayName } from '#config/payments'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { OpenGateway } from '#plugins/payments/shop/tests/support'
import { sql } from '#app/support/sql'

/** Someone who has joined. */
async function member(options: { locale?: string; frontend?: Frontend } = {}): Promise<Fan> {
  const fan = new Fan(randomUUID(), options)
  const identity = await app.container.make('identity')
  await identity.join((await fan.identified()).account.id)
  return fan
}

const gateway = (name: GatewayName, ...currencies: string[]) => new OpenGateway(name, currencies)

test.group('Payments | /buy where nothing is connected', (group) => {
  group.each.setup(() => connect())

  test('says honestly that nothing can be bought, what coins will cost, and what a guest can do', async ({
    assert,
  }) => {
    const fan = new Fan(randomUUID(), {})
    await fan.says('/buy')
    const words = fan.lastText()
    assert.include(words, 'cannot be bought here yet')
    assert.include(words, 'No payment service is connected')
    assert.include(words, '1 coin: $0.01 · 100 coins: $0.99')
    assert.include(words, 'you get 50 coins as a present')
    assert.isDefined(fan.buttonId('Join for free'))
  })

  test('tells a member what works without buying', async ({ assert }) => {
    const fan = await member({ locale: 'es' })
    await fan.says('/buy')
    assert.include(fan.lastText(), 'siguen siendo tuyas')
    assert.isDefined(fan.buttonId('Ver mis monedas'))
  })

  test('another platform’s gateway is no way to pay here', async ({ assert, cleanup }) => {
    cleanup(await connect(gateway('stripe', 'USD'), gateway('discord', 'USD')))
    const fan = await member()
    await fan.says('/buy')
    assert.include(fan.lastText(), 'cannot be bought here yet')
  })
})

test.group('Payments | /buy', () => {
  test('shows the packs in Stars, and a press opens an order that Telegram is paid for', async ({
    assert,
    cleanup,
  }) => {
    const stars = gateway('stars', 'XTR')
    cleanup(await connect(stars, gateway('stripe', 'USD')))
    const fan = await member()
    await fan.says('/buy')
    assert.include(fan.lastText(), 'Popular: 550 coins')
    assert.include(fan.lastText(), '375 Stars')
    assert.include(fan.lastText(), 'about 275 replies')
    assert.include(fan.lastText(), 'Best Value: 1,200 coins ★ best value here')
    assert.include(fan.lastText(), 'In your wallet: 0 coins.')

    const [pay] = await fan.presses('550 coins · 375 Stars')
    assert.containsSubset(pay?.node, {
      kind: 'pay',
      title: 'Popular: 550 coins',
      way: { kind: 'stars', stars: 375, payload: stars.orders[0]?.id },
    })
    const { account, person } = await fan.identified()
    assert.containsSubset(stars.orders, [
      {
        personId: person?.id,
        accountId: account.id,
        packId: 'popular',
        coins: 500_000n,
        bonus: 50_000n,
        amount: 375n,
        currency: 'XTR',
      },
    ])
    await fan.presses('All packs')
    await fan.presses('Larger packs')
    assert.include(fan.lastText(), 'Studio: 8,400 coins')
    await fan.presses('Everyday packs')
    assert.include(fan.lastText(), 'Starter: 100 coins')
  })

  test('in Discord only packs with a SKU are sold', async ({ assert, cleanup }) => {
    await sql(
      `update payments_packs set discord_sku = '123456789012345678' where id = 'starter'`,
      {}
    )
    cleanup(async () => {
      await sql(`update payments_packs set discord_sku = null where id = 'starter'`, {})
    })
    cleanup(await connect(gateway('discord', 'USD')))
    const fan = await member({ frontend: 'discord' })
    await fan.says('/buy')
    assert.include(fan.lastText(), 'Starter: 100 coins')
    assert.notInclude(fan.lastText(), 'Popular')
    const [pay] = await fan.presses('100 coins · $0.99')
    assert.containsSubset(pay?.node, { kind: 'pay', way: { kind: 'sku' } })
  })

  test('on the web another way to pay is one press away', async ({ assert, cleanup }) => {
    const razorpay = gateway('razorpay', 'INR')
    cleanup(await connect(gateway('stripe', 'USD', 'INR'), razorpay))
    const fan = await member({ frontend: 'web', locale: 'en-IN' })
    await fan.says('/buy')
    await fan.presses('100 coins · ₹79')
    const [pay] = await fan.presses('Pay with UPI or card (Razorpay) instead')
    assert.containsSubset(pay?.node, { kind: 'pay', way: { kind: 'link' } })
    assert.containsSubset(razorpay.orders, [{ gateway: 'razorpay', amount: 7_900n }])
  })

  test('a guest sees the prices and is asked to join first', async ({ assert, cleanup }) => {
    cleanup(await connect(gateway('stars', 'XTR')))
    const guest = new Fan(randomUUID(), {})
    await guest.says('/buy')
    assert.include(guest.lastText(), '75 Stars')
    assert.include(guest.lastText(), 'join first')
    assert.isUndefined(guest.buttonId('100 coins · 75 Stars'))
    assert.isDefined(guest.buttonId('Join for free'))
  })

  test('a gateway that does not answer takes nothing and can be tried again', async ({
    assert,
    cleanup,
  }) => {
    const stars = gateway('stars', 'XTR')
    cleanup(await connect(stars))
    const fan = await member()
    await fan.says('/buy')
    stars.away = true
    await fan.presses('100 coins · 75 Stars')
    assert.include(fan.texts().join('\n'), 'Nothing was taken. Try again in a minute')
    stars.away = false
    const [pay] = await fan.presses('Try again')
    assert.equal(pay?.node.kind, 'pay')
  })

  test('a pack that is sold no more, and too many orders, are told with what to do next', async ({
    assert,
    cleanup,
  }) => {
    cleanup(await connect(gateway('stars', 'XTR')))
    const fan = await member()
    await fan.says('/buy')
    const active = async (yes: boolean) => {
      await sql(`update payments_packs set active = :yes where id = 'starter'`, { yes })
    }
    cleanup(() => active(true))
    await active(false)
    await fan.presses('100 coins · 75 Stars')
    assert.include(fan.texts().join('\n'), 'That pack is not sold here any more')
    await active(true)

    for (let n = 0; n < paymentsConfig.ordersPerHour; n++) await fan.presses('100 coins · 75 Stars')
    assert.notInclude(fan.texts().join('\n'), 'many orders')
    await fan.presses('100 coins · 75 Stars')
    assert.include(fan.texts().join('\n'), 'wait an hour; nothing was taken')
    assert.isDefined(fan.buttonId('All packs'))
  })

  test('bots point to the page on the web where the policy lets them', async ({
    assert,
    cleanup,
  }) => {
    cleanup(await connect(gateway('stripe', 'USD')))
    const fan = await member()
    await fan.says('/buy')
    assert.include(fan.lastText(), 'cannot be bought here yet')
    const { linksToWeb } = paymentsConfig
    Object.assign(paymentsConfig, { linksToWeb: { telegram: true, discord: false } })
    cleanup(() => void Object.assign(paymentsConfig, { linksToWeb }))
    const [card] = await fan.says('/buy')
    assert.containsSubset(card?.node, {
      kind: 'card',
      buttons: [{ url: `${paymentsConfig.appUrl}/buy` }],
    })
  })
})
