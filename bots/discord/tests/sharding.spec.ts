import app from '@adonisjs/core/services/app'
import logger from '@adonisjs/core/services/logger'
import { test } from '@japa/runner'
import { runSharded } from '#bots/discord/sharding'
import { settingsFor } from '#bots/discord/tests/harness'
import { startDiscordEmulator } from '#tests/emulators/discord/index'

async function start(shards: number) {
  const discord = await startDiscordEmulator()
  discord.gateway.recommendedShards = shards
  process.env.TEST_DISCORD_API = discord.apiRoot
  process.env.TEST_DISCORD_TOKEN = discord.token
  const settings = { ...settingsFor(discord), shardSpawnDelayMs: 10 }
  const options = {
    settings,
    logger,
    entry: app.makePath('bots/discord/tests/shard_entry.ts'),
    args: [],
    execArgv: ['--import', '#typescript'],
  }
  return { discord, options }
}

test.group('Discord | sharding', (group) => {
  group.teardown(() => {
    delete process.env.TEST_DISCORD_API
    delete process.env.TEST_DISCORD_TOKEN
  })

  test('one shard needs no process of its own', async ({ assert, cleanup }) => {
    const { discord, options } = await start(1)
    cleanup(() => discord.close())
    assert.isNull(await runSharded(options))
    assert.isNull(
      await runSharded({ ...options, settings: { ...options.settings, token: undefined } })
    )
    const wrong = { ...options.settings, token: 'wrong.token.here' }
    assert.isNull(await runSharded({ ...options, settings: wrong }))
  })

  test('each shard is a process, comes back when it dies, and ends with the parent', async ({
    assert,
    cleanup,
  }) => {
    const { discord, options } = await start(2)
    cleanup(() => discord.close())
    const spread = await runSharded(options)
    const connected = () => [...discord.gateway.connected].sort().join()
    await discord.until('both shards', () => connected() === '0,1', 20_000)
    discord.gateway.disconnect(4014)
    await discord.until('they are gone', () => connected() === '')
    await discord.until('both again', () => connected() === '0,1', 30_000)
    await spread?.stop()
    await discord.until('no shard', () => connected() === '')
    assert.isUndefined(process.env.SHARDING_MANAGER)
  }).timeout(60_000)
})
