/** What every test process has: plugins of the runner, a migrated database, a web server. */
import app from '@adonisjs/core/services/app'
import testUtils from '@adonisjs/core/services/test_utils'
import { apiClient } from '@japa/api-client'
import { assert } from '@japa/assert'
import { pluginAdonisJS } from '@japa/plugin-adonisjs'
import type { Config, PluginFn } from '@japa/runner/types'
import { migrate } from '#tests/support/migrate'

export const plugins: PluginFn[] = [assert(), apiClient(), pluginAdonisJS(app)]

/** The database is brought up to date, unless it is a copy of one that is. */
export const setup: Config['setup'] = [
  async () => {
    if (process.env.TEST_DATABASE_IS_MIGRATED !== '1') await migrate()
  },
  () => testUtils.httpServer().start(),
]
