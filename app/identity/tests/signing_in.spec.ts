import { test } from '@japa/runner'
import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { aGuest, aMember, aProcess, anEmail } from '#app/identity/tests/someone'

const PASSWORD = 'correct horse battery'

const identity = aProcess()

test.group('signing up', () => {
  test('makes a person out of a visitor, who then signs in with any spelling of the address', async ({
    assert,
  }) => {
    const visitor = await aGuest('web')
    const email = anEmail()
    const result = await identity.signUp({
      accountId: visitor.id,
      email: ` ${email.toUpperCase()} `,
      password: PASSWORD,
      displayName: 'Luz',
    })
    if (result.outcome !== 'signed_up') return assert.fail('the address was free')
    assert.equal(result.person.displayName, 'Luz')
    assert.equal(result.account.id, visitor.id)
    assert.equal(result.account.personId, result.person.id)

    assert.deepEqual(await identity.signIn(email, PASSWORD), result.person)
    assert.equal((await identity.lookUp(`email:${email}`))?.person?.id, result.person.id)
    const events = await db
      .from('outbox')
      .where({ topic: 'identity.person_joined', key: result.person.id })
    assert.lengthOf(events, 1)
  })

  test('keeps the person of a visitor who joined before', async ({ assert }) => {
    const { account, person } = await aMember('web')
    const result = await identity.signUp({
      accountId: account.id,
      email: anEmail(),
      password: PASSWORD,
      displayName: 'Someone else',
    })
    if (result.outcome !== 'signed_up') return assert.fail('the address was free')
    assert.deepEqual(result.person, person)
  })

  test('gives an address to one of many who want it, and leaves nothing of the others', async ({
    assert,
  }) => {
    const email = anEmail()
    const visitors = await Promise.all(Array.from({ length: 6 }, () => aGuest('web')))
    const results = await Promise.all(
      visitors.map((visitor) =>
        identity.signUp({ accountId: visitor.id, email, password: PASSWORD, displayName: 'Luz' })
      )
    )
    const outcomes = results.map(({ outcome }) => outcome).sort()
    assert.deepEqual(outcomes, [...Array<string>(5).fill('email_taken'), 'signed_up'])
    const joined = await db
      .from('accounts')
      .whereIn(
        'id',
        visitors.map(({ id }) => id)
      )
      .whereNotNull('person_id')
    assert.lengthOf(joined, 1)
  })

  test('refuses a password of {length} characters')
    .with([{ length: 9 }, { length: 129 }])
    .run(async ({ assert }, { length }) => {
      const { id } = await aGuest('web')
      const request = { accountId: id, email: anEmail(), displayName: 'Luz' }
      await assert.rejects(
        () => identity.signUp({ ...request, password: 'x'.repeat(length) }),
        /10 to 128/
      )
    })

  test('refuses what is no address', async ({ assert }) => {
    const { id } = await aGuest('web')
    for (const email of ['', 'nobody', 'a b@example.com', `${'x'.repeat(250)}@example.com`]) {
      const request = { accountId: id, email, password: PASSWORD, displayName: 'Luz' }
      await assert.rejects(() => identity.signUp(request), /Not an e-mail/)
    }
  })

  test('keeps no password that could be read', async ({ assert }) => {
    const { id } = await aGuest('web')
    const email = anEmail()
    await identity.signUp({ accountId: id, email, password: PASSWORD, displayName: 'Luz' })
    const kept = await db.from('credentials').where('email', email).firstOrFail()
    assert.match(kept.password, /^\$scrypt\$/)
  })
})

test.group('signing in', () => {
  test('is refused with a wrong password, an unknown address, and with nonsense', async ({
    assert,
  }) => {
    const { id } = await aGuest('web')
    const email = anEmail()
    await identity.signUp({ accountId: id, email, password: PASSWORD, displayName: 'Luz' })
    assert.isNull(await identity.signIn(email, `${PASSWORD}!`))
    assert.isNull(await identity.signIn(anEmail(), PASSWORD))
    assert.isNull(await identity.signIn('a\u0000b@example.com', PASSWORD))
    assert.isNull(await identity.signIn(email, 'x'.repeat(100_000)))
    assert.isNull(await identity.signIn('', ''))
  })

  test('takes as long for an unknown address as for a wrong password', async ({ assert }) => {
    const { id } = await aGuest('web')
    const email = anEmail()
    await identity.signUp({ accountId: id, email, password: PASSWORD, displayName: 'Luz' })
    const timed = async (address: string) => {
      const start = performance.now()
      await identity.signIn(address, 'a wrong password')
      return performance.now() - start
    }
    // Turn by turn, the fastest of each: what else the machine does meanwhile slows both down.
    let [known, unknown] = [Infinity, Infinity]
    for (let round = 0; round < 10; round++) {
      known = Math.min(known, await timed(email))
      unknown = Math.min(unknown, await timed(anEmail()))
    }
    // Without the hash that is made for nobody it would be a fiftieth.
    assert.isAbove(unknown / known, 0.3)
    assert.isBelow(unknown / known, 3)
  })
})

