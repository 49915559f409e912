import { balanceRoutes } from '#tests/emulators/stripe/routes/balance'
import { checkoutRoutes } from '#tests/emulators/stripe/routes/checkout'
import { connectRoutes } from '#tests/emulators/stripe/routes/connect'
import { customerRoutes } from '#tests/emulators/stripe/routes/customers'
import { intentRoutes } from '#tests/emulators/stripe/routes/intents'
import { refundRoutes } from '#tests/emulators/stripe/routes/refunds'
import { subscriptionRoutes } from '#tests/emulators/stripe/routes/subscriptions'
import type { Route } from '#tests/emulators/stripe/routes/route'

export const routes: readonly Route[] = [
  ...checkoutRoutes,
  ...customerRoutes,
  ...intentRoutes,
  ...refundRoutes,
  ...balanceRoutes,
  ...connectRoutes,
  ...subscriptionRoutes,
]
