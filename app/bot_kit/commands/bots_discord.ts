import { BaseCommand } from '@adonisjs/core/ace'
import { startFrontend } from '#app/bot_kit/commands/start_frontend'

/** `bots:discord`: the Discord bot as a process of its own, sharded where Discord asks for it. */
export default class BotsDiscord extends BaseCommand {
  static override commandName = 'bots:discord'
  static override description = 'Run the Discord bot'
  static override options = { startApp: true, staysAlive: true }

  override async run(): Promise<void> {
    await startFrontend(this, 'discord', 'DISCORD_BOT_TOKEN')
  }
}
