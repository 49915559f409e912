import { test } from '@japa/runner'
import bots from '#bots/index'
import plugins from '#plugins/index'
import { scratchMigrations } from '#tests/contract/support/migrations'
import { asKept, asLines, type DatabaseObject } from '#tests/contract/support/schema'
import { areaOf, sources } from '#tests/support/sources'

/** What anyone's rows may point at: people and their accounts. */
const IDENTITY = ['people', 'accounts']

interface Made {
  /** `plugins/ledger`, `bots/web`; null for the house. */
  area: string | null
  objects: DatabaseObject[]
}

interface Walked {
  made: Made[]
  /** What a migration left behind, or did not do, as one line each. */
  wrong: string[]
}

/** Runs every migration up, down and up again, and at the end all of them down; what each made, and what was wrong. */
async function everyMigration(): Promise<Walked> {
  const { migrations, objects, drop } = await scratchMigrations()
  const made: Made[] = []
  const wrong: string[] = []
  const differ = (one: readonly string[], other: readonly string[]): boolean =>
    one.join('\n') !== other.join('\n')
  try {
    let before = await objects()
    for (const { path, run } of migrations) {
      await run('up')
      const after = await objects()
      const known = new Set(asLines(before))
      const lines = asLines(after)
      made.push({
        area: areaOf(path),
        objects: after.filter((_, index) => !known.has(lines[index] ?? '')),
      })
      if (!differ(lines, asLines(before))) wrong.push(`${path} does nothing`)
      await run('down')
      if (differ(asKept(await objects()), asKept(before))) wrong.push(`${path} leaves something`)
      await run('up')
      before = await objects()
      if (differ(asLines(before), lines)) wrong.push(`${path} is another one the second time`)
    }
    for (const { run } of migrations.toReversed()) await run('down')
    wrong.push(...asLines(await objects()).map((left) => `left when all are taken back: ${left}`))
  } finally {
    await drop()
  }
  return { made, wrong }
}

const nameOfArea = (area: string) => area.split('/')[1] ?? ''
const tableOf = (object: DatabaseObject) => object.name.split('.')[0] ?? object.name

test.group('Tables', (group) => {
  let made: Made[] = []
  let wrong: string[] = []
  group.setup(async () => {
    ;({ made, wrong } = await everyMigration())
  })

  test('each migration can be taken back, and leaves nothing', ({ assert }) => {
    assert.isNotEmpty(made)
    assert.deepEqual(wrong, [])
  })

  test('what a plugin or a bot makes carries its name in front', ({ assert }) => {
    for (const { area, objects } of made) {
      if (!area) continue
      for (const object of objects) {
        const table = tableOf(object)
        assert.isTrue(
          table.startsWith(`${nameOfArea(area)}_`),
          `${area} makes the ${object.kind} ${object.name}`
        )
      }
    }
  })

  test('a foreign key stays inside its area, or points at identity', ({ assert }) => {
    for (const { area, objects } of made) {
      if (!area) continue
      for (const { name, definition } of objects) {
        const [, target] = /^FOREIGN KEY .* REFERENCES (\w+)/.exec(definition) ?? []
        if (!target || IDENTITY.includes(target)) continue
        assert.isTrue(target.startsWith(`${nameOfArea(area)}_`), `${name} points at ${target}`)
      }
    }
  })

  test('nobody names the tables and functions of another', async ({ assert }) => {
    const owned = made.flatMap(({ area, objects }) =>
      objects
        .filter(({ kind }) => kind === 'table' || kind === 'function')
        .map(({ name }) => ({ area, name }))
    )
    const files = await sources('{app,plugins,bots,providers,start,config}/**/*.ts')
    const trespasses = files.flatMap(({ path, text }) =>
      owned
        .filter(({ area }) => area !== null && area !== areaOf(path))
        .filter(({ name }) => new RegExp(`\\b${name}\\b`).test(text))
        .map(({ name, area }) => `${path} names ${name} of ${area}`)
    )
    assert.deepEqual(trespasses, [])
  })

  test('an area that has migrations says so', async ({ assert }) => {
    const declared = [
      ...plugins.filter((plugin) => plugin.migrations).map(({ name }) => `plugins/${name}`),
      ...bots.filter((bot) => bot.migrations).map(({ name }) => `bots/${name}`),
    ]
    const files = await sources('{plugins,bots}/*/migrations/*.ts')
    assert.sameMembers(declared, [...new Set(files.map(({ path }) => areaOf(path)))])
  })
})