test.group('one-time links', () => {
  test('sign one in, once, though used twice at the same moment', async ({ assert }) => {
    const { person } = await aMember()
    const { token, expiresAt } = await identity.issueSignInToken(person.id)
    assert.approximately(expiresAt.getTime(), Date.now() + 15 * 60 * 1000, 10_000)

    const spent = await Promise.all(
      Array.from({ length: 10 }, () => aProcess().redeemSignInToken(token))
    )
    assert.deepEqual(
      spent.filter((found) => found !== null),
      [person]
    )
    assert.isNull(await identity.redeemSignInToken(token))
  })

  test('end after a quarter of an hour', async ({ assert }) => {
    const { person } = await aMember()
    const { token } = await identity.issueSignInToken(person.id)
    await db.rawQuery(
      `update sign_in_tokens set expires_at = expires_at - interval '15 minutes' where person_id = ?`,
      [person.id]
    )
    assert.isNull(await identity.redeemSignInToken(token))
  })

  test('work for the newest five of a person', async ({ assert }) => {
    const { person } = await aMember()
    const tokens: string[] = []
    for (let count = 0; count < 6; count++) {
      tokens.push((await identity.issueSignInToken(person.id)).token)
    }
    const [first, second] = tokens
    assert.isNull(await identity.redeemSignInToken(String(first)))
    assert.equal((await identity.redeemSignInToken(String(second)))?.id, person.id)
  })

  test('are kept as a hash', async ({ assert }) => {
    const { person } = await aMember()
    const { token } = await identity.issueSignInToken(person.id)
    const [row] = await db.from('sign_in_tokens').where('person_id', person.id)
    assert.notInclude(JSON.stringify(row), token)
    assert.lengthOf(row.token_hash, 32)
  })

  test('that nobody issued sign nobody in', async ({ assert }) => {
    for (const token of ['', 'x', randomUUID(), '\u0000', 'x'.repeat(100_000)]) {
      assert.isNull(await identity.redeemSignInToken(token))
    }
  })
})

test.group('accounts and roles', () => {
  test('a browser passes to whoever signs in there', async ({ assert }) => {
    const visitor = await aGuest('web')
    const [one, other] = [await aMember(), await aMember()]
    for (const { person } of [one, other, other]) {
      await identity.attachAccount(visitor.id, person.id)
      assert.equal((await identity.lookUp(visitor.id))?.person?.id, person.id)
    }
  })

  test('an account of a platform stays with its person', async ({ assert }) => {
    const [one, other] = [await aMember('discord'), await aMember()]
    await assert.rejects(
      () => identity.attachAccount(one.account.id, other.person.id),
      /belongs to another/
    )
  })

  test('a role is given once and seen at once', async ({ assert }) => {
    const { account, person } = await aMember()
    const sighting = {
      platform: account.platform,
      platformId: account.platformId,
      displayName: 'Ana',
    }
    await identity.identify(sighting)
    await identity.grantRole(person.id, 'creator')
    await identity.grantRole(person.id, 'creator')
    assert.deepEqual((await identity.identify(sighting)).person?.roles, ['fan', 'creator'])
  })

  test('there is one first admin, though many processes start at once', async ({ assert }) => {
    const admins = await Promise.all(Array.from({ length: 8 }, () => aProcess().ensureFirstAdmin()))
    const ids = [...new Set(admins.map(({ id }) => id))]
    assert.lengthOf(ids, 1)
    assert.include(admins[0]?.roles, 'admin')
    assert.equal((await identity.lookUp(String(ids[0])))?.person?.id, ids[0])
  })
})
