import type { BotFrontend, BotFrontendFactory, FrontendContext } from '#app/bot_kit/frontend'
import telegramConfig, { type TelegramSettings } from '#config/telegram'

const OFF: BotFrontend = {
  name: 'telegram',
  status: () => 'off',
  start: async () => {},
  stop: async () => {},
}

/** Makes the frontend with settings of one's own; it is off without a token, and grammY is not loaded. */
export async function createTelegram(
  context: FrontendContext,
  settings: TelegramSettings
): Promise<BotFrontend> {
  const { token } = settings
  if (token === undefined) return OFF
  const { TelegramFrontend } = await import('#bots/telegram/telegram_frontend')
  return new TelegramFrontend(context, settings, token)
}

const factory: BotFrontendFactory = (context) => createTelegram(context, telegramConfig)

export default factory
