import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { conversation, type Fan, type FanOptions } from '#app/bot_kit/testing/conversation'
import { booksAreWhole } from '#app/identity/tests/books'

const CODE = /[A-Z2-9]{4}-[A-Z2-9]{4}/
const WELCOME = 50_000n

const aFan = (frontend: FanOptions['frontend'], displayName = 'Ana') =>
  conversation.fan({ frontend, displayName })

async function aMember(frontend: FanOptions['frontend'], displayName = 'Ana'): Promise<Fan> {
  const fan = await aFan(frontend, displayName)
  if (frontend === 'web') {
    // Joining on the web asks for an e-mail address, on a page of its own.
    const { identity, ledger } = await services()
    const signedUp = await identity.signUp({
      accountId: (await fan.identified()).account.id,
      email: `${randomUUID()}@example.com`,
      password: 'correct horse battery',
      displayName,
    })
    if (signedUp.outcome === 'signed_up') await ledger.grantWelcome(signedUp.person.id)
    return fan
  }
  await fan.says('/terms')
  await fan.presses('Agree and join')
  return fan
}

async function codeOf(fan: Fan): Promise<string> {
  await fan.says('/link')
  const [code] = CODE.exec(fan.lastText()) ?? []
  if (!code) throw new Error(`No code in: ${fan.lastText()}`)
  return code
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

const coinsOf = async (fan: Fan) =>
  (await (await services()).ledger.balance((await personOf(fan)).id)).available

/** Gives bought coins. */
async function buys(fan: Fan, amount: bigint) {
  const { id } = await personOf(fan)
  await (
    await services()
  ).ledger.transfer({
    key: `test:${randomUUID()}`,
    memo: { key: 'ledger.memo.welcome' },
    legs: [
      { account: { kind: 'system', name: 'sales' }, amount: -amount },
      { account: { kind: 'wallet', personId: id, bucket: 'purchased' }, amount },
    ],
  })
}

test.group('/link | joining two accounts', () => {
  test('a guest on Discord becomes the member on Telegram', async ({ assert }) => {
    const [member, guest] = [await aMember('telegram'), await aFan('discord', 'ana#1')]
    const { account } = await guest.identified()
    await guest.says(`/link ${(await codeOf(member)).toLowerCase().replace('-', ' ')}`)
    assert.include(guest.lastText(), 'Link these two?')
    assert.include(guest.lastText(), 'Telegram: Ana')
    assert.isNull((await guest.identified()).person, 'nothing happens before the confirmation')

    await guest.presses('Link them')
    assert.include(guest.lastText(), 'You are Ana here too')
    assert.deepEqual(await personOf(guest), await personOf(member))
    assert.equal(await coinsOf(guest), WELCOME)
    const events = await db.from('outbox').where('topic', 'identity.account_attached')
    assert.deepInclude(
      events.map((event: { payload: unknown }) => event.payload),
      { accountId: account.id, personId: (await personOf(member)).id }
    )
  })

  test('the member may type the guest’s code as well', async ({ assert }) => {
    const [member, guest] = [await aMember('web'), await aFan('telegram')]
    await member.says(`/link ${await codeOf(guest)}`)
    await member.presses('Link them')
    assert.equal((await personOf(guest)).id, (await personOf(member)).id)
  })

  test('two people become one: the older one, with the coins of both and one welcome', async ({
    assert,
  }) => {
    const older = await aMember('telegram', 'Ana')
    const younger = await aMember('discord', 'Annie')
    await Promise.all([buys(older, 10_000n), buys(younger, 700n)])
    const [kept, gone] = [await personOf(older), await personOf(younger)]
    const { identity } = await services()
    await identity.grantRole(gone.id, 'creator')
    await identity.setAdult(gone.id, true)

    await older.says(`/link ${await codeOf(younger)}`)
    assert.include(older.lastText(), 'Make one out of two?')
    for (const said of ['Telegram: Ana', 'Discord: Annie', 'has 60 coins', 'has 50.7 coins']) {
      assert.include(older.lastText(), said)
    }
    assert.include(older.lastText(), 'cannot be undone')
    await older.presses('Make them one')

    assert.include(older.lastText(), 'as Ana')
    const whole = await personOf(younger)
    assert.equal(whole.id, kept.id)
    assert.sameMembers([...whole.roles], ['fan', 'creator'])
    assert.isTrue(whole.adult)
    assert.equal(await coinsOf(younger), WELCOME + 10_700n)
    assert.equal((await identity.findPerson(gone.id))?.id, kept.id)
    assert.equal((await identity.lookUp(gone.id))?.person?.id, kept.id)
    const told = await db.from('outbox').where({ topic: 'identity.people_merged', key: gone.id })
    assert.deepEqual(told[0]?.payload, { from: gone.id, into: kept.id })
    await booksAreWhole(assert)
  })

  test('two guests join together, with one welcome', async ({ assert }) => {
    const [one, other] = [await aFan('telegram'), await aFan('web')]
    await one.says(`/link ${await codeOf(other)}`)
    assert.include(one.lastText(), 'Neither side has joined yet')
    await one.presses('Agree, join and link')
    assert.equal((await personOf(other)).id, (await personOf(one)).id)
    const { ledger } = await services()
    await ledger.grantWelcome((await personOf(one)).id)
    assert.equal(await coinsOf(other), WELCOME)
  })

  test('people merged in a row are found by every id that they ever had', async ({ assert }) => {
    const [first, second, third] = [
      await aMember('telegram'),
      await aMember('discord'),
      await aMember('web'),
    ]
    const ids = await Promise.all(
      [first, second, third].map(async (fan) => (await personOf(fan)).id)
    )
    await second.says(`/link ${await codeOf(third)}`)
    await second.presses('Make them one')
    await second.says(`/link ${await codeOf(first)}`)
    await second.presses('Make them one')
    const { identity } = await services()
    for (const id of ids) assert.equal((await identity.findPerson(id))?.id, ids[0])
    assert.equal(await coinsOf(third), WELCOME)
  })

  test('speaks Spanish', async ({ assert }) => {
    const fan = await conversation.fan({ locale: 'es' })
    await fan.says('/link')
    assert.include(fan.lastText(), 'Tu código:')
  })
})

test.group('/link | what is refused', () => {
  test('the same press twice at once, and both ways at once: one wins', async ({ assert }) => {
    const [one, other] = [await aMember('telegram'), await aMember('discord')]
    const [a, b] = [await codeOf(one), await codeOf(other)]
    const { identity } = await services()
    const ids = {
      one: (await one.identified()).account.id,
      other: (await other.identified()).account.id,
    }
    const [there, here] = [
      await identity.openLink(ids.other, a),
      await identity.openLink(ids.one, b),
    ]
    if (there.outcome !== 'ready' || here.outcome !== 'ready') return assert.fail('not ready')

    const outcomes = await Promise.all([
      ...[1, 2, 3].map(() => identity.link(ids.other, there.linkId)),
      ...[1, 2, 3].map(() => identity.link(ids.one, here.linkId)),
    ])
    assert.deepEqual(outcomes.map(({ outcome }) => outcome).sort(), [
      ...Array<string>(5).fill('already_linked'),
      'linked',
    ])
    assert.equal(await coinsOf(one), WELCOME)
    await one.says(`/link ${await codeOf(other)}`)
    assert.include(one.lastText(), 'linked already')
  })

  test('many who are merged in a ring at once: nobody waits for ever, no coin is lost', async ({
    assert,
  }) => {
    const fans = await Promise.all(Array.from({ length: 4 }, () => aMember('telegram')))
    const { identity } = await services()
    const links = await Promise.all(
      fans.map(async (fan, index) => {
        const next = fans[(index + 1) % fans.length] ?? fan
        const { id } = (await next.identified()).account
        const preview = await identity.openLink(id, await codeOf(fan))
        if (preview.outcome !== 'ready') throw new Error(preview.outcome)
        return () => identity.link(id, preview.linkId)
      })
    )
    const outcomes = await Promise.all(links.map((link) => link()))
    assert.lengthOf(
      outcomes.filter(({ outcome }) => outcome === 'linked'),
      3
    )
    const people = await Promise.all(fans.map(async (fan) => (await personOf(fan)).id))
    assert.lengthOf([...new Set(people)], 1)
    assert.equal(await coinsOf(fans[0] ?? (await aFan('web'))), WELCOME)
  })

  test('a code that is wrong, one’s own, too old, or typed by somebody else before', async ({
    assert,
  }) => {
    const [member, guest, thief] = [await aMember('telegram'), await aFan('web'), await aFan('web')]
    await guest.says('/link ABCD-EFGH')
    assert.include(guest.lastText(), 'does not work')
    const own = await codeOf(guest)
    await guest.says(`/link ${own}`)
    assert.include(guest.lastText(), 'this very account')

    const code = await codeOf(member)
    await guest.says(`/link ${code}`)
    await thief.says(`/link ${code}`)
    assert.include(thief.lastText(), 'does not work')
    const { account } = await member.identified()
    await db.rawQuery(
      `update link_codes set expires_at = expires_at - interval '10 minutes' where account_id = ?`,
      [account.id]
    )
    await guest.presses('Link them')
    assert.include(guest.lastText(), 'does not work')
    assert.isNull((await guest.identified()).person)
  })

  test('guessing: after a handful of codes even the right one is not taken', async ({ assert }) => {
    const [member, guest] = [await aMember('telegram'), await aFan('web')]
    for (let tries = 0; tries < 8; tries++) await guest.says(`/link AAAA-AAA${tries + 2}`)
    await guest.says(`/link ${await codeOf(member)}`)
    assert.include(guest.lastText(), 'too many codes')
  })

  test('somebody banned, on either side, person or guest', async ({ assert }) => {
    const { identity } = await services()
    const [member, banned, guest] = [
      await aMember('telegram'),
      await aMember('discord'),
      await aFan('web'),
    ]
    const code = await codeOf(banned)
    await identity.setBan((await personOf(banned)).id, true)
    await member.says(`/link ${code}`)
    assert.include(member.lastText(), 'one of them is banned')

    await identity.setBan((await personOf(banned)).id, false)
    const again = await codeOf(guest)
    await member.says(`/link ${again}`)
    await identity.setAccountBan((await guest.identified()).account.id, true)
    await member.presses('Link them')
    assert.include(member.lastText(), 'one of them is banned')
    await guest.says('/link')
    assert.notMatch(guest.lastText(), CODE)
  })

  test('a moderator’s code: who has a role types the code and sees whom they take in', async ({
    assert,
  }) => {
    const { identity } = await services()
    const [moderator, fan] = [await aMember('telegram'), await aMember('discord')]
    const code = await codeOf(moderator)
    await identity.grantRole((await personOf(moderator)).id, 'moderator')
    await fan.says(`/link ${code}`)
    assert.include(fan.lastText(), 'has to go the other way')
    await moderator.says('/link')
    assert.notMatch(moderator.lastText(), CODE)

    await moderator.says(`/link ${await codeOf(fan)}`)
    await moderator.presses('Make them one')
    assert.include((await personOf(fan)).roles, 'moderator')
  })

  test('while a reply is being paid for, and the same code works when it is done', async ({
    assert,
  }) => {
    const [one, other] = [await aMember('telegram'), await aMember('discord')]
    const { ledger } = await services()
    const held = await ledger.hold({
      key: randomUUID(),
      personId: (await personOf(other)).id,
      amount: 2_000n,
      creatorId: null,
      memo: { key: 'ledger.memo.welcome' },
    })
    if (held.outcome !== 'held') return assert.fail(held.outcome)
    await one.says(`/link ${await codeOf(other)}`)
    const again = one.buttonId('Make them one')
    await one.presses('Make them one')
    assert.include(one.lastText(), 'coins are set aside')
    assert.isDefined(again)

    await ledger.release({ key: randomUUID(), holdId: held.holdId })
    await one.says(`/link ${await codeOf(other)}`)
    await one.presses('Make them one')
    assert.equal((await personOf(one)).id, (await personOf(other)).id)
  })

  test('two browsers that have not joined: that asks for an e-mail', async ({ assert }) => {
    const [one, other] = [await aFan('web'), await aFan('web')]
    await one.says(`/link ${await codeOf(other)}`)
    assert.include(one.lastText(), 'Join in one of them first')
  })

  test('in a group no code is shown, where everyone would see it', async ({ assert }) => {
    const fan = await conversation.fan({ place: { kind: 'group', id: 'a group' } })
    await fan.says('/link')
    assert.include(fan.lastText(), 'direct message')
  })

  test('codes are kept so that nobody can read them', async ({ assert }) => {
    const fan = await aFan('telegram')
    const code = await codeOf(fan)
    const { account } = await fan.identified()
    const row: { code_hash: Buffer; [column: string]: unknown } = await db
      .from('link_codes')
      .where('account_id', account.id)
      .firstOrFail()
    assert.lengthOf(row.code_hash, 32)
    assert.notInclude(JSON.stringify(row), code.replace('-', ''))
  })
})

test.group('/adult', () => {
  test('a person says it once, and may take it back', async ({ assert }) => {
    const fan = await aMember('telegram')
    await fan.says('/adult')
    await fan.presses('I am 18 or older')
    assert.isTrue((await personOf(fan)).adult)
    await fan.says('/adult')
    assert.include(fan.lastText(), 'You said that you are 18')
    await fan.presses('Take it back')
    assert.isFalse((await personOf(fan)).adult)
  })

  test('is asked of people alone: a guest joins first', async ({ assert }) => {
    const guest = await aFan('telegram')
    await guest.says('/adult')
    assert.isDefined(guest.buttonId('Join for free'))
  })
})
