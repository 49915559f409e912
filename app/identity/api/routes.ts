import type { HttpRouterService } from '@adonisjs/core/types'
import { middleware } from '#start/kernel'

const Me = () => import('#app/identity/api/me_controller')
const OpenApi = () => import('#app/identity/api/openapi_controller')

/** For programs of people: a token instead of a session, problems instead of pages. */
export default function routes(router: HttpRouterService): void {
  router
    .group(() => {
      router.get('/openapi.json', [OpenApi, 'show']).as('api.openapi')
      router.get('/me', [Me, 'show']).as('api.me')
    })
    .prefix('/api/v1')
    .use([middleware.locale(), middleware.initializeAuth()])
}
