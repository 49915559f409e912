import { randomBytes, randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { type Keyring } from '#app/encryption/keyring'
import { keyringOf, placeName } from '#app/encryption/vault'
import { launch, type Program } from '#tests/support/program'
import { emptyDatabase, type ScratchDatabase } from '#tests/support/scratch_database'
import { until } from '#tests/support/until'

const ROWS = 1_500
const freshKey = () => randomBytes(32).toString('base64')
const secretOf = (id: string) => `What ${id} must not tell`
const placeOf = (id: string) => placeName({ table: 'diaries', column: 'page_sealed', id })

/** A database with secrets under one key, and the rotation as the operator runs it. */
async function diaries(key: string, rows = ROWS) {
  const database = await emptyDatabase()
  await database.query('create table diaries (id uuid primary key, page_sealed bytea)')
  const keys = keyringOf(key)
  const ids = Array.from({ length: rows }, () => randomUUID())
  await database.query('insert into diaries select * from unnest($1::uuid[], $2::bytea[])', [
    ids,
    ids.map((id) => keys.seal(Buffer.from(secretOf(id)), placeOf(id))),
  ])
  return database
}

const run = (database: ScratchDatabase, keys: string, ...command: string[]): Promise<Program> =>
  launch({ command, env: { DATABASE_URL: database.url, ENCRYPTION_KEYS: keys } })

async function outputOf(database: ScratchDatabase, keys: string, ...command: string[]) {
  const program = await run(database, keys, ...command)
  const { code } = await program.ended
  return { code, output: program.output() }
}

/** How many rows are under a key. */
async function countUnder(database: ScratchDatabase, key: string): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `select count(*)::int as count from diaries where substring(page_sealed from 2 for 8) = decode($1, 'hex')`,
    [keyringOf(key).ids[0]]
  )
  return row?.count ?? 0
}

/** Ids of rows that do not tell their secret under these keys. */
async function unreadable(database: ScratchDatabase, keys: Keyring): Promise<string[]> {
  const rows = await database.query<{ id: string; page_sealed: Buffer }>('select * from diaries')
  return rows
    .filter(({ id, page_sealed: page }) => {
      try {
        return keys.open(page, placeOf(id)).toString() !== secretOf(id)
      } catch {
        return true
      }
    })
    .map(({ id }) => id)
}

test.group('Encryption | rotation', (group) => {
  group.each.timeout(120_000)

  test('a rotation that is killed half-way loses nothing, and ends when it is run again', async ({
    assert,
    cleanup,
  }) => {
    const [old, fresh] = [freshKey(), freshKey()]
    const database = await diaries(old)
    cleanup(() => database.drop())
    const both = `${fresh},${old}`

    const first = await run(database, both, 'encryption:rotate', '--batch=1')
    await until(async () => (await countUnder(database, fresh)) > 20, {
      within: 60_000,
      what: 'rows under the new key',
    })
    const { signal } = await first.kill()
    assert.equal(signal, 'SIGKILL', first.output())
    const moved = await countUnder(database, fresh)
    assert.isAbove(moved, 0)
    assert.isBelow(moved, ROWS, 'it was killed too late for this test')
    assert.deepEqual(await unreadable(database, keyringOf(both)), [])

    const half = await outputOf(database, both, 'encryption:status')
    assert.equal(half.code, 1)
    assert.match(half.output, new RegExp(`newest .* ${moved} in diaries.page_sealed`))
    assert.match(half.output, new RegExp(`older .* ${ROWS - moved} in diaries.page_sealed`))

    const second = await outputOf(database, both, 'encryption:rotate')
    assert.equal(second.code, 0, second.output)
    assert.include(second.output, `${ROWS - moved} rewritten now`)

    assert.deepEqual(await unreadable(database, keyringOf(fresh)), [])
    assert.lengthOf(await unreadable(database, keyringOf(old)), ROWS, 'the old key opens nothing')
    const done = await outputOf(database, fresh, 'encryption:status', '--json')
    assert.equal(done.code, 0, done.output)
    assert.include(done.output, '"rotated":true')
  })

  test('two rotations at once rewrite each row once', async ({ assert, cleanup }) => {
    const [old, fresh] = [freshKey(), freshKey()]
    const database = await diaries(old, 300)
    cleanup(() => database.drop())
    const both = `${fresh},${old}`
    const rotations = await Promise.all([
      outputOf(database, both, 'encryption:rotate', '--batch=7'),
      outputOf(database, both, 'encryption:rotate', '--batch=5'),
    ])
    const rewritten = rotations.map(({ output }) =>
      Number(/\((\d+) rewritten now/.exec(output)?.[1])
    )
    assert.equal((rewritten[0] ?? Number.NaN) + (rewritten[1] ?? Number.NaN), 300)
    assert.deepEqual(await unreadable(database, keyringOf(fresh)), [])
  })

  test('with a key missing it says which, and changes nothing', async ({ assert, cleanup }) => {
    const [old, fresh] = [freshKey(), freshKey()]
    const database = await diaries(old, 10)
    cleanup(() => database.drop())
    const { code, output } = await outputOf(database, fresh, 'encryption:rotate')
    assert.equal(code, 1)
    assert.match(output, new RegExp(`${keyringOf(old).ids[0]}.*ENCRYPTION_KEYS`))
    assert.notMatch(output, /\n\s+at /)
    assert.equal(await countUnder(database, old), 10)
    const status = await outputOf(database, fresh, 'encryption:status')
    assert.match(status.output, /missing .* 10 in diaries\.page_sealed/)
  })
})
