import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import { TestVisitor } from '#bots/web/tests/support/visitor'

const PASSWORD = 'a long enough one'
const someEmail = () => `fan-${randomUUID()}@example.com`
const visitorCookie = 'greenroom_visitor'

async function signsUp(visitor: TestVisitor, email: string, more: Record<string, string> = {}) {
  await visitor.get('/sign-up')
  const fields = { name: 'Robin', email, password: PASSWORD, terms: '1' }
  return visitor.postForm('/sign-up', { ...fields, ...more })
}

async function signsIn(visitor: TestVisitor, email: string, password = PASSWORD, next = '') {
  await visitor.get('/sign-in')
  return visitor.postForm('/sign-in', { email, password, next })
}

test.group('Accounts on the web', (group) => {
  group.each.setup(() => limiter.clear())
  group.each.teardown(() => TestVisitor.allLeave())

  test('signing up makes a person of the visitor, and the conversation goes on', async ({
    assert,
  }) => {
    const visitor = await TestVisitor.arrives()
    await visitor.says('/help')
    visitor.leave()
    const before = visitor.shown
    const response = await signsUp(visitor, someEmail())

    assert.equal(response.status, 302)
    assert.equal(response.headers.get('location'), '/chat')
    await visitor.listen(0)
    assert.deepEqual(visitor.shown, before)
    assert.include(await (await visitor.get('/account')).text(), 'Robin')
    visitor.leave()
  })

  test('a visitor’s cookie from before the sign-in opens nothing after it', async ({ assert }) => {
    const visitor = await TestVisitor.arrives()
    await visitor.says('/help')
    visitor.leave()
    const thief = new TestVisitor()
    thief.jar.set(visitorCookie, visitor.jar.get(visitorCookie) ?? '')
    const session = visitor.jar.get('greenroom_session')
    await signsUp(visitor, someEmail())

    assert.notEqual(visitor.jar.get('greenroom_session'), session)
    assert.equal((await thief.get('/chat/events')).status, 401)
    assert.equal((await thief.get('/account')).status, 302)
  })

  test('mistakes are told beside their field, and what was typed stays', async ({ assert }) => {
    const visitor = new TestVisitor()
    const response = await signsUp(visitor, 'not an address', { password: 'short', terms: '' })
    const page = await (await visitor.get('/sign-up')).text()

    assert.equal(response.status, 303)
    assert.include(page, 'value="not an address"')
    assert.include(page, 'should be like name@example.com')
    assert.include(page, 'Please use at least 10 characters.')
    assert.include(page, 'Please accept the terms to go on.')
    assert.notInclude(page, 'value="short"')
  })

  test('an e-mail belongs to one account', async ({ assert }) => {
    const email = someEmail()
    await signsUp(new TestVisitor(), email)
    const second = new TestVisitor()
    await signsUp(second, email.toUpperCase())

    assert.include(await (await second.get('/sign-up')).text(), 'There is an account with this')
  })

  test('signing in on another browser brings the person', async ({ assert }) => {
    const email = someEmail()
    await signsUp(new TestVisitor(), email)
    const elsewhere = new TestVisitor()
    const response = await signsIn(elsewhere, email)

    assert.equal(response.headers.get('location'), '/chat')
    assert.include(await (await elsewhere.get('/account')).text(), 'Robin')
  })

  test('a wrong password and an unknown e-mail get the same answer', async ({ assert }) => {
    const email = someEmail()
    await signsUp(new TestVisitor(), email)
    const answers: string[] = []
    for (const [address, password] of [
      [email, 'not the right one'],
      [someEmail(), PASSWORD],
    ] as const) {
      const visitor = new TestVisitor()
      await signsIn(visitor, address, password)
      const page = await (await visitor.get('/sign-in')).text()
      answers.push(/<p class="wrong form-wrong"[^>]*>([^<]+)/.exec(page)?.[1] ?? 'nothing')
    }

    assert.match(answers[0] ?? '', /do not belong together/)
    assert.equal(answers[0], answers[1])
  })

  test('guessing a password is stopped, also with the right one at the end', async ({ assert }) => {
    const email = someEmail()
    await signsUp(new TestVisitor(), email)
    const visitor = new TestVisitor()
    for (let count = 0; count < 5; count++) await signsIn(visitor, email, `guess ${count}`)
    await signsIn(visitor, email)

    assert.include(await (await visitor.get('/sign-in')).text(), 'too many tries')
    assert.equal((await visitor.get('/account')).status, 302)
  })

  test('signing out leaves nothing of the person in the browser', async ({ assert }) => {
    const visitor = new TestVisitor()
    await signsUp(visitor, someEmail())
    const old = visitor.jar.get(visitorCookie) ?? ''
    await visitor.get('/account')
    const response = await visitor.postForm('/sign-out', {})

    assert.equal(response.headers.get('location'), '/')
    assert.equal((await visitor.get('/account')).status, 302)
    visitor.jar.set(visitorCookie, old)
    assert.equal((await visitor.get('/account')).status, 302)
  })

  test('a browser that was somebody else’s starts a new conversation', async ({ assert }) => {
    const [first, second] = [someEmail(), someEmail()]
    await signsUp(new TestVisitor(), second)
    const browser = await TestVisitor.arrives()
    await browser.says('/help')
    browser.leave()
    await signsUp(browser, first)
    await signsIn(browser, second)
    browser.messages.clear()
    await browser.listen(0)
    browser.leave()

    assert.lengthOf(browser.shown, 0)
    const identity = await app.container.make('identity')
    assert.isNotNull((await identity.lookUp(`email:${first}`))?.person)
  })

  test('forms without the token of the page are refused', async ({ assert }) => {
    const visitor = new TestVisitor()
    const email = someEmail()
    await visitor.get('/sign-up')
    visitor.csrf = 'not the one'
    await visitor.postForm('/sign-up', { name: 'Eve', email, password: PASSWORD, terms: '1' })

    const identity = await app.container.make('identity')
    assert.isNull(await identity.lookUp(`email:${email}`))
    assert.include(await (await visitor.get('/sign-up')).text(), 'open for too long')
  })
})

