import { test } from '@japa/runner'
import { Client } from 'pg'
import { registry } from '#app/health/metrics'
import { sql } from '#app/support/sql'
import {
  StandInGateway,
  anEvent,
  connect,
  signatureOf,
} from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { until } from '#tests/support/until'

const address = (gateway: string) =>
  `http://${process.env.HOST}:${process.env.PORT}/webhooks/${gateway}`

/** Sends a body byte for byte, signed as the gateway does unless a signature is given. */
async function post(
  body: string | Buffer,
  { gateway = 'stripe', signature }: { gateway?: string; signature?: string | null } = {}
) {
  const signed = signature === undefined ? signatureOf(body.toString()) : signature
  const headers = new Headers({ 'content-type': 'application/json; charset=utf-8' })
  if (signed !== null) headers.set('x-signature', signed)
  const answer = await fetch(address(gateway), {
    method: 'POST',
    headers,
    body: new Uint8Array(Buffer.from(body)),
  })
  return { status: answer.status, text: await answer.text(), headers: answer.headers }
}

interface Kept {
  id: bigint
  type: string
  body: unknown
  state: string
  jobs: bigint
}

const keptOf = (eventId: string) =>
  sql<Kept>(
    `select e.id, e.type, e.body, e.state,
       (select count(*) from outbox where topic = 'payments.work_event' and payload->>'eventId' = e.id::text) as jobs
     from payments_events e where event_id = :eventId`,
    { eventId }
  )

const counted = async (outcome: string): Promise<number> => {
  const metric = await registry.getSingleMetric('greenroom_webhooks_total')?.get()
  const found = metric?.values.find(
    ({ labels }) => labels.provider === 'stripe' && labels.outcome === outcome
  )
  return found?.value ?? 0
}

const total = async () =>
  (await sql<{ count: bigint }>(`select count(*) from payments_events`, {}))[0]?.count

