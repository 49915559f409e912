import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import mail from '@adonisjs/mail/services/main'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { TestVisitor } from '#bots/web/tests/support/visitor'
import { until } from '#tests/support/until'

const PASSWORD = 'a long enough one'

const services = async () => ({
  identity: await app.container.make('identity'),
  ledger: (await app.container.make('plugins')).use('ledger'),
})

async function signedUp(name = 'Robin', email = `fan-${randomUUID()}@example.com`) {
  const visitor = new TestVisitor()
  await visitor.get('/sign-up')
  await visitor.postForm('/sign-up', { name, email, password: PASSWORD, terms: '1' })
  const { identity, ledger } = await services()
  const person = await identity.findByEmail(email)
  if (!person) throw new Error('Nobody signed up')
  await ledger.grantWelcome(person.id)
  const account = async () => (await visitor.get('/account')).text()
  await account()
  return { visitor, email, person, account }
}

async function telegramMember(displayName: string): Promise<Fan> {
  const fan = await conversation.fan({ displayName })
  await fan.says('/terms')
  await fan.presses('Agree and join')
  return fan
}

test.group('The account page | where one goes from it', (group) => {
  group.each.setup(() => limiter.clear())

  test('a fan is shown how to make a persona, a creator the own ones and the studio', async ({
    assert,
  }) => {
    const { person, account } = await signedUp()
    assert.include(await account(), 'href="/create"')
    const { identity } = await services()
    await identity.grantRole(person.id, 'creator')
    const page = await account()
    assert.include(page, 'href="/personas/mine"')
    assert.include(page, 'href="/studio"')
    assert.notInclude(page, 'href="/create"')
  })
})

test.group('The account page | linking', (group) => {
  group.each.setup(() => limiter.clear())

  test('a code from Telegram, typed here, shows both sides and then makes one person', async ({
    assert,
  }) => {
    const fan = await telegramMember('Ana <b>')
    const { visitor, person, account } = await signedUp()
    const { identity } = await services()
    await fan.says('/link')
    const [code = ''] = /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(fan.lastText()) ?? []
    const look = await (await visitor.postForm('/account/link', { code })).text()
    assert.include(look, 'Make one out of two?')
    assert.include(look, 'Telegram: Ana &lt;b&gt;')
    assert.include(look, 'has 50 coins')
    const link = /name="link" value="([^"]+)"/.exec(look)?.[1] ?? ''
    assert.notEqual((await fan.identified()).person?.id, person.id)

    await visitor.postForm('/account/link/confirm', { link })
    const page = await account()
    assert.include(page, 'both are one now')
    assert.include(page, 'Sign out', 'the session went on as the older person')
    assert.include(page, 'Telegram: Ana &lt;b&gt;')
    const whole = (await fan.identified()).person
    assert.equal(whole?.id, (await identity.findPerson(person.id))?.id)
  })

  test('a code from here works in a chat', async ({ assert }) => {
    const { visitor, person, account } = await signedUp()
    await visitor.postForm('/account/link-code', {})
    const code = /\/link ([A-Z2-9]{4}-[A-Z2-9]{4})</.exec(await account())?.[1] ?? ''
    const guest = await conversation.fan({ frontend: 'discord' })
    await guest.says(`/link ${code}`)
    await guest.presses('Link them')
    assert.equal((await guest.identified()).person?.id, person.id)
    assert.notInclude(await account(), code, 'shown once')
  })

  test('a wrong code is told beside its field, and a made-up confirmation does nothing', async ({
    assert,
  }) => {
    const { visitor, account } = await signedUp()
    await visitor.postForm('/account/link', { code: 'nonsense' })
    assert.match(await account(), /id="code-error">This code does not work/)
    for (const link of ['', 'x', randomUUID()]) {
      await visitor.postForm('/account/link/confirm', { link })
      assert.include(await account(), 'This code does not work')
    }
  })
})

