/* Builds what browsers load, when it is older than its sources. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { NODE, ROOT, say, ToolchainError } from './toolchain.mjs'

/** Everything that Vite reads. */
const SOURCES = ['resources/css', 'resources/js', 'vite.config.ts', 'package-lock.json']
const MANIFEST = 'public/assets/.vite/manifest.json'

export function ensureAssets() {
  const manifest = join(ROOT, MANIFEST)
  const builtAt = existsSync(manifest) ? statSync(manifest).mtimeMs : 0
  if (builtAt > Math.max(...SOURCES.map((path) => newest(join(ROOT, path))))) return
  say('Building the web pages’ styles and scripts…')
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
  const { status } = spawnSync(NODE, [vite, 'build', '--logLevel', 'warn'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  })
  if (status !== 0) throw new ToolchainError('Building the web assets failed; the reason is above.')
}

/** When a file, or the newest one in a folder, was changed; milliseconds. */
function newest(path) {
  if (!existsSync(path)) return 0
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))))
}
