/*
 * `npm run build`: the production build in `build/`. It is complete but for packages: there, `npm ci --omit=dev`
 * and `node ace serve` (or any `node ace` command) are all that is left to do.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled, NODE, ROOT, say, ToolchainError } from './lib/toolchain.mjs'

/** What the compiler takes along and no production needs. */
const LEFT_OUT = ['tests', 'testing', 'benchmarks', 'scripts']

/** Types are checked first, and by TypeScript 7; what AdonisJS then runs only compiles (docs/adr/0042). */
const TYPES = ['node_modules/typescript-7/bin/tsc', '--noEmit']
const COMPILER = '--tsconfig=tsconfig.build.json'

try {
  ensureInstalled()
  const built = run(TYPES) && run(['ace.js', 'build', COMPILER, ...process.argv.slice(2)])
  if (built) leaveOut(join(ROOT, 'build'))
  process.exitCode = built ? 0 : 1
} catch (error) {
  if (!(error instanceof ToolchainError)) throw error
  say(`\n${error.message}`)
  process.exitCode = 1
}

function run(args) {
  const env = { ...process.env, NODE_ENV: 'production' }
  return spawnSync(NODE, args, { cwd: ROOT, env, stdio: 'inherit' }).status === 0
}

function leaveOut(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === 'node_modules') continue
    const path = join(folder, entry.name)
    if (LEFT_OUT.includes(entry.name)) rmSync(path, { recursive: true })
    else leaveOut(path)
  }
}
