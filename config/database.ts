import env from '#start/env'
import { defineConfig } from '@adonisjs/lucid'
import { parseBigints } from '#app/support/pg_bigint'
import plugins from '#plugins/index'
import bots from '#bots/index'

parseBigints()

/** Connections that one process opens at most; Postgres allows 100 in all unless told otherwise. */
const POOL_SIZE = 20

const databaseConfig = defineConfig({
  connection: 'postgres',
  connections: {
    postgres: {
      client: 'pg',
      // Without DATABASE_URL the database provider starts the embedded server and puts its address here.
      connection: env.get('DATABASE_URL') ?? '',
      pool: { min: 0, max: POOL_SIZE },
      migrations: {
        naturalSort: true,
        paths: [
          'database/migrations',
          ...bots.filter((bot) => bot.migrations).map((bot) => `bots/${bot.name}/migrations`),
          ...plugins
            .filter((plugin) => plugin.migrations)
            .map((plugin) => `plugins/${plugin.name}/migrations`),
        ],
      },
      // One generated file would hold every plugin's tables, which are behind their doors (ADR 9).
      schemaGeneration: { enabled: false },
    },
  },
})

export default databaseConfig
