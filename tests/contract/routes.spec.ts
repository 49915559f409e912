import { test } from '@japa/runner'
import router from '@adonisjs/core/services/router'
import bots from '#bots/index'
import plugins from '#plugins/index'

/** Routes of the house itself, which belong to no plugin. */
const HOUSE = ['health', 'metrics', 'api']

const routes = () => Object.values(router.toJSON()).flat()

test.group('Routes', () => {
  test('carry the name of the plugin or the bot that they are of', ({ assert }) => {
    const owners = [...HOUSE, ...plugins.map(({ name }) => name), ...bots.map(({ name }) => name)]
    for (const { name, pattern } of routes()) {
      if (!name) continue
      const [owner = ''] = name.split('.')
      assert.include(owners, owner, `${pattern} is named ${name}`)
    }
  })

  test('have names, so that views and mails need no addresses', ({ assert }) => {
    for (const { name, pattern } of routes()) assert.isString(name, pattern)
  })

  test('of the admin panel are closed to guests', async ({ assert, client }) => {
    const pages = plugins.flatMap((plugin) => plugin.adminPages ?? []).map(({ path }) => path)
    const behindAdmin = routes()
      .filter(({ pattern, methods }) => /^\/admin(\/|$)/.test(pattern) && methods.includes('GET'))
      .map(({ pattern }) => pattern)
    for (const path of new Set([...pages, ...behindAdmin])) {
      const answer = await client.get(path).redirects(0)
      assert.include([302, 401, 403, 404], answer.status(), path)
    }
  })

  test('that a plugin lists as admin pages exist, and each asks for a role', ({ assert }) => {
    const patterns = routes().map(({ pattern }) => pattern)
    for (const { name, adminPages = [] } of plugins) {
      for (const { path, roles } of adminPages) {
        assert.include(patterns, path, name)
        assert.isNotEmpty(roles, path)
      }
    }
  })
})
