import type { HttpRouterService } from '@adonisjs/core/types'
import type { FrontendContext } from '#app/bot_kit/frontend'
import telegramConfig from '#config/telegram'

/** Telegram's webhook, where the program is told of updates instead of asking for them. */
export default function routes(router: HttpRouterService, { app, logger }: FrontendContext): void {
  const controller = async () => {
    const { WebhookController } = await import('#bots/telegram/webhook_controller')
    return new WebhookController({
      secret: telegramConfig.mode === 'webhook' ? telegramConfig.webhookSecret : undefined,
      frontend: async () => (await app.container.make('bots')).find('telegram'),
      logger,
    })
  }
  router.post('/webhooks/telegram', async (ctx) => (await controller()).handle(ctx)).as('webhook')
}
