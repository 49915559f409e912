import type { RouteModule } from '#app/plugin_kit/types'
import { apiMiddleware } from '#app/web_kit/api'
import { DecisionsController } from '#plugins/coach/api_v1/decisions_controller'
import { MessagesApiController } from '#plugins/coach/api_v1/messages_controller'
import { ProfileApiController } from '#plugins/coach/api_v1/profile_controller'
import { ProjectsController } from '#plugins/coach/api_v1/projects_controller'
import { TasksController } from '#plugins/coach/api_v1/tasks_controller'
import { servicesOf } from '#plugins/coach/services'

/** The coach for programs of creators; each handler asks for the token first. */
const coachApi: RouteModule = (router, context) => {
  const services = servicesOf(context)
  const profile = new ProfileApiController()
  const projects = new ProjectsController(services)
  const messages = new MessagesApiController(services)
  const tasks = new TasksController(services)
  const decisions = new DecisionsController(services)
  // What does things, and what counts them, is loaded when the first one is wanted.
  const deeds = async () =>
    new (await import('#plugins/coach/api_v1/deeds_controller')).DeedsApiController(services)
  const usage = async () =>
    new (await import('#plugins/coach/api_v1/usage_controller')).UsageController()
  router
    .group(() => {
      router.get('/profile', (ctx) => profile.show(ctx)).as('api_profile')
      router.put('/profile', (ctx) => profile.update(ctx)).as('api_profile_put')
      router.post('/projects', (ctx) => projects.store(ctx)).as('api_project_store')
      router.get('/projects/active', (ctx) => projects.active(ctx)).as('api_project_active')
      router.patch('/projects/:id', (ctx) => projects.update(ctx)).as('api_project_update')
      router.get('/messages', (ctx) => messages.index(ctx)).as('api_messages')
      router.post('/messages', (ctx) => messages.store(ctx)).as('api_message_store')
      router.get('/tasks', (ctx) => tasks.index(ctx)).as('api_tasks')
      router.put('/tasks/:id', (ctx) => tasks.update(ctx)).as('api_task_put')
      router.get('/decisions', (ctx) => decisions.index(ctx)).as('api_decisions')
      router.put('/decisions/:id', (ctx) => decisions.update(ctx)).as('api_decision_put')
      router
        .delete('/decisions/:id/entries/:entry', (ctx) => decisions.takeBack(ctx))
        .as('api_decision_take_back')
      router.get('/deeds', async (ctx) => (await deeds()).index(ctx)).as('api_deeds')
      router.post('/deeds', async (ctx) => (await deeds()).store(ctx)).as('api_deed_store')
      router
        .post('/deeds/:id/confirm', async (ctx) => (await deeds()).confirm(ctx))
        .as('api_deed_confirm')
      router.post('/deeds/:id/undo', async (ctx) => (await deeds()).undo(ctx)).as('api_deed_undo')
      router.get('/admin/usage', async (ctx) => (await usage()).show(ctx)).as('api_usage')
    })
    .prefix('/api/v1/coach')
    .use(apiMiddleware())
}

export default coachApi
