/** The whole program in the test's own process, on an emulated Discord, with the clock in the test's hand. */
import { getActiveTestOrFail } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { DateTime, Settings } from 'luxon'
import { HouseDoorkeepers } from '#app/bot_kit/house_doorkeepers'
import { HouseMessenger } from '#app/bot_kit/house_messenger'
import { defineFrontend } from '#app/bot_kit/define_frontend'
import type { Person } from '#app/identity/types'
import { makeWorker } from '#app/job_kit/make_worker'
import { discordDoorkeeper } from '#bots/discord/doorkeeper'
import { discordFrontend } from '#bots/discord/frontend'
import { discordOutreach } from '#bots/discord/outreach'
import { settingsFor } from '#bots/discord/tests/harness'
import {
  startDiscordEmulator,
  type DiscordEmulator,
  type Player,
  type WorldChannel,
  type WorldMessage,
} from '#tests/emulators/discord/index'
import { asList, asObject, asText } from '#tests/emulators/discord/json'

/** What a step may take on a busy machine, milliseconds. */
const STEP_MS = 20_000

export class DiscordWorld {
  constructor(readonly discord: DiscordEmulator) {}

  /** Somebody with an account of the program. */
  async joins(name: string, role?: 'creator'): Promise<{ player: Player; person: Person }> {
    const player = this.discord.player(name)
    await player.slash(player.dm, 'start').answer(STEP_MS)
    const identity = await app.container.make('identity')
    const known = await identity.lookUp(`discord:${player.user.id}`)
    if (!known) throw new Error(`${name} is not known`)
    const { person } = await identity.join(known.account.id)
    if (role) await identity.grantRole(person.id, role)
    return { player, person }
  }

  /** Does something in a channel, and waits for an answer that says this. */
  async hears(channel: WorldChannel, what: RegExp, act: () => unknown): Promise<WorldMessage> {
    const before = new Map(
      [...channel.messages.values()].map((one) => [one.id, one.history.length])
    )
    act()
    const answers = () =>
      [...channel.messages.values()].filter(
        (one) => one.author.bot && !one.thinking && before.get(one.id) !== one.history.length
      )
    try {
      const fits = () => answers().findLast((one) => what.test(wordsOf(one)))
      return await this.discord.until('an answer', fits, STEP_MS)
    } catch (error) {
      const said = answers().map(wordsOf).join('\n') || 'nothing'
      throw new Error(`${String(what)} was not said in ${channel.name}, but:\n${said}`, {
        cause: error,
      })
    }
  }

  /** Picks what is called so in a message's menu. */
  picks(player: Player, message: WorldMessage, label: string): unknown {
    const options = message.components
      .flatMap((row) => asList(row.components).map(asObject))
      .flatMap((one) => asList(one.options).map(asObject))
    const option = options.find((one) => asText(one.label).includes(label))
    const labels = options.map((one) => asText(one.label)).join(', ')
    if (!option) throw new Error(`There is no "${label}" among ${labels}`)
    return player.picks(message, asText(option.value))
  }

  /** Opens the form below a message, fills it in and sends it. */
  async fills(
    player: Player,
    message: WorldMessage,
    values: Record<string, string>
  ): Promise<unknown> {
    const shown = player.presses(message, 'Open the form')
    await shown.modal()
    return player.submits(shown, values)
  }

  async until(what: string, look: () => boolean): Promise<void> {
    await this.discord.until(what, look, STEP_MS)
  }
}

/** All that stands in a message, its buttons too. */
export function wordsOf(message: WorldMessage): string {
  return message.content + JSON.stringify([message.embeds, message.components])
}

/** The program's clock goes on from another moment. */
export function moveClock(by: { days?: number; hours?: number }): void {
  const ahead = DateTime.utc().plus(by).toMillis() - Date.now()
  Settings.now = () => Date.now() + ahead
}

/** Starts everything: the bot, the jobs, and the program's ways to write to people and to keep doors. */
export async function startDiscordWorld({
  serverMembers = true,
}: { serverMembers?: boolean } = {}): Promise<DiscordWorld> {
  const running = getActiveTestOrFail()
  const undo = (work: () => unknown) => running.cleanup(async () => void (await work()))
  const discord = await startDiscordEmulator()
  undo(() => discord.close())
  discord.deeds.switchServerMembers(serverMembers)
  const settings = settingsFor(discord)
  const house = await app.container.make('bots')

  // What the program made of its environment, which has no Discord here, leads to the emulator instead.
  const { of } = HouseDoorkeepers.prototype
  const { say } = HouseMessenger.prototype
  const doorkeeper = discordDoorkeeper(settings)({ app })
  HouseDoorkeepers.prototype.of = async (platform) => (platform === 'discord' ? doorkeeper : null)
  const messenger = new HouseMessenger({
    identity: () => app.container.make('identity'),
    house: async () => house,
    frontends: async () => [
      defineFrontend({
        name: 'discord',
        frontend: async () => ({ default: discordFrontend(settings) }),
        outreach: async () => ({ default: discordOutreach(settings) }),
      }),
    ],
  })
  HouseMessenger.prototype.say = (request) => say.call(messenger, request)
  undo(() => {
    HouseDoorkeepers.prototype.of = of
    HouseMessenger.prototype.say = say
    Settings.now = () => Date.now()
  })

  const worker = await makeWorker(app)
  undo(() => worker.stop())
  const bot = discordFrontend(settings)(house.context)
  undo(() => bot.stop())
  await Promise.all([worker.start(), bot.start()])
  await discord.until('commands', () => discord.world.commands.length > 0, STEP_MS)
  return new DiscordWorld(discord)
}
