import { test } from '@japa/runner'
import type { Delivery } from '#app/bot_kit/reply'
import { pour, startHarness, Tap } from '#bots/discord/tests/harness'
import type { DiscordSettings } from '#config/discord'

/** A fan in a direct message whose next message is answered from the tap. */
async function streaming(changes: Partial<DiscordSettings> = {}) {
  const harness = await startHarness(changes)
  const tap = new Tap()
  const stopper = new AbortController()
  const delivered = Promise.withResolvers<Delivery>()
  harness.runtime.turn = async ({ stream }) => {
    try {
      delivered.resolve(await stream(tap, { signal: stopper.signal }))
    } catch (error) {
      delivered.reject(error)
    }
  }
  const fan = harness.discord.player('ada')
  const { dm } = fan
  fan.says(dm, 'hi')
  const said = () => harness.discord.saidIn(dm)
  return { ...harness, tap, stopper, delivered: delivered.promise, fan, dm, said }
}

test.group('Discord | streams', () => {
  test('grows by edits that keep their distance, and ends whole', async ({ assert, cleanup }) => {
    const { discord, tap, delivered, dm, stop } = await streaming({ editIntervalMs: 100 })
    cleanup(stop)
    for (let index = 0; index < 40; index++) {
      tap.give(`word${index} `)
      if (index === 0) await discord.heard(dm)
    }
    await discord.heard(dm, (message) => message.content.includes('word39'))
    tap.end()
    const delivery = await delivered
    assert.equal(delivery.outcome, 'delivered')
    const [message] = discord.saidIn(dm)
    assert.isAtMost(message?.history.length ?? 99, 4)
    assert.isTrue(message?.content.endsWith('word39'))
    const times = message?.history.map((one) => one.at) ?? []
    assert.isAtLeast((times[1] ?? 0) - (times[0] ?? 0), 95)
  })

  test('a quick answer is one message and no edit', async ({ assert, cleanup }) => {
    const { discord, tap, delivered, stop } = await streaming({ firstShowMs: 500 })
    cleanup(stop)
    for (let index = 0; index < 50; index++) tap.give('chunk ')
    tap.end()
    await delivered
    assert.lengthOf(discord.callsTo('POST', /messages$/), 1)
    assert.lengthOf(discord.callsTo('PATCH', /messages/), 0)
    assert.lengthOf(discord.callsTo('POST', /typing$/), 0)
  })

  test('a long answer is several messages', async ({ assert, cleanup }) => {
    const { tap, delivered, discord, dm, said, stop } = await streaming()
    cleanup(stop)
    const paragraph = `${'Once upon a time there was a very long story. '.repeat(15).trim()}\n\n`
    for (let index = 0; index < 10; index++) {
      tap.give(paragraph)
      if (index === 5) await discord.until('two messages', () => discord.saidIn(dm).length >= 2)
    }
    tap.end()
    const delivery = await delivered
    assert.equal(delivery.outcome, 'delivered')
    assert.equal(
      said()
        .map((one) => one.content)
        .join('\n\n'),
      paragraph.repeat(10).trim()
    )
    assert.deepEqual(
      delivery.outcome === 'delivered' && delivery.messageIds,
      said().map((one) => one.id)
    )
  })

  test('stopped before the first word: nothing was shown', async ({ assert, cleanup }) => {
    const { tap, delivered, stopper, said, runtime, discord, stop } = await streaming()
    cleanup(stop)
    await discord.until('it is read', () => runtime.heard.length === 1)
    stopper.abort()
    assert.deepEqual(await delivered, { outcome: 'stopped', text: '', messageIds: [] })
    assert.isTrue(tap.closed)
    assert.lengthOf(said(), 0)
  })

  test('stopped half-way: what was shown is told, to the letter', async ({ assert, cleanup }) => {
    const { tap, delivered, stopper, said, discord, dm, stop } = await streaming({
      editIntervalMs: 60_000,
    })
    cleanup(stop)
    tap.give('Half of ')
    await discord.heard(dm)
    tap.give('the answer')
    await discord.until('it is read', () => tap.drained)
    stopper.abort()
    const delivery = await delivered
    assert.equal(delivery.outcome, 'stopped')
    assert.equal(delivery.outcome === 'stopped' && delivery.text, 'Half of ')
    assert.equal(said()[0]?.content, 'Half of')
  })

  test('a source that ends because it was stopped counts as stopped', async ({
    assert,
    cleanup,
  }) => {
    const { runtime, discord, stop } = await startHarness()
    cleanup(stop)
    const stopper = new AbortController()
    // The model hears of the stop first, and ends.
    const ended = Promise.withResolvers<IteratorResult<string>>()
    stopper.signal.addEventListener('abort', () => ended.resolve({ done: true, value: undefined }))
    const first = Promise.resolve<IteratorResult<string>>({ done: false, value: 'Half' })
    const pieces = [first, ended.promise]
    const source = {
      [Symbol.asyncIterator]: () => ({ next: () => pieces.shift() ?? ended.promise }),
    }
    runtime.turn = async ({ stream }) => void (await stream(source, { signal: stopper.signal }))
    const fan = discord.player('ada')
    fan.says(fan.dm, 'hi')
    await discord.heard(fan.dm)
    stopper.abort()
    await discord.until('settled', () => runtime.deliveries.length === 1)
    assert.equal(runtime.deliveries[0]?.outcome, 'stopped')
  })

  test('a source that breaks off marks what was shown', async ({ assert, cleanup }) => {
    const { tap, delivered, said, discord, dm, stop } = await streaming()
    cleanup(stop)
    tap.give('Half')
    await discord.heard(dm)
    tap.fail(new Error('the model died'))
    const delivery = await delivered
    assert.equal(delivery.outcome, 'failed')
    assert.equal(delivery.outcome === 'failed' && delivery.text, 'Half')
    assert.match(said()[0]?.content ?? '', /^Half\n\n-# The reply broke off/)
  })

  test('a source that fails at once shows nothing', async ({ assert, cleanup }) => {
    const { tap, delivered, said, stop } = await streaming()
    cleanup(stop)
    tap.fail(new Error('the model died'))
    const delivery = await delivered
    assert.equal(delivery.outcome === 'failed' && delivery.text, '')
    assert.lengthOf(said(), 0)
  })

  test('a 429 is waited out', async ({ assert, cleanup }) => {
    const { discord, tap, delivered, said, stop } = await streaming()
    cleanup(stop)
    discord.limit(/messages/, 0.3, { times: 2 })
    const from = Date.now()
    tap.give('Patience.')
    tap.end()
    assert.equal((await delivered).outcome, 'delivered')
    assert.isAtLeast(Date.now() - from, 550)
    assert.equal(said()[0]?.content, 'Patience.')
  })

  test('a 429 of minutes is an outage', async ({ assert, cleanup }) => {
    const { discord, tap, delivered, stop } = await streaming()
    cleanup(stop)
    discord.limit(/messages/, 600, { times: 9 })
    tap.give('Never.')
    tap.end()
    assert.deepEqual(await delivered, { outcome: 'undelivered', reason: 'outage' })
  })

  test('a person who blocked the bot', async ({ assert, cleanup }) => {
    const { tap, delivered, fan, stop } = await streaming()
    cleanup(stop)
    fan.user.closedToBot = true
    tap.give('Hello?')
    assert.deepEqual(await delivered, { outcome: 'undelivered', reason: 'blocked' })
    assert.isTrue(tap.closed)
  })

  test('a channel that is deleted while the answer grows', async ({ assert, cleanup }) => {
    const { discord, tap, delivered, dm, stop } = await streaming()
    cleanup(stop)
    tap.give('Half')
    await discord.heard(dm)
    discord.deleteChannel(dm, { tell: false })
    tap.give(' and more')
    assert.deepEqual(await delivered, { outcome: 'undelivered', reason: 'gone' })
    assert.isTrue(tap.closed)
  })

  test('a message that a moderator deletes while it grows', async ({ assert, cleanup }) => {
    const { discord, tap, delivered, dm, stop } = await streaming()
    cleanup(stop)
    tap.give('Half')
    const message = await discord.heard(dm)
    discord.messages.delete(message)
    tap.give(' and more')
    assert.deepEqual(await delivered, { outcome: 'undelivered', reason: 'gone' })
  })

  test('a short outage is ridden out, without saying anything twice', async ({
    assert,
    cleanup,
  }) => {
    const { discord, tap, delivered, said, stop } = await streaming()
    cleanup(stop)
    discord.script({ path: /messages$/, times: 1, status: 200, loseAnswer: true })
    discord.script({ path: /messages$/, times: 5, status: 503, body: {} })
    tap.give('Once.')
    tap.end()
    assert.equal((await delivered).outcome, 'delivered')
    assert.lengthOf(said(), 1)
  })

  test('a long outage means undelivered', async ({ assert, cleanup }) => {
    const { discord, tap, delivered, stop } = await streaming()
    cleanup(stop)
    discord.script({ path: /messages$/, times: 99, status: 502, body: {} })
    tap.give('Never.')
    tap.end()
    assert.deepEqual(await delivered, { outcome: 'undelivered', reason: 'outage' })
  })

  test('a token that Discord takes back is an outage, each time', async ({ assert, cleanup }) => {
    const { runtime, discord, stop } = await startHarness()
    cleanup(stop)
    discord.script({
      path: /messages$/,
      times: 99,
      status: 401,
      body: { message: '401: Unauthorized', code: 0 },
    })
    runtime.turn = async ({ stream }) => void (await stream(pour('Hello.')))
    const fan = discord.player('ada')
    for (const count of [1, 2]) {
      fan.says(fan.dm, 'hi')
      await discord.until('settled', () => runtime.deliveries.length === count)
    }
    const outage = { outcome: 'undelivered', reason: 'outage' } as const
    assert.deepEqual(runtime.deliveries, [outage, outage])
  })

  test('empty and blank sources say nothing', async ({ assert, cleanup }) => {
    const { runtime, discord, stop } = await startHarness()
    cleanup(stop)
    const fan = discord.player('ada')
    for (const texts of [[], ['', '  \n']]) {
      runtime.turn = async ({ stream }) => void (await stream(pour(...texts)))
      const before = runtime.deliveries.length
      fan.says(fan.dm, 'hi')
      await discord.until('settled', () => runtime.deliveries.length > before)
      const delivery = runtime.deliveries.at(-1)
      assert.deepEqual(delivery?.outcome === 'delivered' && delivery.messageIds, [])
    }
  })

  test('typing is shown while nothing has been said', async ({ assert, cleanup }) => {
    const { discord, tap, delivered, stop } = await streaming({ typingDelayMs: 20 })
    cleanup(stop)
    await discord.until('typing', () => discord.callsTo('POST', /typing$/).length === 1)
    tap.give('Here.')
    tap.end()
    assert.equal((await delivered).outcome, 'delivered')
  })
})
