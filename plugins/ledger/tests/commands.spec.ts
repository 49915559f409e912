import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { COIN } from '#plugins/ledger/api'
import welcomePerson from '#plugins/ledger/listeners/welcome_person'
import { APP_ROOT } from '#start/root'

const run = promisify(execFile)
const exec = async (
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> => {
  try {
    const { stdout, stderr } = await run(process.execPath, ['ace.js', ...args], {
      cwd: APP_ROOT,
      env: { ...process.env, NODE_ENV: 'test' },
    })
    return { code: 0, stdout, stderr }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'stdout' in error && 'stderr' in error))
      throw error
    return { code: Number(error.code), stdout: String(error.stdout), stderr: String(error.stderr) }
  }
}

async function join50(): Promise<{ personId: string; platformId: string }> {
  const identity = await app.container.make('identity')
  const platformId = randomUUID()
  const { account } = await identity.identify({
    platform: 'telegram',
    platformId,
    displayName: 'Fan',
  })
  const { person } = await identity.join(account.id)
  const registry = await app.container.make('plugins')
  const ledger = registry.plugins.find(({ name }) => name === 'ledger')
  if (!ledger) throw new Error('The program has no ledger')
  const job = {
    topic: 'identity.person_joined',
    key: person.id,
    payload: { personId: person.id },
    attempt: 1,
    signal: new AbortController().signal,
  }
  // At least once means maybe twice.
  const welcome = welcomePerson(registry.contextOf(ledger))
  await welcome(job)
  await welcome({ ...job, attempt: 2 })
  return { personId: person.id, platformId }
}

test.group('Ledger | commands', () => {
  test('ledger:balance tells what a person has, by any name', async ({ assert }) => {
    const { personId, platformId } = await join50()
    const { code, stdout } = await exec('ledger:balance', `telegram:${platformId}`, '--json')
    assert.equal(code, 0)
    const json: unknown = JSON.parse(stdout)
    assert.containSubset(json, {
      personId,
      unit: 'millicoin',
      available: Number(50n * COIN),
      buckets: { promo: 50_000, purchased: 0, earned: 0 },
      held: 0,
    })
    assert.include((await exec('ledger:balance', personId)).stdout, 'available            50\n')
  })

  test('ledger:balance of nobody fails', async ({ assert }) => {
    const { code, stdout, stderr } = await exec('ledger:balance', 'telegram:0', '--json')
    assert.equal(code, 1)
    assert.deepEqual(JSON.parse(stdout), { error: 'not_found', person: 'telegram:0' })
    assert.include(stderr, 'telegram:0 is nobody we know')
  })

  test('ledger:verify --json prints one object', async ({ assert }) => {
    const { code, stdout } = await exec('ledger:verify', '--json')
    const report: unknown = JSON.parse(stdout)
    assert.containSubset(report, { ok: true })
    assert.equal(code, 0)
    assert.include((await exec('ledger:verify')).stdout, 'The books balance')
  })

  test('ledger:export writes a file or stdout, and knows its formats', async ({ assert }) => {
    const { personId } = await join50()
    const out = join(tmpdir(), `${randomUUID()}.journal`)
    assert.equal((await exec('ledger:export', '--format=hledger', `--out=${out}`)).code, 0)
    assert.include(await readFile(out, 'utf8'), `Assets:Wallets:P-${personId}:Promo  50.000 COIN`)
    await rm(out)
    const { stdout } = await exec('ledger:export', '--format=csv')
    assert.include(stdout, `Assets:Wallets:P-${personId}:Promo,COIN,50.000,50.000\n`)
    const wrong = await exec('ledger:export', '--format=excel')
    assert.equal(wrong.code, 1)
    assert.include(wrong.stderr, 'hledger, beancount, csv')
  }).timeout(120_000)
})
