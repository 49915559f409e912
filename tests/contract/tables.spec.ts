import { test } from '@japa/runner'
import bots from '#bots/index'
import plugins from '#plugins/index'
import { scratchMigrations } from '#tests/contract/support/migrations'
import { asKept, asLines, objectsOf, type DatabaseObject } from '#tests/contract/support/schema'
import { areaOf, sources } from '#tests/support/sources'

/** What anyone's rows may point at: people and their accounts. */
const IDENTITY = ['people', 'accounts']

interface Made {
  /** `plugins/ledger`, `bots/web`; null for the house. */
  area: string | null
  objects: DatabaseObject[]
}

/** Runs every migration up; what each area made. */
async function everythingMade(): Promise<Made[]> {
  const { database, migrations, drop } = await scratchMigrations()
  const made: Made[] = []
  try {
    let before = new Set<string>()
    for (const migration of migrations) {
      await migration.run('up')
      const objects = await objectsOf(database)
      const lines = asLines(objects)
      made.push({
        area: areaOf(migration.path),
        objects: objects.filter((_, index) => !before.has(lines[index] ?? '')),
      })
      before = new Set(lines)
    }
  } finally {
    await drop()
  }
  return made
}

const nameOfArea = (area: string) => area.split('/')[1] ?? ''
const tableOf = (object: DatabaseObject) => object.name.split('.')[0] ?? object.name

test.group('Tables', (group) => {
  let made: Made[] = []
  group.setup(async () => {
    made = await everythingMade()
  })

  test('each migration can be taken back, and leaves nothing', async ({ assert }) => {
    const { database, migrations, drop } = await scratchMigrations()
    try {
      for (const migration of migrations) {
        const before = await objectsOf(database)
        await migration.run('up')
        const after = await objectsOf(database)
        assert.notDeepEqual(asLines(after), asLines(before), `${migration.path} does something`)
        await migration.run('down')
        const back = await objectsOf(database)
        assert.deepEqual(asKept(back), asKept(before), `${migration.path} taken back`)
        await migration.run('up')
        const again = asLines(await objectsOf(database))
        assert.deepEqual(again, asLines(after), `${migration.path} once more`)
      }
      for (const migration of migrations.toReversed()) await migration.run('down')
      assert.deepEqual(await objectsOf(database), [], 'everything taken back')
    } finally {
      await drop()
    }
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
