import { BaseCommand } from '@adonisjs/core/ace'
import { startFrontend } from '#app/bot_kit/commands/start_frontend'

/** `bots:telegram`: the Telegram bot as a process of its own (long polling). */
export default class BotsTelegram extends BaseCommand {
  static override commandName = 'bots:telegram'
  static override description = 'Run the Telegram bot'
  static override options = { startApp: true, staysAlive: true }

  override async run(): Promise<void> {
    await startFrontend(this, 'telegram', 'TELEGRAM_BOT_TOKEN')
  }
}