test.group('Webhooks', (group) => {
  const stripe = new StandInGateway('stripe')
  group.setup(() => connect(stripe, new StandInGateway('razorpay')))

  test('a signed event is kept with its job before it is acknowledged', async ({ assert }) => {
    const id = anEvent()
    const before = await counted('kept')
    const answer = await post(JSON.stringify({ id, type: 'charge.refunded', amount: 499 }))
    assert.equal(answer.status, 200, answer.text)
    assert.isNull(answer.headers.get('set-cookie'))

    const [event, ...others] = await keptOf(id)
    assert.lengthOf(others, 0)
    assert.equal(event?.type, 'charge.refunded')
    assert.deepEqual(event?.body, { id, type: 'charge.refunded', amount: 499 })
    assert.equal(event?.state, 'new')
    assert.equal(event?.jobs, 1n)
    assert.equal(await counted('kept'), before + 1)
  })

  test('the signature is over the bytes that came: {name}')
    .with([
      {
        name: 'whitespace',
        around: (id: string) => ` {\n\t"id" :  "${id}",\r\n "type":"t"  }\n\n`,
      },
      {
        name: 'unicode',
        around: (id: string) => `{"id":"${id}","type":"t","name":"Zoë \\u00e9 🎭 \u2028 e\u0301"}`,
      },
      {
        name: 'numbers',
        around: (id: string) => `{"id":"${id}","type":"t","a":1.0,"b":1e2,"a":2}`,
      },
      {
        name: 'a byte order mark in a text',
        around: (id: string) => `{"id":"${id}","type":"t","b":"\ufeffx"}`,
      },
    ])
    .run(async ({ assert }, { around }) => {
      const id = anEvent()
      const answer = await post(around(id))
      assert.equal(answer.status, 200, answer.text)
      assert.lengthOf(await keptOf(id), 1)
    })

  test('what the database keeps in no text does not turn an event away', async ({ assert }) => {
    const id = anEvent()
    const answer = await post(`{"id":"${id}","type":"t","n\\u0000ame":["a\\u0000b","\\ud800c"]}`)
    assert.equal(answer.status, 200, answer.text)
    const [event] = await keptOf(id)
    assert.deepEqual(event?.body, { id, type: 't', name: ['ab', '\ufffdc'] })
  })

  test('a wrong signature gets 400 and leaves no trace but a metric: {name}')
    .with([
      { name: 'of another body', signature: signatureOf('{}') },
      { name: 'none', signature: null },
      { name: 'no hexadecimal', signature: 'é?' },
    ])
    .run(async ({ assert }, { signature }) => {
      const id = anEvent()
      const [events, before] = [await total(), await counted('wrong_signature')]
      const answer = await post(JSON.stringify({ id, type: 't' }), {
        signature: signature && encodeURI(signature),
      })
      assert.equal(answer.status, 400)
      assert.deepInclude(JSON.parse(answer.text), { status: 400, code: 'wrong_signature' })
      assert.equal(await total(), events)
      assert.equal(await counted('wrong_signature'), before + 1)
    })

  test('copies at the same moment are all acknowledged, and kept once', async ({ assert }) => {
    const id = anEvent()
    const body = JSON.stringify({ id, type: 't' })
    const answers = await Promise.all(Array.from({ length: 40 }, () => post(body)))
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
    const kept = await keptOf(id)
    assert.lengthOf(kept, 1)
    assert.equal(kept[0]?.jobs, 1n)
  })

  test('the same id from two gateways is two events', async ({ assert }) => {
    const id = anEvent()
    const body = JSON.stringify({ id, type: 't' })
    await Promise.all([post(body), post(body, { gateway: 'razorpay' })])
    assert.lengthOf(await keptOf(id), 2)
  })

  test('a copy of an event that was worked on long ago is acknowledged and makes no work', async ({
    assert,
  }) => {
    const id = anEvent()
    const body = JSON.stringify({ id, type: 't' })
    await post(body)
    await sql(
      `update payments_events set state = 'done', received_at = now() - interval '8 days' where event_id = :id`,
      { id }
    )
    // The outbox keeps what is done for a week.
    await sql(
      `delete from outbox where payload->>'eventId' = (select id::text from payments_events where event_id = :id)`,
      { id }
    )
    assert.equal((await post(body)).status, 200)
    const [event] = await keptOf(id)
    assert.equal(event?.state, 'done')
    assert.equal(event?.jobs, 0n)
  })

  test('of a gateway that is not connected, or that nobody knows, there is nothing here', async ({
    assert,
  }) => {
    for (const gateway of ['discord', 'stars', 'paypal', 'STRIPE']) {
      const answer = await post('{"id":"x","type":"t"}', { gateway })
      assert.equal(answer.status, 404, gateway)
    }
  })

  test('a body beyond the limit is refused, and so is what is no JSON', async ({ assert }) => {
    const large = JSON.stringify({ id: anEvent(), type: 't', text: 'x'.repeat(300_000) })
    assert.equal((await post(large)).status, 413)
    assert.oneOf((await post('id=1')).status, [400, 422])
  })

  test('while the database is away the gateway is told to come again, and then it is kept', async ({
    assert,
    cleanup,
  }) => {
    const other = new Client({ connectionString: process.env.DATABASE_URL })
    await other.connect()
    cleanup(() => other.end())
    const id = anEvent()
    const body = JSON.stringify({ id, type: 't' })

    await other.query('begin; lock table payments_events')
    const [mine] = (await other.query<{ pid: number }>('select pg_backend_pid() as pid')).rows
    const waiting = post(body)
    await until(async () => {
      const { rows } = await other.query<{ ended: boolean }>(
        `select pg_terminate_backend(pid) as ended from pg_stat_activity
         where $1 = any(pg_blocking_pids(pid)) and query like '%payments_events%'`,
        [mine?.pid]
      )
      return rows.length > 0
    })
    const answer = await waiting
    assert.equal(answer.status, 503, answer.text)
    assert.isNotNull(answer.headers.get('retry-after'))
    await other.query('rollback')

    // Whoever else waited for the table has lost its connection, too: the gateway comes as often as it is told to.
    await until(async () => (await post(body)).status === 200)
    assert.lengthOf(await keptOf(id), 1)
  })
})
