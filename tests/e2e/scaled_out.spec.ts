import { test } from '@japa/runner'
import { productionBuild } from '#tests/e2e/support/production_build'
import { startDiscordEmulator } from '#tests/emulators/discord/index'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'
import { launch, startProgram } from '#tests/support/program'
import { hasRedis, NO_REDIS, startRedis } from '#tests/support/redis'
import { scratchDatabase } from '#tests/support/scratch_database'
import { until } from '#tests/support/until'

const withRedis = await hasRedis()

test.group('The production build as separate processes', (group) => {
  group.tap((one) => one.timeout(180_000).skip(!withRedis, NO_REDIS))

  test('web, worker and both bots answer together, and each stops when told', async ({
    assert,
    cleanup,
  }) => {
    const folder = await productionBuild()
    const redis = await startRedis()
    if (!redis) throw new Error(NO_REDIS)
    cleanup(() => redis.stop())
    const database = await scratchDatabase()
    cleanup(() => database.drop())
    const telegram = await startTelegramEmulator()
    cleanup(() => telegram.close())
    const discord = await startDiscordEmulator()
    cleanup(() => discord.close())

    const env = {
      APP_KEY: 'k'.repeat(32),
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_API_ROOT: telegram.apiRoot,
      DISCORD_BOT_TOKEN: discord.token,
      DISCORD_APPLICATION_ID: discord.applicationId,
      DISCORD_API_ROOT: discord.apiRoot,
    }
    const ace = (...command: string[]) => launch({ folder, env, command })
    for (const command of [['migration:run', '--force'], ['demo:seed']]) {
      const ran = await ace(...command)
      assert.deepEqual(await ran.ended, { code: 0, signal: null }, ran.output())
    }

    const start = async (command: string, readyWhen?: RegExp) => {
      const process = await startProgram({ folder, env, command: [command], readyWhen })
      cleanup(async () => void (await process.kill()))
      return process
    }
    const web = await start('serve')
    const worker = await start('jobs:work', /Jobs are running/)
    const telegramBot = await start('bots:telegram', /telegram bot (is running|runs)/)
    const discordBot = await start('bots:discord', /discord bot (is running|runs)/)

    const page = await (await fetch(web.url)).text()
    const [style] = /\/assets\/[^"]+[.]css/.exec(page) ?? []
    assert.exists(style, 'the page names its style sheet')
    assert.equal((await fetch(`${web.url}${style}`)).status, 200, 'the style sheet is there')
    for (const picture of page.match(/\/personas\/\w+[.](?:svg|png)/g) ?? []) {
      assert.equal((await fetch(`${web.url}${picture}`)).status, 200, picture)
    }

    // Joining is written down by the bot; the welcome coins are the worker's job.
    const ana = telegram.person({ name: 'Ana' })
    ana.says('/start luna')
    await ana.hears('50 coins')
    const balance = async () => {
      const asked = await ace('ledger:balance', `telegram:${ana.id}`, '--json')
      await asked.ended
      return asked.output()
    }
    await until(async () => (await balance()).includes('50000'), {
      within: 30_000,
      what: 'the welcome coins',
    })
    const bela = discord.player('bela')
    await discord.until('commands', () => discord.world.commands.length > 0)
    await bela.slash(bela.dm, 'personas').answer()

    for (const process of [telegramBot, discordBot, worker, web]) {
      assert.deepEqual(await process.stop(), { code: 0, signal: null }, process.output())
    }
  })
})
