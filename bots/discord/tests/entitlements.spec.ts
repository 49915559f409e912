import { test } from '@japa/runner'
import type { PlatformEvent, Till } from '#app/bot_kit/payments'
import { startHarness, type Harness } from '#bots/discord/tests/harness'
import { until } from '#tests/support/until'

/** A till that keeps what it is brought, by its id as the real one does. */
class ListeningTill implements Till {
  readonly calls: PlatformEvent[] = []
  readonly kept = new Map<string, PlatformEvent>()
  /** How often it fails before it takes anything. */
  failures = 0

  async mayPay() {
    return { outcome: 'go_on' } as const
  }

  async take(event: PlatformEvent): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1
      throw new Error('The database is away')
    }
    this.calls.push(event)
    if (!this.kept.has(event.id)) this.kept.set(event.id, event)
  }

  async has(id: string): Promise<PlatformEvent> {
    await until(() => this.kept.has(id), { what: id })
    const event = this.kept.get(id)
    if (!event) throw new Error(`There is no ${id}`)
    return event
  }
}

test.group('Discord | entitlements', (group) => {
  let harness: Harness
  let till: ListeningTill
  group.each.setup(async () => {
    till = new ListeningTill()
    harness = await startHarness({}, (_discord, runtime) => {
      runtime.till = till
    })
    return () => harness.stop()
  })

  test('a purchase, its use and its end reach the till, as Discord tells them', async ({
    assert,
  }) => {
    const { discord } = harness
    const { user } = discord.player('ada')
    const sku = discord.store.addSku()
    const { id } = discord.store.buy(user, sku.id)
    assert.deepEqual(await till.has(`entitlement:${id}:granted`), {
      provider: 'discord',
      id: `entitlement:${id}:granted`,
      type: 'ENTITLEMENT_CREATE',
      body: {
        id,
        sku_id: sku.id,
        application_id: discord.applicationId,
        user_id: user.id,
        guild_id: null,
        type: 1,
        deleted: false,
        consumed: false,
        starts_at: discord.store.find(id).startsAt?.toISOString() ?? '',
        ends_at: null,
      },
    })
    discord.store.consume(id)
    assert.containSubset(await till.has(`entitlement:${id}:consumed`), { body: { consumed: true } })
    discord.store.takeBack(id)
    assert.containSubset(await till.has(`entitlement:${id}:deleted`), {
      type: 'ENTITLEMENT_DELETE',
      body: { deleted: true },
    })
  })

  test('told again, by a resumed session or with an interaction, it is one event', async ({
    assert,
  }) => {
    const { discord, runtime } = harness
    const fan = discord.player('ada')
    const entitlement = discord.store.buy(fan.user, discord.store.addSku().id)
    const id = `entitlement:${entitlement.id}:granted`
    await till.has(id)
    discord.gateway.disconnect(4000)
    await discord.until('a resumed session', () => discord.gateway.seen.resumes > 0)
    discord.store.tell('ENTITLEMENT_CREATE', entitlement)
    runtime.turn = async ({ draw }) => void (await draw([{ kind: 'text', text: 'Hello' }]))
    const [message] = [discord.messages.create(fan.dm, { content: 'Press' }, [])]
    await fan.pressesId(message, 'a-button').answer()
    assert.lengthOf(till.calls, 1)
  })

  test('one that the gateway did not tell comes with the next interaction', async ({ assert }) => {
    const { discord } = harness
    const fan = discord.player('ada')
    const { id } = discord.store.buy(fan.user, discord.store.addSku().id, { tell: false })
    const message = discord.messages.create(fan.dm, { content: 'Press' }, [])
    fan.pressesId(message, 'a-button')
    assert.containSubset(await till.has(`entitlement:${id}:granted`), {
      body: { user_id: fan.user.id },
    })
  })

  test('a database that is away for a moment loses nothing', async ({ assert }) => {
    till.failures = 2
    const { discord } = harness
    const { user } = discord.player('ada')
    const { id } = discord.store.buy(user, discord.store.addSku().id)
    await till.has(`entitlement:${id}:granted`)
    assert.equal(till.failures, 0)
  })

  test('a malformed one is dropped, and the next is heard', async ({ assert }) => {
    const { discord } = harness
    const { user } = discord.player('ada')
    discord.gateway.dispatch('ENTITLEMENT_CREATE', { id: 7 })
    discord.gateway.dispatch('ENTITLEMENT_DELETE', null)
    const { id } = discord.store.buy(user, discord.store.addSku().id)
    await till.has(`entitlement:${id}:granted`)
    assert.lengthOf(till.calls, 1)
  })
})
