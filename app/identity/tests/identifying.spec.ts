import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { until } from '#tests/support/until'
import { aMember, aProcess, aSighting } from '#app/identity/tests/someone'

test.group('identifying', () => {
  test('makes one account of many first messages at the same moment', async ({ assert }) => {
    const sighting = aSighting()
    const seen = await Promise.all(Array.from({ length: 20 }, () => aProcess().identify(sighting)))
    assert.equal(new Set(seen.map(({ account }) => account.id)).size, 1)
  })

  test('keeps accounts of different platforms apart', async ({ assert }) => {
    const sighting = aSighting()
    const identity = aProcess()
    const telegram = await identity.identify(sighting)
    const discord = await identity.identify({ ...sighting, platform: 'discord' })
    assert.notEqual(telegram.account.id, discord.account.id)
  })

  test('follows a changed name and language, and keeps a language that is not told again', async ({
    assert,
  }) => {
    const identity = aProcess()
    const sighting = aSighting()
    await identity.identify({ ...sighting, locale: 'es' })
    const renamed = await identity.identify({ ...sighting, displayName: 'Ana María' })
    assert.containSubset(renamed.account, { displayName: 'Ana María', locale: 'es' })
    const moved = await identity.identify({ ...sighting, displayName: 'Ana María', locale: 'en' })
    assert.equal(moved.account.locale, 'en')
  })

  test('asks the database nothing when the same person speaks again', async ({
    assert,
    cleanup,
  }) => {
    const identity = aProcess()
    const sighting = aSighting()
    let queries = 0
    const count = () => queries++
    const connection = db.connection().getWriteClient()
    connection.on('query', count)
    cleanup(() => {
      connection.off('query', count)
    })

    await identity.identify(sighting)
    assert.equal(queries, 1)
    await identity.identify(sighting)
    assert.equal(queries, 1)
  })

  test('sees a ban that another process made, when its memory is over', async ({ assert }) => {
    const { account, person } = await aMember()
    const identity = aProcess(200)
    const sighting = { ...aSighting(), platformId: account.platformId }
    assert.isNull((await identity.identify(sighting)).person?.bannedAt)

    await db.from('people').where('id', person.id).update({ banned_at: new Date() })

    await until(async () => (await identity.identify(sighting)).person?.bannedAt instanceof Date)
  })

  test('sees a ban of a guest', async ({ assert }) => {
    const sighting = aSighting()
    const { account } = await aProcess().identify(sighting)
    await db.from('accounts').where('id', account.id).update({ banned_at: new Date() })
    const { account: now } = await aProcess().identify(sighting)
    assert.instanceOf(now.bannedAt, Date)
  })

  test('makes any name fit: {what}')
    .with([
      { what: 'a NUL', name: 'a\u0000b', shown: 'a b' },
      { what: 'lines', name: '  two\nlines  ', shown: 'two lines' },
      { what: 'too long', name: '🦊'.repeat(300), shown: '🦊'.repeat(100) },
      { what: 'right to left', name: 'עברית', shown: 'עברית' },
      { what: 'half a character', name: '\ud800', shown: undefined },
      { what: 'none', name: '', shown: undefined },
    ])
    .run(async ({ assert }, { name, shown }) => {
      const sighting = aSighting()
      const { account } = await aProcess().identify({ ...sighting, displayName: name })
      assert.equal(account.displayName, shown ?? sighting.platformId)
    })

  test('leaves out a language that is none', async ({ assert }) => {
    const { account } = await aProcess().identify({ ...aSighting(), locale: 'no such; drop' })
    assert.isNull(account.locale)
  })

  test('refuses an id that no platform gives', async ({ assert }) => {
    for (const platformId of ['', 'a\u0000b', 'x'.repeat(256)]) {
      await assert.rejects(() => aProcess().identify({ ...aSighting(), platformId }), /Not an id/)
    }
  })
})

test.group('looking people up', () => {
  test('finds a person by platform, address in any case, and internal id', async ({ assert }) => {
    const { account, person } = await aMember('discord')
    const identity = aProcess()
    for (const reference of [
      `discord:${account.platformId}`,
      ` Discord:${account.platformId} `,
      person.id,
      account.id,
    ]) {
      const found = await identity.lookUp(reference)
      assert.equal(found?.person?.id, person.id, reference)
      assert.equal(found?.account.id, account.id, reference)
    }
  })

  test('finds nobody by what is not there or makes no sense', async ({ assert }) => {
    const identity = aProcess()
    const unknown = ['telegram:0', 'icq:1', 'telegram:', '', ':', 'nobody', aSighting().platformId]
    for (const reference of unknown) assert.isNull(await identity.lookUp(reference), reference)
    assert.isNull(await identity.findPerson('not-an-id'))
  })
})
