import type { RouteModule } from '#app/plugin_kit/types'
import { pageMiddleware } from '#app/web_kit/pages'

const Knowledge = () => import('#plugins/personas/knowledge/controllers/knowledge_controller')

/** A creator's page of what a persona has read. */
const knowledgeRoutes: RouteModule = (router) => {
  router
    .group(() => {
      router.get('/personas/:slug/knowledge', [Knowledge, 'show']).as('knowledge')
      router.post('/personas/:slug/knowledge', [Knowledge, 'store']).as('knowledge_store')
      router
        .post('/personas/:slug/knowledge/speaker', [Knowledge, 'speaker'])
        .as('knowledge_speaker')
      router
        .post('/personas/:slug/knowledge/:file/remove', [Knowledge, 'destroy'])
        .as('knowledge_remove')
    })
    .use(pageMiddleware())
}

export default knowledgeRoutes
