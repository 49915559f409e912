import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import app from '@adonisjs/core/services/app'
import logger from '@adonisjs/core/services/logger'
import { test } from '@japa/runner'
import { discordFrontend } from '#bots/discord/frontend'
import {
  pour,
  ScriptedRuntime,
  settingsFor,
  startHarness,
  type Harness,
} from '#bots/discord/tests/harness'
import { startDiscordEmulator } from '#tests/emulators/discord/index'

/** Someone says something and is answered: the bot is alive. */
async function answers({ discord, runtime }: Harness): Promise<void> {
  runtime.turn = async ({ stream }) => void (await stream(pour('Alive.')))
  const fan = discord.player('ada')
  fan.says(fan.dm, 'hello?')
  await discord.heard(fan.dm)
}

test.group('Discord | connection', () => {
  test('without a token it is off', async ({ assert }) => {
    const { context } = await app.container.make('bots')
    const discord = await startDiscordEmulator()
    const bot = discordFrontend({ ...settingsFor(discord), token: undefined })(context)
    await bot.start()
    assert.equal(bot.status(), 'off')
    assert.lengthOf(discord.calls, 0)
    await bot.stop()
    await discord.close()
  })

  test('a lost connection is resumed and what was missed is heard', async ({ assert, cleanup }) => {
    const harness = await startHarness()
    cleanup(harness.stop)
    const { discord, bot, runtime } = harness
    await answers(harness)
    discord.gateway.disconnect(4000)
    await discord.until('the loss is noticed', () => bot.status() === 'down')
    const fan = discord.player('bob')
    fan.says(fan.dm, 'while you were away')
    await discord.until('it is heard', () => runtime.heard.length === 2)
    assert.equal(discord.gateway.seen.resumes, 1)
    assert.equal(discord.gateway.seen.identifies, 1)
    await discord.until('it is ready', () => bot.status() === 'ready')
  })

  test('a requested reconnect and an invalid session', async ({ assert, cleanup }) => {
    const harness = await startHarness()
    cleanup(harness.stop)
    const { discord, bot } = harness
    discord.gateway.requestReconnect()
    await discord.until('a resume', () => discord.gateway.seen.resumes === 1)
    await discord.until('it is ready', () => bot.status() === 'ready')
    discord.gateway.invalidateSessions()
    // discord.js leaves five seconds between two identifies, as Discord asks.
    await discord.until('a new session', () => discord.gateway.seen.identifies === 2, 15_000)
    await discord.until('it is ready', () => bot.status() === 'ready')
    await answers(harness)
    assert.equal(bot.status(), 'ready')
  })

  test('heartbeats are kept', async ({ cleanup }) => {
    const harness = await startHarness({}, (discord) => {
      discord.gateway.heartbeatInterval = 30
    })
    cleanup(harness.stop)
    await harness.discord.until('heartbeats', () => harness.discord.gateway.seen.heartbeats >= 3)
  })

  test('malformed events are survived', async ({ assert, cleanup }) => {
    const harness = await startHarness()
    cleanup(harness.stop)
    const { discord, bot } = harness
    const odd: unknown[] = [
      'not json',
      { op: 0, t: 'MESSAGE_CREATE', s: 900, d: null },
      { op: 0, t: 'MESSAGE_CREATE', s: 901, d: { id: '1' } },
      {
        op: 0,
        t: 'MESSAGE_CREATE',
        s: 902,
        d: { id: '1', channel_id: '2', author: { id: '3' }, content: 'x' },
      },
      { op: 0, t: 'INTERACTION_CREATE', s: 903, d: { id: 5 } },
      {
        op: 0,
        t: 'INTERACTION_CREATE',
        s: 904,
        d: { id: '5', token: 't', type: 2, user: { id: '3' }, data: 1 },
      },
      { op: 0, t: 'GUILD_CREATE', s: 905, d: { id: '7' } },
      { op: 0, t: 'CHANNEL_CREATE', s: 906, d: [] },
      { op: 0, t: 'NEVER_HEARD_OF', s: 907, d: { x: 1 } },
      { op: 99 },
    ]
    for (const event of odd) {
      discord.gateway.sendRaw(typeof event === 'string' ? event : JSON.stringify(event))
    }
    await answers(harness)
    assert.equal(bot.status(), 'ready')
  })

  test('an unreachable Discord does not hold up the start, and is found later', async ({
    assert,
    cleanup,
  }) => {
    const first = await startDiscordEmulator()
    const { context } = await app.container.make('bots')
    const settings = settingsFor(first)
    await first.close()
    const runtime = new ScriptedRuntime(context.runtime)
    const bot = discordFrontend(settings)({ ...context, logger, runtime })
    cleanup(() => bot.stop())
    await bot.start()
    assert.equal(bot.status(), 'down')
    const { port, token, applicationId } = first
    const again = await startDiscordEmulator({ port, token, applicationId })
    cleanup(() => again.close())
    await again.until('it is connected', () => bot.status() === 'ready')
  })

  test('an outage in the middle of its life is outlived', async ({ assert, cleanup }) => {
    const harness = await startHarness()
    cleanup(harness.stop)
    const { discord, bot, runtime } = harness
    const { port, token, applicationId } = discord
    await discord.close()
    await discord.until('the loss is noticed', () => bot.status() === 'down')
    const again = await startDiscordEmulator({ port, token, applicationId })
    cleanup(() => again.close())
    await again.until('it is connected', () => bot.status() === 'ready', 15_000)
    runtime.turn = async ({ stream }) => void (await stream(pour('Back.')))
    const fan = again.player('ada')
    fan.says(fan.dm, 'hello?')
    assert.equal((await again.heard(fan.dm)).content, 'Back.')
  })

  test('a stop during an outage ends all attempts', async ({ assert, cleanup }) => {
    const harness = await startHarness()
    const { discord, bot } = harness
    const { port, token, applicationId } = discord
    await discord.close()
    await discord.until('the loss is noticed', () => bot.status() === 'down')
    await bot.stop()
    const again = await startDiscordEmulator({ port, token, applicationId })
    cleanup(() => again.close())
    const patience = Date.now() + 1_500
    await again.until('some time has passed', () => Date.now() > patience)
    assert.deepEqual(again.gateway.connected, [])
    assert.lengthOf(again.calls, 0)
  })

  test('a stop while a connection is being made leaves nothing that could fail', async ({
    assert,
    cleanup,
  }) => {
    const { discord, bot } = await startHarness()
    const { port } = discord
    await discord.close()
    await discord.until('the loss is noticed', () => bot.status() === 'down')
    const silent = createServer()
    const calls: Socket[] = []
    silent.on('connection', (socket) => calls.push(socket))
    silent.listen(port, '127.0.0.1')
    cleanup(() => void silent.close())
    await discord.until('a connection is being made', () => calls.length > 0)
    await bot.stop()
    const failures: unknown[] = []
    const notice = (error: unknown) => void failures.push(error)
    process.on('uncaughtExceptionMonitor', notice)
    cleanup(() => void process.off('uncaughtExceptionMonitor', notice))
    const ended = calls.map((socket) => once(socket, 'close'))
    for (const socket of calls) socket.resetAndDestroy()
    await Promise.all(ended)
    const patience = Date.now() + 200
    await discord.until('the other end has noticed', () => Date.now() > patience)
    assert.deepEqual(failures, [])
  })

  test('a wrong token is said once and not tried again', async ({ assert, cleanup }) => {
    const discord = await startDiscordEmulator()
    cleanup(() => discord.close())
    const { context } = await app.container.make('bots')
    const settings = { ...settingsFor(discord), token: 'wrong.token.here' }
    const bot = discordFrontend(settings)(context)
    cleanup(() => bot.stop())
    await bot.start()
    assert.equal(bot.status(), 'down')
    const calls = discord.calls.length
    const patience = Date.now() + 400
    await discord.until('some time has passed', () => Date.now() > patience)
    assert.equal(discord.calls.length, calls)
  })

  test('after a stop no new update is taken, and a running answer is finished', async ({
    assert,
    cleanup,
  }) => {
    const harness = await startHarness()
    cleanup(() => harness.discord.close())
    const { discord, runtime, bot } = harness
    const gate = Promise.withResolvers<void>()
    runtime.turn = async ({ draw }) => {
      await gate.promise
      await draw([{ kind: 'text', text: 'Finished.' }])
    }
    const fan = discord.player('ada')
    fan.says(fan.dm, 'one')
    await discord.until('heard', () => runtime.heard.length === 1)
    await bot.stop()
    fan.says(fan.dm, 'two')
    gate.resolve()
    const message = await discord.heard(fan.dm)
    assert.equal(message.content, 'Finished.')
    assert.lengthOf(runtime.heard, 1)
  })
})
