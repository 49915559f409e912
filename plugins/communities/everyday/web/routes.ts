import type { RouteModule } from '#app/plugin_kit/types'
import { pageMiddleware } from '#app/web_kit/pages'

const Members = () => import('#plugins/communities/everyday/web/members_controller')

/** A creator's communities. */
const everydayRoutes: RouteModule = (router) => {
  router
    .group(() => {
      router.get('/my/communities', [Members, 'index']).as('own')
      router.get('/my/communities/:slug', [Members, 'show']).as('members')
      router.get('/my/communities/:slug/members.csv', [Members, 'file']).as('members_file')
    })
    .use(pageMiddleware())
}

export default everydayRoutes
