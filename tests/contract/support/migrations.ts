/** Runs migrations one by one, on a scratch database. */
import { basename } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import type { BaseSchema } from '@adonisjs/lucid/schema'
import app from '@adonisjs/core/services/app'
import { sources } from '#tests/support/sources'
import { OBJECTS, type DatabaseObject } from '#tests/contract/support/schema'
import { emptyDatabase, type ScratchDatabase } from '#tests/support/scratch_database'

type Direction = 'up' | 'down'
type SchemaClass = new (...args: ConstructorParameters<typeof BaseSchema>) => BaseSchema

export interface Migration {
  /** Relative to the checkout, without its extension. */
  path: string
  run(direction: Direction): Promise<void>
}

/** A scratch database that Lucid knows, and every migration in the order in which they run. */
export async function scratchMigrations(): Promise<{
  database: ScratchDatabase
  migrations: Migration[]
  /** Everything that is there now. */
  objects(): Promise<DatabaseObject[]>
  drop(): Promise<void>
}> {
  const database = await emptyDatabase()
  const connection = `scratch_${basename(new URL(database.url).pathname)}`
  const model = db.manager.get(db.primaryConnectionName)?.config
  if (model?.client !== 'pg') throw new Error('The program has no Postgres')
  db.manager.add(connection, { ...model, connection: database.url })
  const files = await sources('{database,bots/*,plugins/*}/migrations/*.ts')
  const migrations = files.map(({ path }): Migration => ({
    path: path.replace(/[.]ts$/, ''),
    run: (direction) => run(connection, path, direction),
  }))
  return {
    database,
    objects: async () => {
      const { rows } = await db.connection(connection).rawQuery<{ rows: DatabaseObject[] }>(OBJECTS)
      return rows
    },
    migrations: migrations.sort((a, b) => basename(a.path).localeCompare(basename(b.path))),
    async drop() {
      await db.manager.release(connection)
      await database.drop()
    },
  }
}

async function run(connection: string, path: string, direction: Direction): Promise<void> {
  // What a migration's file exports by default is what Lucid itself would construct.
  const module = (await import(app.makeURL(path).href)) as { default: SchemaClass }
  const trx = await db.connection(connection).transaction()
  try {
    const schema = new module.default(trx, path, false)
    await (direction === 'up' ? schema.execUp() : schema.execDown())
    await trx.commit()
  } catch (error) {
    await trx.rollback()
    throw error
  }
}
