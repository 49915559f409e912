import type { HttpRouterService } from '@adonisjs/core/types'
import { timeRequests } from '#app/health/http_timing'

const HealthController = () => import('#app/health/controller')

/** For whoever watches over the program: load balancers, Prometheus. They have no session. */
export default function routes(router: HttpRouterService): void {
  timeRequests()
  router.get('/health/live', [HealthController, 'live']).as('health.live')
  router.get('/health/ready', [HealthController, 'ready']).as('health.ready')
  router.get('/metrics', [HealthController, 'metrics']).as('metrics')
}
