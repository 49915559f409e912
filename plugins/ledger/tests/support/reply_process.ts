/**
 * A process that pays for replies until it is killed: it holds, tells so on stdout, then captures or releases.
 * Run with the database's address, a fan and a creator.
 */
import { makeLedger } from '#plugins/ledger/ledger'
import { ledgerSettings } from '#plugins/ledger/settings'
import { memo } from '#plugins/ledger/tests/support/bench'
import { connectScratchLedger } from '#plugins/ledger/tests/support/scratch_ledger'

const [url = '', personId = '', creatorId = '', lane = ''] = process.argv.slice(2)
const { database } = await connectScratchLedger(url)
const ledger = makeLedger({ database, settings: ledgerSettings })
const say = (word: string, key: string): boolean => process.stdout.write(`${word} ${key}\n`)

for (let n = 0; ; n++) {
  const key = `${lane}:${n}`
  const held = await ledger.hold({ key, personId, amount: 1_001n, creatorId, memo, lifetime: 1 })
  if (held.outcome !== 'held') break
  say('held', key)
  if (n % 3 === 2) await ledger.release({ key, holdId: held.holdId })
  else await ledger.capture({ key, holdId: held.holdId })
  say('ended', key)
}
