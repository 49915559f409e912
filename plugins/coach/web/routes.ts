import type { RouteModule } from '#app/plugin_kit/types'
import { pageMiddleware } from '#app/web_kit/pages'
import { servicesOf } from '#plugins/coach/services'
import { ChangesController } from '#plugins/coach/web/changes_controller'
import { MessagesController } from '#plugins/coach/web/messages_controller'
import { ProfileController } from '#plugins/coach/web/profile_controller'
import { WorkspaceController } from '#plugins/coach/web/workspace_controller'

/** The workspace and its forms; every handler asks first who is at the browser. */
const coachPages: RouteModule = (router, context) => {
  const services = servicesOf(context)
  const workspace = new WorkspaceController(services)
  const messages = new MessagesController(services)
  const changes = new ChangesController(services)
  // What does things is loaded when the first one is wanted.
  const deeds = async () =>
    new (await import('#plugins/coach/web/deeds_controller')).DeedsController(services)
  const profile = new ProfileController()
  router
    .group(() => {
      router.get('/', (ctx) => workspace.show(ctx)).as('workspace')
      router.post('/begin', (ctx) => workspace.begin(ctx)).as('begin')
      router.post('/end', (ctx) => workspace.end(ctx)).as('end')
      router.post('/messages', (ctx) => messages.store(ctx)).as('message')
      router.post('/messages/stop', (ctx) => messages.stop(ctx)).as('message_stop')
      router.post('/messages/:id/answer', (ctx) => messages.again(ctx)).as('message_again')
      router.post('/messages/:id/not-yet', (ctx) => changes.notYet(ctx)).as('message_not_yet')
      router.post('/tasks/:task', (ctx) => changes.tick(ctx)).as('task')
      router.post('/decisions/:decision', (ctx) => changes.decide(ctx)).as('decide')
      router.post('/decisions/:decision/undo', (ctx) => changes.undo(ctx)).as('undecide')
      router.post('/deeds', async (ctx) => (await deeds()).propose(ctx)).as('deed_propose')
      router.get('/deeds/:id', async (ctx) => (await deeds()).show(ctx)).as('deed')
      router.post('/deeds/:id', async (ctx) => (await deeds()).change(ctx)).as('deed_change')
      router.post('/deeds/:id/do', async (ctx) => (await deeds()).do(ctx)).as('deed_do')
      router.post('/deeds/:id/undo', async (ctx) => (await deeds()).undo(ctx)).as('deed_undo')
      router.post('/deeds/:id/drop', async (ctx) => (await deeds()).drop(ctx)).as('deed_drop')
      router.get('/profile', (ctx) => profile.show(ctx)).as('profile')
      router.post('/profile', (ctx) => profile.update(ctx)).as('profile_keep')
    })
    .prefix('/coach')
    .use(pageMiddleware())
}

export default coachPages
