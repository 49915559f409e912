/*
 * The routes of the program: health and the API, then each plugin's and each frontend's, grouped under its name.
 */
import app from '@adonisjs/core/services/app'
import router from '@adonisjs/core/services/router'
import health from '#app/health/routes'
import api from '#app/identity/api/routes'
import bots from '#bots/index'

health(router)
api(router)

const registry = await app.container.make('plugins')
for (const plugin of registry.plugins) {
  if (!plugin.routes) continue
  const { default: routes } = await plugin.routes()
  router.group(() => routes(router, registry.contextOf(plugin))).as(plugin.name)
}

const house = await app.container.make('bots')
for (const bot of bots) {
  if (!bot.routes) continue
  const { default: routes } = await bot.routes()
  router.group(() => routes(router, house.context)).as(bot.name)
}
