import type { BotFrontend, BotFrontendFactory, FrontendContext } from '#app/bot_kit/frontend'
import telegramConfig, { type TelegramSettings } from '#config/telegram'
import { TelegramFrontend } from '#bots/telegram/telegram_frontend'

const OFF: BotFrontend = {
  name: 'telegram',
  status: () => 'off',
  start: async () => {},
  stop: async () => {},
}

/** Makes the frontend with settings of one's own; it is off without a token. */
export function createTelegram(context: FrontendContext, settings: TelegramSettings): BotFrontend {
  return settings.token === undefined
    ? OFF
    : new TelegramFrontend(context, settings, settings.token)
}

const factory: BotFrontendFactory = (context) => createTelegram(context, telegramConfig)

export default factory
