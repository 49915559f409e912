import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { booksAreWhole } from '#app/identity/tests/books'

async function aMember(
  platformId: string = randomUUID(),
  displayName = 'Ana Secreta'
): Promise<Fan> {
  const fan = await conversation.fan({ platformId, displayName })
  await fan.says('/terms')
  await fan.presses('Agree and join')
  return fan
}

const services = async () => ({
  identity: await app.container.make('identity'),
  ledger: (await app.container.make('plugins')).use('ledger'),
})

async function personOf(fan: Fan) {
  const { person } = await fan.identified()
  if (!person) throw new Error('Somebody who has not joined')
  return person
}

async function deletesEverything(fan: Fan) {
  await fan.says('/privacy')
  await fan.presses('Delete everything')
  await fan.presses('Go on')
  await fan.presses('Yes, delete it all')
}

test.group('/privacy | a copy', () => {
  test('holds who one is, one’s accounts and the movements of the wallet, and no secret', async ({
    assert,
  }) => {
    const fan = await aMember()
    const { identity } = await services()
    const { token } = await identity.issueSignInToken((await personOf(fan)).id)
    await fan.says('/privacy')
    await fan.presses('Get a copy')

    const node = fan.seen.at(-1)?.node
    if (node?.kind !== 'file') return assert.fail('no file')
    assert.equal(node.name, 'greenroom-data.json')
    const text = new TextDecoder().decode(node.content)
    const data: unknown = JSON.parse(text)
    assert.containSubset(data, {
      person: { display_name: 'Ana Secreta', roles: ['fan'] },
      accounts: [{ platform: 'telegram', platform_id: fan.platformId }],
      ledger: { balance: { gifts: '50' }, statement: [{ coins: '50', kind: 'promo' }] },
    })
    assert.notInclude(text, token)
  })

  test('may be asked for a few times an hour', async ({ assert }) => {
    const fan = await aMember()
    await fan.says('/privacy')
    for (let count = 0; count < 7; count++) await fan.presses('Get a copy')
    assert.include(fan.lastText(), 'several copies already')
  })

  test('is offered to people alone; a guest is told what is kept', async ({ assert }) => {
    const guest = await conversation.fan()
    await guest.says('/privacy')
    assert.include(guest.lastText(), 'Your conversations')
    assert.isUndefined(guest.buttonId('Get a copy'))
  })
})

test.group('/privacy | an end', () => {
  test('is asked for twice, and says first what is lost', async ({ assert }) => {
    const fan = await aMember()
    await fan.says('/privacy')
    await fan.presses('Delete everything')
    assert.include(fan.lastText(), '50 coins in your wallet')
    assert.include(fan.lastText(), 'cannot be undone')
    await fan.presses('Go on')
    assert.include(fan.lastText(), 'Really delete everything')
    await fan.presses('Keep my account')
    assert.include(fan.lastText(), 'Nothing was deleted')
    assert.isNotNull((await fan.identified()).person)
  })

  test('leaves nothing that names the person, in any table', async ({ assert }) => {
    const platformId = randomUUID()
    const fan = await aMember(platformId, 'Zorrillo Azul')
    const { identity } = await services()
    const person = await personOf(fan)
    const email = `zorrillo-${randomUUID()}@example.com`
    const { account } = await fan.identified()
    await identity.signUp({
      accountId: account.id,
      email,
      password: 'correct horse battery',
      displayName: 'Zorrillo Azul',
    })
    const { token } = await identity.issueSignInToken(person.id)
    await fan.says('/link')
    await fan.says('Hello there, Zorrillo speaking')
    await deletesEverything(fan)
    assert.include(fan.lastText(), 'Everything is deleted')

    assert.isNull(await identity.findPerson(person.id))
    assert.isNull(await identity.lookUp(`email:${email}`))
    assert.isNull(await identity.signIn(email, 'correct horse battery'))
    assert.isNull(await identity.redeemSignInToken(token))
    const { rows } = await db.rawQuery<{ rows: { tablename: string }[] }>(
      `select tablename from pg_tables where schemaname = 'public'`
    )
    for (const { tablename } of rows) {
      for (const trace of ['Zorrillo', platformId, email]) {
        const found = await db.rawQuery<{ rows: unknown[] }>(
          `select 1 from ${tablename} t where t::text like ? limit 1`,
          [`%${trace}%`]
        )
        assert.lengthOf(found.rows, 0, `${tablename} still has ${trace}`)
      }
    }
    const told = await db.from('outbox').where({ topic: 'identity.person_deleted', key: person.id })
    assert.lengthOf(told, 1)
  })

  test('keeps the books whole: the coins go where they are accounted for', async ({ assert }) => {
    const fan = await aMember()
    const { id } = await personOf(fan)
    await deletesEverything(fan)
    const { ledger } = await services()
    assert.equal((await ledger.balance(id)).available, 0n)
    assert.isFalse(await ledger.grantWelcome(id))
    await booksAreWhole(assert)
  })

  test('is refused while a reply is being paid for, and changes nothing then', async ({
    assert,
  }) => {
    const fan = await aMember()
    const { ledger } = await services()
    const { id } = await personOf(fan)
    const held = await ledger.hold({
      key: randomUUID(),
      personId: id,
      amount: 2_000n,
      creatorId: null,
      memo: { key: 'ledger.memo.welcome' },
    })
    if (held.outcome !== 'held') return assert.fail(held.outcome)
    await deletesEverything(fan)
    assert.include(fan.lastText(), 'Nothing was deleted')
    assert.equal((await personOf(fan)).id, id)
    await ledger.release({ key: randomUUID(), holdId: held.holdId })
    await deletesEverything(fan)
    assert.isNull((await fan.identified()).person)
  })

  test('who comes back is a guest, and joins without a second welcome', async ({ assert }) => {
    const platformId = randomUUID()
    const fan = await aMember(platformId)
    const { id } = await personOf(fan)
    await deletesEverything(fan)
    const again = await aMember(platformId)
    const person = await personOf(again)
    const { ledger } = await services()
    assert.notEqual(person.id, id)
    assert.isFalse(await ledger.grantWelcome(person.id))
    assert.equal((await ledger.balance(person.id)).available, 0n)
    assert.notInclude(again.texts().join('\n'), 'You got 50 coins')
  })

  test('deleted twice at once is deleted once', async ({ assert }) => {
    const fan = await aMember()
    const { identity } = await services()
    const { id } = await personOf(fan)
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => identity.deletePerson(id)))
    assert.lengthOf(
      outcomes.filter(({ outcome }) => outcome === 'deleted'),
      1
    )
  })

  test('somebody merged before is forgotten under each of their ids', async ({ assert }) => {
    const { identity } = await services()
    const [one, other] = [await aMember(), await aMember()]
    const ids = [(await personOf(one)).id, (await personOf(other)).id]
    const made = await identity.makeLinkCode((await one.identified()).account.id)
    await other.says(`/link ${made?.code}`)
    await other.presses('Make them one')
    await deletesEverything(other)
    for (const id of ids) assert.isNull(await identity.findPerson(id))
    const names = await db.from('people').whereIn('id', ids).select('display_name')
    assert.deepEqual(
      names.map((row: { display_name: string }) => row.display_name),
      ['', '']
    )
    assert.isNull((await one.identified()).person)
  })
})
