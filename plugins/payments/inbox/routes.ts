import type { RouteModule } from '#app/plugin_kit/types'
import { GATEWAYS } from '#config/payments'
import { WebhookController } from '#plugins/payments/inbox/webhook_controller'
import { servicesOf } from '#plugins/payments/services'

/** The gateways' webhooks. */
const inboxRoutes: RouteModule = (router, context) => {
  const controller = new WebhookController(servicesOf(context))
  router
    .post('/webhooks/:gateway', (ctx) => controller.handle(ctx))
    .where('gateway', new RegExp(`^(${GATEWAYS.join('|')})$`))
    .as('webhook')
}

export default inboxRoutes
