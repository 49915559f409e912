import type { RouteModule } from '#app/plugin_kit/types'
import { pageMiddleware } from '#app/web_kit/pages'
import { LimitsController } from '#plugins/payments/limits/limits_controller'
import { servicesOf } from '#plugins/payments/services'

/** A person's own limits. */
const limitsRoutes: RouteModule = (router, context) => {
  const controller = new LimitsController(servicesOf(context))
  router
    .group(() => {
      router.get('/limits', (ctx) => controller.show(ctx)).as('limits')
      router.post('/limits', (ctx) => controller.update(ctx)).as('limits_store')
    })
    .use(pageMiddleware())
}

export default limitsRoutes
