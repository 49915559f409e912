import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import app from '@adonisjs/core/services/app'
import type { Account } from '#app/identity/types'
import { TestVisitor } from '#bots/web/tests/support/visitor'
import { until } from '#tests/support/until'

const invocation = { command: 'help' }

/** The account of a browser, out of its signed cookie. */
async function accountOf(visitor: TestVisitor): Promise<Account> {
  const cookie = decodeURIComponent(visitor.jar.get('greenroom_visitor') ?? '')
  const text = Buffer.from(cookie.split('.')[0]?.slice(2) ?? '', 'base64url').toString()
  const id = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(text)?.[0]
  const identity = await app.container.make('identity')
  const known = await identity.lookUp(`web:${id}`)
  if (!known) throw new Error('The browser has no account')
  return known.account
}

async function say(account: Account) {
  const messenger = await app.container.make('messenger')
  return messenger.say({ key: `test:${randomUUID()}`, to: { account }, invocation })
}

test.group('The program speaks first in a browser', (group) => {
  group.each.setup(() => limiter.clear())
  group.each.teardown(() => TestVisitor.allLeave())

  test('an open page shows it by itself, and it is there after a reload', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    await visitor.says('/nonsense')
    const before = visitor.shown.length
    const idles = () => visitor.events.filter(({ kind }) => kind === 'idle').length
    const told = idles()

    assert.equal(await say(await accountOf(visitor)), 'said')
    await until(() => visitor.shown.length > before, { what: 'the message on the open page' })
    await until(() => idles() > told, { what: 'the end of the turn' })
    visitor.leave()

    const reloaded = new TestVisitor()
    reloaded.jar.set('greenroom_visitor', visitor.jar.get('greenroom_visitor') ?? '')
    await reloaded.listen(0)
    assert.deepEqual(reloaded.shown, visitor.shown)
  })

  test('a page that was closed shows it when it is opened again', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    await visitor.says('/nonsense')
    visitor.leave()
    const before = visitor.shown.length

    assert.equal(await say(await accountOf(visitor)), 'said')
    assert.lengthOf(visitor.shown, before)
    await visitor.listen()
    assert.isAbove(visitor.shown.length, before)
  })

  test('a browser that was signed out gets nothing any more', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    await visitor.says('/nonsense')
    const account = await accountOf(visitor)
    visitor.leave()
    assert.equal((await visitor.postForm('/sign-out', {})).status, 302)
    assert.equal(await say(account), 'unreachable')
  })
})
