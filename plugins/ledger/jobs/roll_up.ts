import db from '@adonisjs/lucid/services/db'
import type { JobModule } from '#app/plugin_kit/types'
import { rollUp } from '#plugins/ledger/actions/roll_up'

/** Keeps the balances of hot accounts cheap to read. */
const rollUpJob: JobModule = () => async () => {
  await rollUp({ database: db })
}

export default rollUpJob
