import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import { somebody } from '#plugins/coach/tests/support/people'
import { TestVisitor } from '#bots/web/tests/support/visitor'
import {
  EMULATOR_KEY,
  startOpenAiEmulator,
  type OpenAiEmulator,
} from '#tests/emulators/openai/index'
import { comingFrom, firstOf, restOf } from '#tests/support/coming_events'
import { hasNginx, NO_NGINX, startNginx, type Nginx } from '#tests/support/nginx'
import { startProgram, type Program } from '#tests/support/program'
import { until } from '#tests/support/until'
import { WebVisitor } from '#tests/support/web_visitor'

const noNginx = !(await hasNginx())

/** A load balancer in a private network, as nginx is told of it; another in each run, since limits are remembered for a while. */
const BALANCER = `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`

test.group('Behind a reverse proxy', (group) => {
  let model: OpenAiEmulator
  let program: Program
  let proxy: Nginx

  group.tap((one) => one.skip(noNginx, NO_NGINX).timeout(120_000))
  const settings = (more: Record<string, string> = {}) => ({
    DATABASE_URL: process.env.DATABASE_URL,
    APP_KEY: randomBytes(24).toString('base64url'),
    OPENAI_API_KEY: EMULATOR_KEY,
    OPENAI_BASE_URL: model.baseUrl,
    ...more,
  })
  group.setup(async () => {
    if (noNginx) return () => {}
    model = await startOpenAiEmulator()
    program = await startProgram({ env: settings({ TRUSTED_PROXIES: 'private' }) })
    proxy = await startNginx(program.url)
    return async () => {
      TestVisitor.allLeave()
      await proxy.stop()
      await program.stop()
      await model.close()
    }
  })

  test('a reply is read in the chat while its model is still writing', async ({ assert }) => {
    const guest = new TestVisitor({}, proxy.url)
    await guest.get('/chat')
    await guest.listen()
    await guest.says('/talk luna')
    model.script({ kind: 'hang', after: 6 })
    await guest.sends({ kind: 'text', text: 'Hello' })
    const shown = () => JSON.stringify(guest.shown).includes('piece 1 piece 2')
    await until(shown, { what: 'the first words to come through' })
    assert.isFalse(guest.events.at(-1)?.kind === 'idle', 'the reply is not over')
    await guest.sends({ kind: 'command', name: 'stop', rest: '' })
    await until(() => guest.events.at(-1)?.kind === 'idle', { what: 'the end of the reply' })
    guest.leave()
  })

  test('the coach’s words come as they are written, and its answer is stopped', async ({
    assert,
  }) => {
    model.script({ kind: 'hang', after: 2 })
    const { person } = await somebody('creator')
    const creator = await WebVisitor.signsIn(person.id, proxy.url)
    await creator.get('/coach')
    await creator.post('/coach/begin', {})
    await creator.get('/coach')
    const said = { text: 'What now?', key: randomUUID() }
    const coming = comingFrom(await creator.asks('/coach/messages', said))
    assert.deepEqual((await firstOf(coming, 'piece')).data, { text: 'piece 1 ' })
    await firstOf(coming, 'piece')
    assert.equal((await creator.asks('/coach/messages/stop', { key: said.key })).status, 204)
    assert.deepEqual((await restOf(coming)).at(-1), {
      event: 'end',
      data: { answer: 'piece 1 piece 2 ', ending: 'stopped' },
    })
  })

  /** What so many strangers are answered who ask for something one after the other, each from an address of their own. */
  async function strangers(url: string, count: number): Promise<Set<number>> {
    const statuses = new Set<number>()
    for (let n = 1; n <= count; n++) {
      const headers = { 'X-Forwarded-For': `203.0.113.${n}, ${BALANCER}` }
      statuses.add((await fetch(`${url}/api/v1/me`, { headers })).status)
    }
    return statuses
  }

  test('people behind a proxy that is believed have limits of their own; behind another they share one', async ({
    assert,
  }) => {
    const many = IDENTITY_LIMITS.apiStrangers + 1
    assert.deepEqual([...(await strangers(proxy.url, many))], [401])
    const unaware = await startProgram({ env: settings(), command: ['serve'] })
    const other = await startNginx(unaware.url)
    try {
      assert.deepEqual([...(await strangers(other.url, many))], [401, 429])
    } finally {
      await other.stop()
      await unaware.stop()
    }
  })
})
