import { test } from '@japa/runner'
import fc from 'fast-check'
import app from '@adonisjs/core/services/app'
import { conversation } from '#app/bot_kit/testing/conversation'
import { sql } from '#app/support/sql'
import { applyFacts } from '#plugins/payments/actions/apply_facts'
import { openOrder } from '#plugins/payments/actions/open_order'
import { settleUnmatched } from '#plugins/payments/actions/settle_unmatched'
import { checkCatalogue } from '#plugins/payments/gateways/discord/catalogue'
import {
  discordShop,
  eventOf,
  sellAs,
  type DiscordShop,
} from '#plugins/payments/gateways/discord/tests/support'
import type { Order, ProviderRecord } from '#plugins/payments/gateways/gateway'
import { takeEvent } from '#plugins/payments/inbox/take_event'
import { listPacks } from '#plugins/payments/packs/queries/list_packs'
import {
  buyerOn,
  inboxMark,
  servicesWith,
  workInbox,
} from '#plugins/payments/tests/support/counter'
import type { PaymentsServices } from '#plugins/payments/services'
import { snowflakeAt } from '#plugins/payments/gateways/discord/entitlement'
import type { WorldEntitlement } from '#tests/emulators/discord/store'

/** What `open` is asked; it looks at the pack alone. */
const ORDER: Order = {
  id: '01a1feca-0042-7616-9674-1b2241318cea',
  personId: '01a1fec9-f715-7dfe-be65-71afa2b51bf9',
  accountId: null,
  gateway: 'discord',
  packId: 'popular',
  sale: null,
  title: 'Popular',
  description: '550 coins',
  coins: 500_000n,
  bonus: 50_000n,
  currency: 'USD',
  amount: 499n,
  locale: 'en',
  email: null,
}

const LONG_AGO = new Date('2020-01-01')

