import { test } from '@japa/runner'
import type { PluginDefinition } from '#app/plugin_kit/types'
import plugins from '#plugins/index'
import { copyProgram, takeOut, type ProgramCopy } from '#tests/support/program_copy'
import { startProgram } from '#tests/support/program'
import { emptyDatabase } from '#tests/support/scratch_database'

/** A plugin, and all that cannot be without it. */
function withDependents(name: string, all: readonly PluginDefinition[]): string[] {
  const out = new Set([name])
  // The list is sorted, so that whoever requires something comes after it.
  for (const plugin of all) {
    if (plugin.requires?.some((required) => out.has(required))) out.add(plugin.name)
  }
  return [...out]
}

const LIST = 'plugins/index.ts'

test.group('Taking a plugin out of the list', (group) => {
  let copy: ProgramCopy
  let list: string
  // One copy for all: what the first program compiled, the next ones need not.
  group.setup(async () => {
    copy = await copyProgram()
    list = await copy.read(LIST)
    return () => copy.remove()
  })
  group.each.setup(() => copy.write(LIST, list))

  for (const { name } of plugins) {
    const out = withDependents(name, plugins)
    test(`without ${out.join(', ')} the program boots`, async ({ assert, cleanup }) => {
      const database = await emptyDatabase()
      cleanup(() => database.drop())
      await takeOut(copy, out)
      assert.notInclude(await copy.read(LIST), `#plugins/${name}/`)

      const program = await startProgram({
        folder: copy.folder,
        env: { DATABASE_URL: database.url },
      })
      cleanup(async () => void (await program.kill()))
      const tables = await database.query<{ name: string }>(
        `select tablename as name from pg_tables where schemaname = 'public'`
      )
      for (const plugin of out) {
        assert.isFalse(tables.some((table) => table.name.startsWith(`${plugin}_`)))
      }
      for (const page of ['/', '/chat']) {
        assert.isBelow(
          (await fetch(`${program.url}${page}`)).status,
          500,
          `${page} without ${name}`
        )
      }
      assert.deepEqual(await program.stop(), { code: 0, signal: null }, program.output())
    })
  }
})
