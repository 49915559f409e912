import type { HttpRouterService } from '@adonisjs/core/types'
import type { FrontendContext } from '#app/bot_kit/frontend'
import telegramConfig from '#config/telegram'
import { WebhookController } from '#bots/telegram/webhook_controller'

/** Telegram's webhook, where the program is told of updates instead of asking for them. */
export default function routes(router: HttpRouterService, { app, logger }: FrontendContext): void {
  const controller = new WebhookController({
    secret: telegramConfig.mode === 'webhook' ? telegramConfig.webhookSecret : undefined,
    frontend: async () => (await app.container.make('bots')).find('telegram'),
    logger,
  })
  router.post('/webhooks/telegram', (ctx) => controller.handle(ctx)).as('webhook')
}
