/** The yardstick's process: a grammY bot on its runner that answers every message with one call, and nothing else. */
import { run } from '@grammyjs/runner'
import { Bot } from 'grammy'
import { beReady } from '../support/being_measured.js'

const bot = new Bot(process.env.TELEGRAM_BOT_TOKEN ?? '', {
  client: { apiRoot: process.env.TELEGRAM_API_ROOT },
})
bot.on('message', (ctx) => ctx.reply('This is all that I can say.'))
run(bot)

beReady()
