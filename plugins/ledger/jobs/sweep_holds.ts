import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import type { JobModule } from '#app/plugin_kit/types'
import { followMerges } from '#plugins/ledger/actions/follow_merges'
import { sweepHolds } from '#plugins/ledger/actions/sweep_holds'
import { ledgerSettings } from '#plugins/ledger/settings'

/** Frees coins that a crashed or forgotten reply left held, and moves on what reached people who were merged. */
const sweepHoldsJob: JobModule = () => async (job) => {
  const swept = await sweepHolds({ database: db, settings: ledgerSettings }, job.signal)
  if (swept > 0n) logger.info({ swept: Number(swept) }, 'expired holds were released')
  const moved = await followMerges({ database: db })
  if (moved > 0n) logger.info({ people: Number(moved) }, 'coins followed a merge')
}

export default sweepHoldsJob
