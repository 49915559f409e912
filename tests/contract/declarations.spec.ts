import { access, readdir } from 'node:fs/promises'
import { test } from '@japa/runner'
import { sortByRequires } from '#app/plugin_kit/sort'
import plugins from '#plugins/index'
import { APP_ROOT } from '#start/root'
import { sources } from '#tests/support/sources'

const exists = (path: string) =>
  access(new URL(path, APP_ROOT)).then(
    () => true,
    () => false
  )

test.group('Every plugin', () => {
  test('comes after those that it requires', ({ assert }) => {
    const order = plugins.map(({ name }) => name)
    for (const { name, requires = [] } of plugins) {
      for (const required of requires) {
        assert.isTrue(order.indexOf(required) < order.indexOf(name), `${required} before ${name}`)
      }
    }
    assert.lengthOf(sortByRequires(plugins), plugins.length)
  })

  test('is in the list, if it has a folder', async ({ assert }) => {
    const entries = await readdir(new URL('plugins', APP_ROOT), { withFileTypes: true })
    const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    assert.sameMembers(
      plugins.map(({ name }) => name),
      folders
    )
  })

  test('has what its folder is named after, what others need to know, and what it declares', async ({
    assert,
  }) => {
    for (const { name, config, migrations, views } of plugins) {
      assert.match(name, /^[a-z][a-z_]*$/)
      assert.isTrue(await exists(`plugins/${name}/plugin.ts`), `plugins/${name}/plugin.ts`)
      assert.isTrue(await exists(`plugins/${name}/README.md`), `plugins/${name}/README.md`)
      if (config) assert.isTrue(await exists(`config/${config}.ts`), `config/${config}.ts`)
      for (const [part, declared] of Object.entries({ migrations, views })) {
        assert.equal(await exists(`plugins/${name}/${part}`), declared ?? false, `${name}: ${part}`)
      }
    }
  })

  test('declares parts that are there', async ({ assert }) => {
    for (const plugin of plugins) {
      const { service, routes, bot, demo, listeners = {}, jobs = {}, commands = [] } = plugin
      const parts = [
        service,
        routes,
        bot,
        demo,
        ...Object.values(listeners),
        ...Object.values(jobs),
      ]
      for (const part of [...parts, ...commands]) {
        if (part) assert.isFunction((await part()).default, `a part of ${plugin.name}`)
      }
    }
  })

  test('schedules jobs of its own, in whole seconds', ({ assert }) => {
    for (const { name, jobs = {}, schedules = [] } of plugins) {
      for (const { job, everySeconds } of schedules) {
        assert.property(jobs, job, `${name} schedules ${job}`)
        assert.isTrue(Number.isInteger(everySeconds) && everySeconds > 0)
      }
    }
  })

  test('is declared by data and lazy imports alone', async ({ assert }) => {
    for (const { path, text } of await sources('plugins/*/plugin.ts')) {
      const imported = [...text.matchAll(/^import .* from '([^']+)'$/gm)].map(([, from]) => from)
      assert.deepEqual(imported, ['#app/plugin_kit/define_plugin'], path)
    }
  })
})
