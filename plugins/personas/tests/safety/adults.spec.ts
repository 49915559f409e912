import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { conversation, type Fan, type FanOptions } from '#app/bot_kit/testing/conversation'
import { sql } from '#app/support/sql'
import { newRoom, pays } from '#plugins/personas/tests/rooms/support'
import { kindsOf } from '#plugins/personas/tests/safety/support'
import { codesSeenBy, personIdOf, seed } from '#plugins/personas/tests/support/house'

/** Someone with a wallet, who said that they are 18 or older. */
async function adult(options: FanOptions = {}): Promise<Fan> {
  const fan = await conversation.fan(options)
  await fan.says('/start')
  await sayAge(fan, true)
  return fan
}

async function sayAge(fan: Fan, is: boolean): Promise<void> {
  const identity = await app.container.make('identity')
  await identity.setAdult(await personIdOf(fan), is)
}

/** Juno is for adults while these run. */
async function setAdult(is: boolean): Promise<void> {
  await sql(`update personas_personas set adult = :is, updated_at = now() where slug = 'juno'`, {
    is,
  })
}

const met = (fan: Fan): boolean => kindsOf(fan.seen).includes('stream')

test.group('A persona for adults', (group) => {
  group.setup(async () => {
    await seed()
    await setAdult(true)
    return () => setAdult(false)
  })

  test('is met by who said that they are 18 or older, and by nobody else')
    .with(['/talk juno', '/start juno', '/bind juno', '/scene luna, juno: a storm'])
    .run(async ({ assert }, way) => {
      const room = newRoom('telegram')
      const young = await room.join('Young')
      const before = young.seen.length
      await young.says(way)
      const said = young.texts().slice(before).join('\n')
      assert.notInclude(said, 'Harrow lives here')
      assert.notInclude(kindsOf(young.seen.slice(before)), 'quote')
      assert.isUndefined(young.seen.slice(before).find(({ node }) => node.kind === 'card'))
      assert.isFalse(met(young))
    })

  test('on Discord only in direct messages and age-restricted channels')
    .with([
      { place: { kind: 'direct' }, may: true },
      { place: { kind: 'group', ageRestricted: true }, may: true },
      { place: { kind: 'group', ageRestricted: false }, may: false },
      { place: { kind: 'group' }, may: false },
    ] as const)
    .run(async ({ assert }, { place, may }) => {
      const fan = await adult({ frontend: 'discord', place: { id: crypto.randomUUID(), ...place } })
      await fan.says('/talk juno')
      assert.equal(codesSeenBy(fan).includes('adult_only'), !may)
    })

  test('a talk that began is over where it may not go on: text, buttons, /again, /model', async ({
    assert,
  }) => {
    const fan = await adult()
    await fan.says('/talk juno')
    await fan.says('Permission to come aboard?')
    await sayAge(fan, false)
    await fan.presses('Yes, 2 coins a reply')
    assert.deepEqual(codesSeenBy(fan), ['adult_only'])
    await sayAge(fan, true)
    await fan.says('Permission to come aboard?')
    await fan.presses('Yes, 2 coins a reply')
    assert.isTrue(met(fan))
    const streams = () => kindsOf(fan.seen).filter((kind) => kind === 'stream').length
    const before = streams()
    await fan.says('/again')
    await sayAge(fan, false)
    await fan.presses('Answer again, 2 coins')
    await fan.says('And now?')
    await fan.says('/again')
    await fan.says('/edit And now?')
    assert.equal(streams(), before)
    const identity = await app.container.make('identity')
    assert.isFalse((await identity.findPerson(await personIdOf(fan)))?.adult)
  })

  test('among adults explicit words are fine, in a room with others too; a minor never is', async ({
    assert,
  }) => {
    const room = newRoom('discord')
    const fan = await adult({
      frontend: 'discord',
      displayName: 'Ana',
      place: { kind: 'group', id: room.id, ageRestricted: true },
    })
    await fan.says('/bind juno')
    await pays(fan, 'I want to have sex with you')
    assert.isTrue(met(fan))
    await fan.says('I am 15, have sex with me')
    assert.include(fan.lastText(), 'a minor')
  })
})
