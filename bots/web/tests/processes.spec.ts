import { randomBytes } from 'node:crypto'
import { test } from '@japa/runner'
import { TestVisitor } from '#bots/web/tests/support/visitor'
import { startProgram, type Program } from '#tests/support/program'
import { hasRedis, NO_REDIS, startRedis } from '#tests/support/redis'
import { scratchDatabase } from '#tests/support/scratch_database'
import { until } from '#tests/support/until'

/** Running replies may take 20 s to end; a page that is merely open may not hold up anything. */
const STOPS_WITHIN_MS = 5_000

const noRedis = !(await hasRedis())

test.group('Web processes', (group) => {
  group.each.teardown(() => TestVisitor.allLeave())

  test('a page that is open at one process sees what is said at another')
    .skip(noRedis, NO_REDIS)
    .timeout(120_000)
    .run(async ({ assert, cleanup }) => {
      const redis = await startRedis()
      const database = await scratchDatabase()
      const env = {
        DATABASE_URL: database.url,
        REDIS_URL: redis?.url,
        APP_KEY: randomBytes(24).toString('base64url'),
      }
      const programs: Program[] = []
      cleanup(async () => {
        await Promise.all(programs.map((program) => program.stop()))
        await database.drop()
        await redis?.stop()
      })
      const one = await startProgram({ env })
      programs.push(one)
      const two = await startProgram({ env, command: ['serve'] })
      programs.push(two)

      const speaker = new TestVisitor({}, one.url)
      await speaker.get('/chat')
      const listener = new TestVisitor({}, two.url)
      listener.jar.set('greenroom_visitor', speaker.jar.get('greenroom_visitor') ?? '')
      await listener.listen()
      await speaker.sends({ kind: 'command', name: 'help', rest: '' })
      await until(() => listener.shown.length === 2, { what: 'the answer at the other process' })
      listener.leave()

      assert.deepEqual(listener.shown[0], { kind: 'mine', text: '/help' })
    })

  test('a program with an open page stops at once, and the page goes on with the next one')
    .timeout(120_000)
    .run(async ({ assert, cleanup }) => {
      const database = await scratchDatabase()
      const env = {
        DATABASE_URL: database.url,
        APP_KEY: randomBytes(24).toString('base64url'),
      }
      const programs: Program[] = []
      cleanup(async () => {
        await Promise.all(programs.map((program) => program.stop()))
        await database.drop()
      })
      const first = await startProgram({ env })
      programs.push(first)
      const visitor = new TestVisitor({}, first.url)
      await visitor.get('/chat')
      await visitor.listen()
      await visitor.says('/help')
      const begun = performance.now()
      const exit = await first.stop()
      assert.isBelow(performance.now() - begun, STOPS_WITHIN_MS)
      assert.equal(exit.code, 0)

      const second = await startProgram({ env })
      programs.push(second)
      const back = new TestVisitor({}, second.url)
      back.jar.set('greenroom_visitor', visitor.jar.get('greenroom_visitor') ?? '')
      await back.listen(0)
      back.leave()
      assert.deepEqual(back.shown, visitor.shown)
    })
})
