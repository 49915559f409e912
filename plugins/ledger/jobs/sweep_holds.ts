import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import type { JobModule } from '#app/plugin_kit/types'
import { sweepHolds } from '#plugins/ledger/actions/sweep_holds'
import { ledgerSettings } from '#plugins/ledger/settings'

/** Frees coins that a crashed or forgotten reply left held. */
const sweepHoldsJob: JobModule = () => async (job) => {
  const swept = await sweepHolds({ database: db, settings: ledgerSettings }, job.signal)
  if (swept > 0n) logger.info({ swept: Number(swept) }, 'expired holds were released')
}

export default sweepHoldsJob