test.group('The account page | tokens, age, data', (group) => {
  group.each.setup(() => limiter.clear())

  test('a token is shown once, works, and ends when it is revoked', async ({ assert, client }) => {
    const { visitor, person, account } = await signedUp()
    await visitor.postForm('/account/tokens', {
      'name': 'my script',
      'abilities[]': 'profile',
      'days': '30',
    })
    const page = await account()
    const token = /<code class="secret">(grt_[^<]+)</.exec(page)?.[1] ?? ''
    assert.include(page, 'my script')
    assert.notInclude(await account(), token)
    const me = await client.get('/api/v1/me').bearerToken(token)
    assert.equal(me.body().id, person.id)

    const id = /name="id" value="(\d+)"/.exec(page)?.[1] ?? ''
    await visitor.postForm('/account/tokens/revoke', { id })
    assert.include(await account(), 'does not work any more')
    ;(await client.get('/api/v1/me').bearerToken(token)).assertStatus(401)
  })

  test('a token needs a name, something that it may do, and a life that is offered', async ({
    assert,
  }) => {
    const { visitor, account } = await signedUp()
    for (const wrong of [
      { 'name': '', 'abilities[]': 'profile', 'days': '30' },
      { name: 'x', days: '30' },
      { 'name': 'x', 'abilities[]': 'everything', 'days': '30' },
      { 'name': 'x', 'abilities[]': 'profile', 'days': '99999' },
    ]) {
      await visitor.postForm('/account/tokens', wrong as Record<string, string>)
      assert.include(await account(), 'Give the token a name')
    }
  })

  test('the age is said, shown, and taken back', async ({ assert }) => {
    const { visitor, person, account } = await signedUp()
    const { identity } = await services()
    await visitor.postForm('/account/adult', { adult: '1' })
    assert.include(await account(), 'You said that you are 18 or older')
    assert.isTrue((await identity.findPerson(person.id))?.adult)
    await visitor.postForm('/account/adult', { adult: '0' })
    assert.isFalse((await identity.findPerson(person.id))?.adult)
  })

  test('a copy of everything comes as a file, with the conversation as the page shows it', async ({
    assert,
  }) => {
    const visitor = await TestVisitor.arrives()
    await visitor.says('/help')
    visitor.leave()
    const email = `fan-${randomUUID()}@example.com`
    await visitor.get('/sign-up')
    await visitor.postForm('/sign-up', { name: 'Robin', email, password: PASSWORD, terms: '1' })
    await visitor.get('/account')
    const response = await visitor.postForm('/account/copy', {})
    assert.match(response.headers.get('content-disposition') ?? '', /attachment.*greenroom-data/)
    const text = await response.text()
    assert.containSubset(JSON.parse(text), {
      passwords: [{ email }],
      person: { display_name: 'Robin' },
    })
    assert.include(text, '/help')
    assert.notInclude(text, '$scrypt')
  })

  test('deleting asks twice, ends every session, and leaves the browser a stranger', async ({
    assert,
  }) => {
    const { visitor, email, person, account } = await signedUp()
    const elsewhere = new TestVisitor()
    await elsewhere.get('/sign-in')
    await elsewhere.postForm('/sign-in', { email, password: PASSWORD, next: '' })
    assert.include(await (await elsewhere.get('/account')).text(), 'Robin')

    assert.include(await (await visitor.get('/account/delete')).text(), '50 coins in your wallet')
    await visitor.postForm('/account/delete', {})
    assert.include(await (await visitor.get('/account/delete')).text(), 'Tick the box')
    assert.include(await account(), 'Robin')

    const gone = await visitor.postForm('/account/delete', { sure: '1' })
    assert.include(await gone.text(), 'Everything is deleted')
    assert.equal((await visitor.get('/account')).status, 302)
    assert.equal((await elsewhere.get('/account')).status, 302)
    const { identity } = await services()
    assert.isNull(await identity.findPerson(person.id))
    assert.isNull(await identity.signIn(email, PASSWORD))
  })

  test('of somebody banned, and of nobody, there is none; and no form works without its token', async ({
    assert,
  }) => {
    const { visitor, person, account } = await signedUp()
    const { identity } = await services()
    visitor.csrf = 'not the one'
    await visitor.postForm('/account/adult', { adult: '1' })
    assert.isFalse((await identity.findPerson(person.id))?.adult)
    await account()
    await identity.setBan(person.id, true)
    for (const path of ['adult', 'link-code', 'link', 'link/confirm', 'copy', 'delete', 'tokens']) {
      const answer = await visitor.postForm(`/account/${path}`, { sure: '1' })
      assert.include([302, 303], answer.status, path)
      assert.include(answer.headers.get('location'), '/sign-in')
      await visitor.get('/sign-in')
    }
    await identity.setBan(person.id, false)
    assert.isNotNull(await identity.findPerson(person.id))
    assert.equal((await new TestVisitor().get('/account')).status, 302)
  })
})

test.group('A sign-in link by e-mail', (group) => {
  group.each.setup(() => limiter.clear())

  async function asks(email: string): Promise<TestVisitor> {
    const visitor = new TestVisitor()
    await visitor.get('/sign-in/email')
    const answer = await visitor.postForm('/sign-in/email', { email })
    if (answer.headers.get('location') !== '/sign-in/email/sent') {
      throw new Error(`${answer.status} ${answer.headers.get('location')}`)
    }
    return visitor
  }

  test('comes to whoever has an account, and signs in once', async ({ assert, cleanup }) => {
    const { email } = await signedUp('Luz')
    const fake = mail.fake()
    cleanup(() => mail.restore())
    const visitor = await asks(` ${email.toUpperCase()} `)
    await until(() => fake.messages.sent().length > 0, { what: 'the mail' })
    const [sent] = fake.messages.sent()
    assert.isTrue(sent?.hasTo(email))
    const text = String(sent?.toObject().message.text)
    const path = new URL(/https?:\S+/.exec(text)?.[0] ?? 'http://nowhere').pathname
    await visitor.get(path)
    await visitor.postForm(path, {})
    assert.include(await (await visitor.get('/account')).text(), 'Luz')
  })

  test('is answered alike for an address that nobody has, of which nothing is mailed', async ({
    assert,
    cleanup,
  }) => {
    const known = await signedUp()
    const fake = mail.fake()
    cleanup(() => mail.restore())
    const pages: string[] = []
    for (const email of [`nobody-${randomUUID()}@example.com`, known.email]) {
      const visitor = await asks(email)
      const page = await (await visitor.get('/sign-in/email/sent')).text()
      pages.push(/<main[\s\S]*<\/main>/.exec(page)?.[0] ?? page)
    }
    assert.equal(pages[0], pages[1])
    await until(() => fake.messages.sent().length > 0, { what: 'the mail' })
    assert.lengthOf(fake.messages.sent(), 1)
  })

  test('may be asked for a few times', async ({ assert, cleanup }) => {
    mail.fake()
    cleanup(() => mail.restore())
    const email = `nobody-${randomUUID()}@example.com`
    for (let count = 0; count < 3; count++) await asks(email)
    await assert.rejects(() => asks(email))
  })
})
