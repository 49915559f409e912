/* `npm start`: the whole program on a bare machine with one command. */
import { ensureAssets } from './lib/assets.mjs'
import { become } from './lib/child.mjs'
import { ensureSettings } from './lib/settings.mjs'
import { ensureInstalled, say, ToolchainError } from './lib/toolchain.mjs'

try {
  ensureInstalled()
  ensureSettings()
  ensureAssets()
  become(['ace.js', 'serve', '--all', ...process.argv.slice(2)], {
    NODE_ENV: 'production',
    ...process.env,
  })
} catch (error) {
  if (!(error instanceof ToolchainError)) throw error
  say(`\n${error.message}`)
  process.exitCode = 1
}
