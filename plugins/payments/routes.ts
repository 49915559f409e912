import type { RouteModule } from '#app/plugin_kit/types'
import adminRoutes from '#plugins/payments/admin/routes'
import testGatewayRoutes from '#plugins/payments/gateways/test/routes'
import razorpayRoutes from '#plugins/payments/gateways/razorpay/routes'
import inboxRoutes from '#plugins/payments/inbox/routes'
import reconciliationRoutes from '#plugins/payments/reconciliation/routes'
import packsRoutes from '#plugins/payments/packs/routes'
import shopApiRoutes from '#plugins/payments/shop/api/routes'
import shopRoutes from '#plugins/payments/shop/routes'
import limitsRoutes from '#plugins/payments/limits/routes'
import topUpRoutes from '#plugins/payments/top_ups/routes'
import payoutsRoutes from '#plugins/payments/payouts/routes'
import receiptsRoutes from '#plugins/payments/receipts/routes'

/** The pages and webhooks of the payments; each area has its own routes. */
const paymentsRoutes: RouteModule = (router, context) => {
  inboxRoutes(router, context)
  testGatewayRoutes(router, context)
  adminRoutes(router, context)
  reconciliationRoutes(router, context)
  packsRoutes(router, context)
  shopRoutes(router, context)
  shopApiRoutes(router, context)
  payoutsRoutes(router, context)
  topUpRoutes(router, context)
  receiptsRoutes(router, context)
  limitsRoutes(router, context)
  razorpayRoutes(router, context)
}

export default paymentsRoutes
