import ace from '@adonisjs/core/services/ace'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { discordFrontend } from '#bots/discord/frontend'
import { settingsFor } from '#bots/discord/tests/harness'
import {
  buttonLabels,
  startDiscordEmulator,
  type WorldMessage,
} from '#tests/emulators/discord/index'
import { asList, asObject, asText } from '#tests/emulators/discord/json'

/** The whole program on the emulator: its real commands, its real kit, a real discord.js. */
async function startProgram() {
  const discord = await startDiscordEmulator()
  const { context } = await app.container.make('bots')
  const bot = discordFrontend(settingsFor(discord))(context)
  await bot.start()
  await discord.until('commands', () => discord.world.commands.length > 0)
  return {
    discord,
    bot,
    context,
    stop: async () => {
      await bot.stop()
      await discord.close()
    },
  }
}

test.group('Discord | the program', () => {
  test('its commands are registered, in both languages', async ({ assert, cleanup }) => {
    const { discord, context, stop } = await startProgram()
    cleanup(stop)
    const names = discord.world.commands.map((command) => command.name)
    assert.sameMembers(
      names,
      context.runtime.commands().map((command) => command.name)
    )
    const help = discord.world.commands.find((command) => command.name === 'help')
    assert.property(help?.description_localizations, 'es-419')
    assert.equal(discord.callsTo('PUT', /commands$/).length, 1)
  })

  test('a second start writes no commands', async ({ assert, cleanup }) => {
    const { discord, bot, context, stop } = await startProgram()
    cleanup(stop)
    await bot.stop()
    const again = discordFrontend(settingsFor(discord))(context)
    await again.start()
    cleanup(() => again.stop())
    await discord.until('the list was read', () => discord.callsTo('GET', /commands$/).length === 2)
    const fan = discord.player('ada')
    await fan.slash(fan.dm, 'help').answer()
    assert.equal(discord.callsTo('PUT', /commands$/).length, 1)
  })

  test('/help answers a stranger', async ({ assert, cleanup }) => {
    const { discord, stop } = await startProgram()
    cleanup(stop)
    const fan = discord.player('ada')
    const answer = await fan.slash(fan.dm, 'help').answer()
    assert.isAbove(answer.embeds.length, 0)
  })

  test('a guest talks, joins, and pays by the reply', async ({ assert, cleanup }) => {
    await ace.exec('demo:seed', [])
    const { discord, stop } = await startProgram()
    cleanup(stop)
    const fan = discord.player('ada')
    const { dm } = fan
    /** Does something and waits for what the program says to it, in order, until a message fits. */
    const hears = async (act: () => unknown, fits: RegExp) => {
      const before = new Set(dm.messages.keys())
      act()
      return discord.heard(dm, (message) => !before.has(message.id) && fits.test(wordsOf(message)))
    }

    const list = await fan.slash(dm, 'personas').answer()
    const luna = menuOf(list).find((option) => option.label.includes('Luna'))
    await hears(() => fan.picks(list, luna?.value ?? ''), /AI character/)
    await hears(() => fan.says(dm, 'Hello'), /2 free replies left/)
    await hears(() => fan.says(dm, 'How are you?'), /1 free reply left/)
    const last = await hears(() => fan.says(dm, 'Really?'), /last free reply/)
    await hears(() => fan.presses(last, 'Join and get 50 coins'), /You have joined/)
    const quote = await hears(() => fan.says(dm, 'What do you see?'), /costs \*\*2 coins/)
    const accept = buttonLabels(quote)[0] ?? ''
    const [first, second] = [fan.presses(quote, accept), fan.presses(quote, accept)]
    await discord.until(
      'both presses are answered',
      () => first.said().length + second.said().length >= 2
    )
    /** Asks for the balance until it says so. */
    const holds = async (words: string) => {
      for (const deadline = Date.now() + 5_000; ;) {
        const said = wordsOf(await fan.slash(dm, 'balance').answer())
        if (said.includes(words)) return
        assert.isBelow(Date.now(), deadline, `${words} in ${said}`)
      }
    }
    await holds('You have 48 coins')
    await hears(() => fan.says(dm, 'And the moon?'), /\w/)
    await holds('You have 46 coins')
    assert.isTrue(
      discord.calls.every((call) => call.status < 400),
      'Discord refused nothing'
    )
  })
})

function wordsOf(message: WorldMessage): string {
  return message.content + JSON.stringify(message.embeds)
}

function menuOf(message: WorldMessage): { label: string; value: string }[] {
  return message.components
    .flatMap((one) => asList(one.components).map(asObject))
    .flatMap((one) => asList(one.options).map(asObject))
    .map((one) => ({ label: asText(one.label), value: asText(one.value) }))
}
