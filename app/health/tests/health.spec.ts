import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import type { FrontendStatus } from '#app/bot_kit/frontend'

/** Stands in for what the frontends of the process say of themselves. */
async function botsAre(status: FrontendStatus): Promise<() => void> {
  const house = await app.container.make('bots')
  const real = house.status.bind(house)
  house.status = () => ({ ...real(), telegram: status })
  return () => {
    house.status = real
  }
}

test.group('health', () => {
  test('says that the process lives', async ({ client }) => {
    const response = await client.get('/health/live')
    response.assertStatus(200)
    response.assertBody({ status: 'ok' })
  })

  test('says that the process can work, part by part', async ({ client, assert }) => {
    const response = await client.get('/health/ready')
    response.assertStatus(200)
    const { status, failing, parts } = response.body()
    assert.equal(status, 'ready')
    assert.deepEqual(failing, [])
    assert.deepEqual(parts.database, { state: 'ready' })
    assert.sameMembers(Object.keys(parts.bots), ['discord', 'telegram', 'web'])
    assert.equal(parts.jobs.driver, process.env.REDIS_URL ? 'redis' : 'in_process')
  })

  test('names what is down, with 503', async ({ client, cleanup }) => {
    cleanup(await botsAre('down'))
    const response = await client.get('/health/ready')
    response.assertStatus(503)
    response.assertBodyContains({ status: 'unavailable', failing: ['bots'] })
  })

  test('does not take a starting bot for a failure', async ({ client, cleanup }) => {
    cleanup(await botsAre('starting'))
    const response = await client.get('/health/ready')
    response.assertStatus(200)
  })

  test('sets no cookie', async ({ client, assert }) => {
    for (const path of ['/health/live', '/health/ready', '/metrics']) {
      const response = await client.get(path)
      assert.isUndefined(response.header('set-cookie'), path)
    }
  })
})

test.group('metrics', () => {
  test('are what Prometheus reads', async ({ client, assert }) => {
    await client.get('/health/live')
    const response = await client.get('/metrics')
    response.assertStatus(200)
    assert.match(String(response.header('content-type')), /^text\/plain; version=0\.0\.4/)
    const text = response.text()
    assert.match(text, /^greenroom_process_resident_memory_bytes \d+/m)
    assert.match(text, /^greenroom_outbox_rows\{state="dead"\} \d+/m)
    assert.match(text, /^greenroom_outbox_rows\{state="pending"\} \d+/m)
    assert.match(
      text,
      /^greenroom_http_request_seconds_count\{method="GET",route="\/health\/live",status="200"\} [1-9]/m
    )
  })

  test('keep the number of routes small, whatever is asked for', async ({ client, assert }) => {
    await client.get('/no/such/page/1')
    const text = (await client.get('/metrics')).text()
    assert.notInclude(text, '/no/such/page')
  })
})
