/* `npm test`: every check and every suite. `npm test -- --only=plugins/ledger` runs one folder's tests. */
import { ensureAssets } from './lib/assets.mjs'
import { become } from './lib/child.mjs'
import { ensureInstalled, say, ToolchainError } from './lib/toolchain.mjs'

try {
  ensureInstalled()
  ensureAssets()
  become(['--import', '#typescript', 'scripts/test/main.ts', ...process.argv.slice(2)], process.env)
} catch (error) {
  if (!(error instanceof ToolchainError)) throw error
  say(`\n${error.message}`)
  process.exitCode = 1
}
