import { test } from '@japa/runner'
import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { aMember } from '#app/identity/tests/someone'
import { purge } from '#app/job_kit/housekeeping'
import { until } from '#tests/support/until'
import { Workshop } from '#app/job_kit/tests/workshop'

const ago = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000)

/** Rows of each kind, so many days past what ends their use, under a name of their own. */
async function leave(days: number): Promise<string> {
  const name = randomUUID().slice(0, 20)
  const { account, person } = await aMember()
  await db.table('sign_in_tokens').insert({
    token_hash: Buffer.from(name),
    person_id: person.id,
    expires_at: ago(days),
  })
  await db
    .table('guest_replies')
    .insert({ key: name, account_id: account.id, claimed_at: ago(days) })
  await db.table('bot_buttons').insert({
    id: name,
    account_id: account.id,
    invocation: '{}',
    expires_at: ago(days),
  })
  await db.table('inbox').multiInsert([
    { source: 'test', event_id: name, received_at: ago(days), processed_at: ago(days) },
    { source: 'test-unprocessed', event_id: name, received_at: ago(days), processed_at: null },
  ])
  await db.table('outbox').multiInsert([
    { topic: 'test.done', key: name, state: 'done', finished_at: ago(days) },
    { topic: 'test.dead', key: name, state: 'dead', finished_at: ago(days) },
    { topic: 'test.pending', key: name, state: 'pending', run_at: ago(-1) },
  ])
  return name
}

/** What is left of it. */
async function left(name: string): Promise<string[]> {
  const { rows } = await db.rawQuery<{ rows: { kind: string }[] }>(
    `select 'token' as kind from sign_in_tokens where token_hash = :hash
     union all select 'claim' from guest_replies where key = :name
     union all select 'button' from bot_buttons where id = :name
     union all select source from inbox where event_id = :name
     union all select topic from outbox where key = :name`,
    { name, hash: Buffer.from(name) }
  )
  return rows.map(({ kind }) => kind).sort()
}

const EVERYTHING = [
  'button',
  'claim',
  'test',
  'test-unprocessed',
  'test.dead',
  'test.done',
  'test.pending',
  'token',
]

test.group('housekeeping', () => {
  test('throws away what is past its time, and nothing before', async ({ assert }) => {
    const signal = new AbortController().signal
    const fresh = await leave(0.9)
    const day = await leave(2)
    const week = await leave(8)
    const quarter = await leave(91)

    await purge(db, signal)

    assert.deepEqual(await left(fresh), EVERYTHING)
    const afterADay = EVERYTHING.filter((kind) => !['token', 'button'].includes(kind))
    assert.deepEqual(await left(day), afterADay)
    const keptLong = ['test-unprocessed', 'test.dead', 'test.pending']
    assert.deepEqual(await left(week), keptLong)
    assert.deepEqual(await left(quarter), ['test.pending'])
  })

  test('goes on until all of many rows are gone', async ({ assert }) => {
    const source = `many-${randomUUID()}`
    await db.rawQuery(
      `insert into inbox (source, event_id, received_at, processed_at)
       select ?, n::text, now() - interval '8 days', now() from generate_series(1, 12000) n`,
      [source]
    )
    await purge(db, new AbortController().signal)
    assert.lengthOf(await db.from('inbox').where('source', source), 0)
  })

  test('heeds a stop', async ({ assert }) => {
    await assert.rejects(() => purge(db, AbortSignal.abort(new Error('stopping'))), /stopping/)
  })

  test('is a job of every worker', async ({ cleanup }) => {
    const shop = new Workshop()
    cleanup(() => shop.close())
    const name = await leave(91)
    // Another worker may have had this slot's turn already.
    await db.from('outbox').where('topic', 'house.purge').delete()
    await shop.running({})
    await until(async () => (await left(name)).length === 1, { what: 'the purge' })
  })
})
