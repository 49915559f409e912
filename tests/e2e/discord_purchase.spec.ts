import { test } from '@japa/runner'
import { startDiscordEmulator } from '#tests/emulators/discord/index'
import { EMULATOR_KEY, startOpenAiEmulator } from '#tests/emulators/openai/index'
import { launch, startProgram } from '#tests/support/program'
import { scratchDatabase } from '#tests/support/scratch_database'
import { until } from '#tests/support/until'

/** The program has as long as it needs on a busy machine; each wait below has a deadline of its own. */
const TIMEOUT_MS = 180_000

/** The whole program, with a Discord that sells the pack `popular`. */
async function startShop(cleanup: (undo: () => Promise<void>) => void) {
  const database = await scratchDatabase()
  cleanup(() => database.drop())
  const [discord, openai] = await Promise.all([startDiscordEmulator(), startOpenAiEmulator()])
  cleanup(async () => {
    await Promise.all([discord.close(), openai.close()])
  })
  const sku = discord.store.addSku({ name: 'Popular' })
  const program = await startProgram({
    env: {
      DATABASE_URL: database.url,
      DISCORD_BOT_TOKEN: discord.token,
      DISCORD_APPLICATION_ID: discord.applicationId,
      DISCORD_API_ROOT: discord.apiRoot,
      OPENAI_API_KEY: EMULATOR_KEY,
      OPENAI_BASE_URL: openai.baseUrl,
    },
    readyWhen: /Models +connected/,
  })
  cleanup(async () => {
    await program.stop()
  })
  await database.query(`update payments_packs set discord_sku = $1 where id = 'popular'`, [sku.id])
  const fan = discord.player('bela')
  await discord.until('commands', () => discord.world.commands.length > 0)
  const words = (message: { content: string; embeds: unknown[] }): string =>
    message.content + JSON.stringify(message.embeds)
  /** Waits for a message in the direct channel that says this, after so many that did. */
  const hears = (what: string | RegExp, after = 0) =>
    discord.until(
      String(what),
      () =>
        discord
          .saidIn(fan.dm)
          .filter((one) =>
            typeof what === 'string' ? words(one).includes(what) : what.test(words(one))
          )
          .at(after),
      20_000
    )
  return { database, discord, openai, sku, fan, hears }
}

test.group('A purchase in Discord', () => {
  test('pays for the message that could not be paid; Discord gives it back, and the coins go', async ({
    assert,
    cleanup,
  }) => {
    const { database, discord, openai, sku, fan, hears } = await startShop(cleanup)
    await fan.slash(fan.dm, 'start').answer()
    await fan.slash(fan.dm, 'talk', { name: 'luna' }).answer()
    fan.says(fan.dm, 'Good evening!')
    const quote = await hears(/costs \*\*2 coins/)
    openai.script({ kind: 'answer', text: 'Answer 1.', chunks: 1 })
    fan.presses(quote, 'Yes, 2 coins a reply')
    await hears('Answer 1.')
    for (let count = 2; count <= 25; count += 1) {
      openai.script({ kind: 'answer', text: `Answer ${count}.`, chunks: 1 })
      fan.says(fan.dm, `Question ${count}`)
      await hears(`Answer ${count}.`)
    }

    // Nothing is left of the 50 coins: the way to more leads to Discord's own shop.
    openai.script({ kind: 'answer', text: 'The moon is up at last.', chunks: 3 })
    fan.says(fan.dm, 'Is the moon up?')
    const short = await hears('your message is answered as soon as they are there')
    const packs = await fan.presses(short, 'Get coins').answer()
    const menu = JSON.stringify(packs.components)
    const [, value = ''] = /"value":"([^"]+)"/.exec(menu) ?? []
    const shown = await fan.picks(packs, value).answer()
    assert.include(JSON.stringify(shown.components), `"sku_id":"${sku.id}"`)

    // The purchase: coins, a receipt, the answer that waited, and the entitlement is used up.
    const entitlement = fan.buys(shown)
    await hears('The moon is up at last.')
    await hears(/550 coins/)
    await until(() => entitlement.consumed, { what: 'the entitlement to be used up' })
    const wallet = async () => {
      const answer = await fan.slash(fan.dm, 'balance').answer()
      return answer.content + JSON.stringify(answer.embeds)
    }
    assert.include(await wallet(), '548')

    // One that the gateway did not tell comes with the next thing that the fan does.
    const untold = fan.buys(shown, { tell: false })
    await fan.slash(fan.dm, 'help').answer()
    await until(() => untold.consumed, { what: 'the second entitlement to be used up' })
    assert.include(await wallet(), '1,098')

    // Discord gives the money back: the coins go, and the fan is told.
    discord.store.takeBack(untold.id)
    await hears(/\$4\.99 of your purchase .* went back to you/)
    assert.include(await wallet(), '548')
    const payments = await database.query<{ state: string; kind: string | null }>(
      `select p.state, r.kind from payments_payments p left join payments_returns r on r.payment_id = p.id
       order by p.created_at`
    )
    assert.deepEqual(payments, [
      { state: 'credited', kind: null },
      { state: 'credited', kind: 'refund' },
    ])
  }).timeout(TIMEOUT_MS)

  test('a worker that runs no bot says the receipt, and a second receipt follows its restart', async ({
    assert,
    cleanup,
  }) => {
    const database = await scratchDatabase()
    cleanup(() => database.drop())
    const discord = await startDiscordEmulator()
    cleanup(() => discord.close())
    const env = {
      APP_KEY: 'k'.repeat(32),
      DATABASE_URL: database.url,
      DISCORD_BOT_TOKEN: discord.token,
      DISCORD_API_ROOT: discord.apiRoot,
    }
    const migrated = await launch({ env, command: ['migration:run', '--force'] })
    assert.deepEqual(await migrated.ended, { code: 0, signal: null }, migrated.output())
    const start = async (command: string, readyWhen: RegExp) => {
      const program = await startProgram({ env, command: [command], readyWhen })
      cleanup(async () => void (await program.kill()))
      return program
    }
    const sku = discord.store.addSku({ name: 'Popular' })
    await database.query(`update payments_packs set discord_sku = $1 where id = 'popular'`, [
      sku.id,
    ])
    const bot = await start('bots:discord', /discord bot is running/)
    const fan = discord.player('bela')
    await discord.until('commands', () => discord.world.commands.length > 0)
    await fan.slash(fan.dm, 'start').answer()
    const receipts = () =>
      discord.saidIn(fan.dm).filter(({ embeds }) => JSON.stringify(embeds).includes('GR-')).length

    // Nobody works: the purchase waits in the inbox.
    const first = discord.store.buy(fan.user, sku.id)
    const worker = await start('jobs:work', /Jobs are running/)
    await until(() => first.consumed && receipts() === 1, { within: 20_000, what: 'a receipt' })
    assert.deepEqual(await worker.stop(), { code: 0, signal: null }, worker.output())

    const second = discord.store.buy(fan.user, sku.id)
    const next = await start('jobs:work', /Jobs are running/)
    await until(() => second.consumed && receipts() === 2, { within: 20_000, what: 'another one' })
    for (const program of [next, bot]) {
      assert.deepEqual(await program.stop(), { code: 0, signal: null }, program.output())
    }
  }).timeout(TIMEOUT_MS)
})