test.group('One-time links', (group) => {
  group.each.setup(() => limiter.clear())
  group.each.teardown(() => TestVisitor.allLeave())

  async function newLink() {
    const identity = await app.container.make('identity')
    const { account } = await identity.identify({
      platform: 'telegram',
      platformId: randomUUID(),
      displayName: 'Ada',
    })
    const { person } = await identity.join(account.id)
    const { token } = await identity.issueSignInToken(person.id)
    return { person, path: `/sign-in/${token}` }
  }

  test('looking at a link spends nothing; its button signs in, once', async ({ assert }) => {
    const { path } = await newLink()
    const preview = await new TestVisitor().get(path)
    assert.equal(preview.status, 200)
    assert.equal(preview.headers.get('referrer-policy'), 'no-referrer')
    assert.match(preview.headers.get('cache-control') ?? '', /no-store/)

    const visitor = new TestVisitor()
    await visitor.get(path)
    const first = await visitor.postForm(path, {})
    assert.equal(first.headers.get('location'), '/chat')
    assert.include(await (await visitor.get('/account')).text(), 'Ada')

    const late = new TestVisitor()
    await late.get(path)
    const second = await late.postForm(path, {})
    assert.equal(second.status, 410)
    assert.include(await second.text(), 'send /login')
  })

  test('an admin lands on the account page', async ({ assert }) => {
    const identity = await app.container.make('identity')
    const { path, person } = await newLink()
    await identity.grantRole(person.id, 'admin')
    const visitor = new TestVisitor()
    await visitor.get(path)
    const response = await visitor.postForm(path, {})

    assert.equal(response.headers.get('location'), '/account')
    assert.include(await (await visitor.get('/account')).text(), 'Admin')
  })
})

test.group('What pages guard against', (group) => {
  group.each.setup(() => limiter.clear())
  group.each.teardown(() => TestVisitor.allLeave())

  test('being sent to another site after signing in: {$self}')
    .with([
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/..//evil.example',
    ])
    .run(async ({ assert }, next) => {
      const visitor = new TestVisitor()
      const response = await signsUp(visitor, someEmail(), { next })
      const location = new URL(response.headers.get('location') ?? '', 'http://here.example')
      assert.equal(location.host, 'here.example')
    })

  test('frames, sniffing, foreign scripts', async ({ assert }) => {
    const { headers } = await new TestVisitor().get('/')
    const policy = headers.get('content-security-policy') ?? ''

    assert.equal(headers.get('x-frame-options'), 'DENY')
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.match(policy, /script-src 'self';/)
    assert.match(policy, /frame-ancestors 'none'/)
    assert.match(policy, /base-uri 'none'/)
  })

  test('the chosen language stays, and leads back to the page', async ({ assert }) => {
    const visitor = new TestVisitor()
    await visitor.get('/terms')
    const response = await visitor.postForm('/language', { locale: 'es', next: '/terms' })

    assert.equal(response.headers.get('location'), '/terms')
    assert.include(await (await visitor.get('/terms')).text(), 'Hablas con una IA')
  })
})
