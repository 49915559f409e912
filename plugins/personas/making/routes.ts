import type { RouteModule } from '#app/plugin_kit/types'
import { pageMiddleware } from '#app/web_kit/pages'

const Create = () => import('#plugins/personas/making/controllers/create_controller')
const Import = () => import('#plugins/personas/making/controllers/import_controller')
const Mine = () => import('#plugins/personas/making/controllers/mine_controller')
const Edit = () => import('#plugins/personas/making/controllers/edit_controller')
const State = () => import('#plugins/personas/making/controllers/state_controller')
const Lore = () => import('#plugins/personas/making/controllers/lore_controller')
const Persona = () => import('#plugins/personas/making/controllers/persona_controller')
const Picture = () => import('#plugins/personas/making/controllers/picture_controller')

/** A creator's pages of making, and a persona's own page. */
const makingRoutes: RouteModule = (router) => {
  router
    .group(() => {
      router.get('/create', [Create, 'show']).as('create')
      router.post('/create', [Create, 'store']).as('create_store')
      router.post('/create/accept', [Create, 'accept']).as('create_accept')
      router.get('/personas/mine', [Mine, 'show']).as('mine')
      router.get('/personas/import', [Import, 'show']).as('import')
      router.post('/personas/import', [Import, 'store']).as('import_store')
      router.get('/personas/:slug', [Persona, 'show']).as('persona')
      router.post('/personas/:slug/report', [Persona, 'report']).as('report')
      router.get('/personas/:slug/edit', [Edit, 'show']).as('edit')
      router.post('/personas/:slug/edit', [Edit, 'update']).as('edit_store')
      router.get('/personas/:slug/export/:format', [State, 'export']).as('export')
      router.post('/personas/:slug/publish', [State, 'publish']).as('publish')
      router.post('/personas/:slug/withdraw', [State, 'withdraw']).as('withdraw')
      router.post('/personas/:slug/delete', [State, 'destroy']).as('delete')
      router.post('/personas/:slug/picture', [Picture, 'store']).as('picture_store')
      router.get('/personas/:slug/lorebook', [Lore, 'show']).as('lorebook')
      router.post('/personas/:slug/lorebook', [Lore, 'update']).as('lorebook_store')
    })
    .use(pageMiddleware())

  // Telegram, Discord and caches fetch it: no session, no cookie.
  router.get('/personas/:slug/picture', [Picture, 'show']).as('picture')
}

export default makingRoutes
