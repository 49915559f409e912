import { test } from '@japa/runner'
import { asObject, type Json } from '#tests/emulators/discord/json'
import { startDiscordEmulator, type DiscordEmulator } from '#tests/emulators/discord/index'

test.group('Discord emulator | what is sold', (group) => {
  let discord: DiscordEmulator
  group.each.setup(async () => {
    discord = await startDiscordEmulator()
    return () => discord.close()
  })

  async function call(method: string, path: string, body?: Json) {
    const { applicationId, apiRoot, token } = discord
    const response = await fetch(`${apiRoot}/v10/applications/${applicationId}${path}`, {
      method,
      headers: { 'Authorization': `Bot ${token}`, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const parsed: unknown = text === '' ? null : JSON.parse(text)
    return { status: response.status, body: parsed, code: asObject(parsed).code }
  }

  test('a consumable is used up once, and nothing else is', async ({ assert }) => {
    const { user } = discord.player('ada')
    const coins = discord.store.addSku()
    const badge = discord.store.addSku({ type: 'durable' })
    const { id } = discord.store.buy(user, coins.id)
    const kept = discord.store.buy(user, badge.id)
    assert.equal((await call('POST', `/entitlements/${id}/consume`)).status, 204)
    assert.equal((await call('POST', `/entitlements/${id}/consume`)).status, 400)
    assert.equal((await call('POST', `/entitlements/${kept.id}/consume`)).status, 400)
    assert.equal((await call('POST', '/entitlements/123456789012345678/consume')).code, 10029)
  })

  test('lists leave out what was taken back, unless it is asked for', async ({ assert }) => {
    const { user } = discord.player('ada')
    const sku = discord.store.addSku()
    const first = discord.store.buy(user, sku.id)
    discord.store.takeBack(first.id)
    const second = discord.store.buy(user, sku.id)
    const ids = async (query: string) => {
      const { body } = await call('GET', `/entitlements${query}`)
      return Array.isArray(body) ? body.map((one: unknown) => asObject(one).id) : body
    }
    assert.deepEqual(await ids(''), [second.id])
    assert.deepEqual(await ids('?exclude_deleted=false'), [first.id, second.id])
    assert.deepEqual(await ids('?exclude_deleted=false&limit=1'), [first.id])
    assert.deepEqual(await ids(`?exclude_deleted=false&after=${first.id}`), [second.id])
    assert.deepEqual(await ids(`?exclude_deleted=false&before=${second.id}`), [first.id])
    assert.deepEqual(await ids('?sku_ids=123456789012345678'), [])
    for (const query of ['?limit=101', '?after=yesterday', '?exclude_ended=maybe', '?page=2']) {
      assert.equal((await call('GET', `/entitlements${query}`)).code, 50035, query)
    }
  })

  test('test entitlements are for subscriptions, and are the only ones to delete', async ({
    assert,
  }) => {
    const { user } = discord.player('ada')
    const coins = discord.store.addSku()
    const club = discord.store.addSku({ type: 'subscription' })
    const about = { owner_id: user.id, owner_type: 2 }
    assert.equal((await call('POST', '/entitlements', { ...about, sku_id: coins.id })).status, 400)
    assert.equal((await call('POST', '/entitlements', { ...about, sku_id: 'x' })).code, 50035)
    const made = await call('POST', '/entitlements', { ...about, sku_id: club.id })
    assert.notProperty(made.body, 'starts_at')
    const { id } = asObject(made.body)
    assert.equal((await call('DELETE', `/entitlements/${String(id)}`)).status, 204)
    const bought = discord.store.buy(user, coins.id)
    assert.equal((await call('DELETE', `/entitlements/${bought.id}`)).status, 403)
  })

  test('people buy what is published, and one at a time', ({ assert }) => {
    const { user } = discord.player('ada')
    const hidden = discord.store.addSku({ published: false })
    assert.throws(() => discord.store.buy(user, hidden.id), /not available/)
    discord.store.buy(user, hidden.id, { testMode: true })
    discord.store.buy(user, hidden.id, { testMode: true })
    const coins = discord.store.addSku()
    discord.store.buy(user, coins.id)
    assert.throws(() => discord.store.buy(user, coins.id), /already/)
  })

  test('a button that sells has its SKU, which has to be the application’s, and nothing else', async ({
    assert,
  }) => {
    const fan = discord.player('ada')
    const send = (button: Json) => {
      const body = { content: 'Buy', components: [{ type: 1, components: [button] }] }
      return () => discord.messages.create(fan.dm, body, [])
    }
    const { id } = discord.store.addSku()
    assert.doesNotThrow(send({ type: 2, style: 6, sku_id: id }))
    assert.throws(send({ type: 2, style: 6 }), 'Invalid Form Body')
    assert.throws(send({ type: 2, style: 6, sku_id: id, label: 'Buy' }), 'Invalid Form Body')
    assert.throws(send({ type: 2, style: 6, sku_id: id, custom_id: 'x' }), 'Invalid Form Body')
    assert.throws(send({ type: 2, style: 1, label: 'Buy', custom_id: 'x', sku_id: id }))
    assert.throws(send({ type: 2, style: 6, sku_id: '123456789012345678' }), 'Unknown SKU')
  })
})
