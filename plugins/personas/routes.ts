import type { RouteModule } from '#app/plugin_kit/types'
import knowledgeRoutes from '#plugins/personas/knowledge/routes'
import makingRoutes from '#plugins/personas/making/routes'
import studioRoutes from '#plugins/personas/studio/routes'

/** The pages of the personas; each area has its own. */
const personasRoutes: RouteModule = (router, context) => {
  makingRoutes(router, context)
  knowledgeRoutes(router, context)
  studioRoutes(router, context)
}

export default personasRoutes