test.group('Discord’s gateway', (group) => {
  let shop: DiscordShop
  let services: PaymentsServices
  group.each.setup(async () => {
    shop = await discordShop()
    services = await servicesWith(shop.gateway)
    return () => shop.close()
  })

  /** What Discord tells goes through the inbox. */
  async function tell(entitlement: WorldEntitlement): Promise<void> {
    const mark = await inboxMark()
    await takeEvent(services, eventOf(shop.discord, entitlement))
    await workInbox(services, 'discord', mark)
  }

  async function someone() {
    const fan = shop.discord.player('ada')
    const buyer = await buyerOn('discord', fan.user.id)
    const before = (await services.ledger.balance(buyer.person.id)).available
    const gained = async () => (await services.ledger.balance(buyer.person.id)).available - before
    return { ...buyer, user: fan.user, gained }
  }

  async function listed(since = LONG_AGO): Promise<ProviderRecord[]> {
    const found: ProviderRecord[] = []
    for await (const one of shop.gateway.list(since)) found.push(one)
    return found
  }

  const COINS = 550_000n

  test('a purchase is used up once its coins are there, and can be made again', async ({
    assert,
  }) => {
    const { user, gained } = await someone()
    const first = shop.discord.store.buy(user, shop.sku.id)
    assert.throws(() => shop.discord.store.buy(user, shop.sku.id), /have this already/)
    await tell(first)
    assert.isTrue(shop.discord.store.find(first.id).consumed)
    await tell(shop.discord.store.buy(user, shop.sku.id))
    assert.equal(await gained(), 2n * COINS)
  })

  test('while Discord is away nothing is used up; later it is, and the coins came once', async ({
    assert,
  }) => {
    const { user, gained } = await someone()
    const { discord, sku } = shop
    const entitlement = discord.store.buy(user, sku.id)
    const outage = discord.script({ path: /entitlements/, status: 503, times: 1_000 })
    await assert.rejects(() => tell(entitlement))
    assert.equal(await gained(), COINS)
    assert.isFalse(entitlement.consumed)

    outage.times = 0
    await applyFacts(services, 'discord', await shop.gateway.look(entitlement.id))
    assert.isTrue(entitlement.consumed)
    assert.equal(await gained(), COINS)
  })

  test('using up is done once, also when the answer is lost on its way', async ({ assert }) => {
    const { user } = await someone()
    const { discord, gateway, sku } = shop
    const { id } = discord.store.buy(user, sku.id)
    discord.script({ path: /consume$/, method: 'POST', status: 0, loseAnswer: true })
    await gateway.afterCredit(id)
    await gateway.afterCredit(id)
    assert.isTrue(discord.store.find(id).consumed)
    const answered = discord.callsTo('POST', /consume$/).filter(({ status }) => status === 204)
    assert.lengthOf(answered, 1)
    await gateway.afterCredit(snowflakeAt(LONG_AGO))
  })

  test('a guest who buys in Discord’s own shop has the coins on joining', async ({ assert }) => {
    const { discord, sku } = shop
    const { user } = discord.player('ada')
    const guest = await conversation.fan({ frontend: 'discord', platformId: user.id })
    const entitlement = discord.store.buy(user, sku.id)
    await tell(entitlement)
    assert.isFalse(entitlement.consumed, 'nobody has the coins yet')

    const { account } = await guest.identified()
    const identity = await app.container.make('identity')
    const { person } = await identity.join(account.id)
    await settleUnmatched(services, person.id)
    const { buckets } = await services.ledger.balance(person.id)
    assert.equal(buckets.purchased, 500_000n)
    assert.isTrue(discord.store.find(entitlement.id).consumed)
  })

  test('what Discord did not tell is in its list: bought, given back, given as a present', async ({
    assert,
  }) => {
    const [bought, returned, given] = [await someone(), await someone(), await someone()]
    const { discord, sku } = shop
    const silent = { tell: false }
    const one = discord.store.buy(bought.user, sku.id, silent)
    const two = discord.store.buy(returned.user, sku.id, silent)
    discord.store.takeBack(two.id, silent)
    const three = discord.store.buy(given.user, sku.id, { ...silent, gift: true })

    await applyFacts(services, 'discord', await listed())
    assert.equal(await bought.gained(), COINS)
    assert.equal(await returned.gained(), 0n)
    assert.equal(await given.gained(), COINS)
    const seen = (await listed()).map(({ kind, payment }) => `${kind} ${payment}`)
    assert.sameMembers(seen, [
      `paid ${one.id}`,
      `paid ${two.id}`,
      `refunded ${two.id}`,
      `paid ${three.id}`,
    ])
  })

  test('a long list is read page by page, from its moment on', async ({ assert }) => {
    const { discord, sku } = shop
    const { user } = discord.player('ada')
    for (let count = 0; count < 230; count += 1) {
      const { id } = discord.store.buy(user, sku.id, { tell: false })
      discord.store.find(id).consumed = true
    }
    const all = await listed()
    assert.equal(new Set(all.map(({ payment }) => payment)).size, 230)
    assert.lengthOf(discord.callsTo('GET', /entitlements$/), 3)
    assert.isEmpty(await listed(new Date(Date.now() + 60_000)))
  })

  test('what nobody paid brings no coins; what a team tries out does so in development alone', async ({
    assert,
  }) => {
    const { discord, sku, gateway } = shop
    const { user, gained } = await someone()
    const [developerGift, freePurchase, premiumPurchase, testMode] = [3, 5, 7, 4]
    for (const type of [developerGift, freePurchase, premiumPurchase]) {
      await tell(discord.store.grant(user.id, sku, { type, tell: false }))
    }
    assert.equal(await gained(), 0n)
    const tried = discord.store.grant(user.id, sku, { type: testMode, tell: false })
    await tell(tried)
    assert.equal(await gained(), COINS)
    assert.isNotEmpty(await gateway.look(tried.id))

    const { discordAt } = await import('#plugins/payments/gateways/discord/index')
    const { token, apiRoot } = discord
    const inProduction = await discordAt({ token, apiRoot, countTests: false })
    assert.isEmpty(await inProduction.look(tried.id))
  })

  test('another SKU of the application is no pack, a server has no wallet', async ({ assert }) => {
    const { discord, gateway } = shop
    const { user, gained } = await someone()
    const badge = discord.store.addSku({ name: 'A badge', type: 'durable' })
    await tell(discord.store.buy(user, badge.id))
    const pack = eventOf(discord, discord.store.buy(user, shop.sku.id, { tell: false }))
    const facts = await gateway.read({
      ...pack,
      id: 1n,
      receivedAt: new Date(),
      body: { ...pack.body, user_id: null, guild_id: '100000000000000000' },
    })
    assert.isEmpty(facts)
    assert.equal(await gained(), 0n)
  })

  test('a purchase keeps its price when the pack gets another one', async ({ assert, cleanup }) => {
    const { user } = await someone()
    const { id } = shop.discord.store.buy(user, shop.sku.id, { tell: false })
    await tell(shop.discord.store.find(id))
    const price = async (amount: bigint) => {
      await sql(
        `update payments_pack_prices set amount = :amount where pack_id = 'popular' and currency = 'USD'`,
        { amount }
      )
    }
    cleanup(() => price(499n))
    await price(599n)
    await sellAs('popular', null)
    assert.containSubset(await shop.gateway.look(id), [{ kind: 'paid', amount: 499n }])
  })

  test('an order waits for what goes on with it', async ({ assert }) => {
    const { person, account, user } = await someone()
    const place = { kind: 'direct', id: 'a-channel' } as const
    const opened = await openOrder(services, {
      person,
      accountId: account.id,
      frontend: 'discord',
      gateway: 'discord',
      packId: 'popular',
      currency: 'USD',
      locale: 'en',
      resume: { invocation: { command: 'help' }, place },
    })
    if (opened.outcome !== 'open' || opened.checkout.outcome !== 'open') throw new Error('No order')
    assert.deepEqual(opened.checkout.way, { kind: 'sku', skuId: shop.sku.id })

    await tell(shop.discord.store.buy(user, shop.sku.id))
    const [order] = await sql<{ state: string }>(
      'select state from payments_orders where id = :id',
      {
        id: opened.order.id,
      }
    )
    assert.equal(order?.state, 'paid')
  })

  test('a pack whose SKU Discord does not sell is not offered for paying', async ({ assert }) => {
    const { gateway, discord } = shop
    await sellAs('popular', '123456789012345678')
    assert.containSubset(await gateway.open(ORDER), { outcome: 'unavailable' })
    const durable = discord.store.addSku({ type: 'durable' })
    await sellAs('popular', durable.id)
    assert.containSubset(await gateway.open(ORDER), { outcome: 'unavailable' })
    await sellAs('popular', null)
    assert.containSubset(await gateway.open(ORDER), { outcome: 'unavailable' })
  })

  test('while Discord cannot say what it sells, a pack is offered all the same', async ({
    assert,
  }) => {
    shop.discord.script({ path: /skus$/, status: 503, times: 1_000 })
    assert.containSubset(await shop.gateway.open(ORDER), { outcome: 'open' })
  })

  test('it names every pack that cannot be sold as it is', async ({ assert, cleanup }) => {
    const { discord, gateway } = shop
    const hidden = discord.store.addSku({ published: false })
    const durable = discord.store.addSku({ type: 'durable' })
    await sellAs('starter', hidden.id)
    await sellAs('best_value', durable.id)
    await sellAs('pro', '123456789012345678')
    cleanup(async () => {
      for (const id of ['starter', 'best_value', 'pro']) await sellAs(id, null)
    })
    assert.deepEqual(await gateway.check(), [
      { packId: 'starter', problem: 'not_published' },
      { packId: 'best_value', problem: 'not_consumable' },
      { packId: 'pro', problem: 'unknown_sku' },
      { packId: 'studio', problem: 'no_sku' },
    ])
    const [pack] = await listPacks()
    if (!pack) throw new Error('No pack')
    const sku = { id: '1', name: 'Coins', consumable: true, available: true }
    const { USD: _none, ...prices } = pack.prices
    const free = { ...pack, discordSku: '1', prices }
    assert.deepEqual(checkCatalogue([free], [sku]), [
      { packId: pack.id, problem: 'no_dollar_price' },
    ])
  })

  test('a refused token is an error each time, and no silence', async ({ assert }) => {
    const { user } = await someone()
    const { id } = shop.discord.store.buy(user, shop.sku.id, { tell: false })
    shop.discord.script({ path: /entitlements/, status: 401, times: 2 })
    await assert.rejects(() => shop.gateway.look(id))
    await assert.rejects(() => shop.gateway.look(id))
    assert.isNotEmpty(await shop.gateway.look(id))
  })

  test('Discord tells in any order and any number of times: the books end the same', async ({
    assert,
  }) => {
    const words = fc.constantFrom('granted', 'deleted', 'list', 'look')
    await fc.assert(
      fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 6 }), async (told) => {
        const { user, gained } = await someone()
        const entitlement = shop.discord.store.buy(user, shop.sku.id, { tell: false })
        const granted = eventOf(shop.discord, { ...entitlement })
        shop.discord.store.takeBack(entitlement.id, { tell: false })
        const deleted = eventOf(shop.discord, entitlement)
        const stored = { id: 1n, receivedAt: new Date() }
        for (const word of [...told, 'deleted']) {
          const facts =
            word === 'list'
              ? (await listed()).filter(({ payment }) => payment === entitlement.id)
              : word === 'look'
                ? await shop.gateway.look(entitlement.id)
                : await shop.gateway.read({
                    ...(word === 'granted' ? granted : deleted),
                    ...stored,
                  })
          await applyFacts(services, 'discord', facts)
        }
        assert.equal(await gained(), 0n)
      }),
      { numRuns: 25 }
    )
  })
})
