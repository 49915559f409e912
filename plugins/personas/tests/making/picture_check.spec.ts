import { randomUUID } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { publishPersona } from '#plugins/personas/making/publish_persona'
import { createPersona } from '#plugins/personas/making/create_persona'
import type { Maker } from '#plugins/personas/making/maker'
import { ownPersona } from '#plugins/personas/making/own_personas'
import { setPicture, type PictureChange } from '#plugins/personas/making/set_picture'
import { makingServices } from '#plugins/personas/making/web/creator_here'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { png } from '#tests/fixtures/cards/files'

const MODEL = 'omni-moderation-latest'

test.group('The picture of a persona is looked at before fans see it', (group) => {
  let server: ModelServer
  group.setup(async () => {
    server = await connectModelServer({ moderation: MODEL })
    return () => server.close()
  })

  async function maker(): Promise<Maker> {
    const identity = await app.container.make('identity')
    const { account } = await identity.identify({
      platform: 'telegram',
      platformId: randomUUID(),
      displayName: 'Nora',
      locale: 'en',
    })
    const { person } = await identity.join(account.id)
    await identity.grantRole(person.id, 'creator')
    const signal = AbortSignal.timeout(20_000)
    return { person, accountId: account.id, locale: 'en', signal }
  }

  async function draft(by: Maker): Promise<string> {
    const made = await createPersona(by, {
      name: `Nora ${randomUUID().slice(0, 8)}`,
      tagline: 'Reads the sea like a letter',
      description: 'She keeps the harbour lights.',
      greeting: 'You are late. The tide is not.',
      language: 'en',
    })
    if (made.outcome !== 'created') throw new Error(made.outcome)
    return made.own.persona.id
  }

  const paints = async (by: Maker, id: string): Promise<PictureChange> =>
    setPicture(await makingServices(), by, id, png())

  test('a draft with a forbidden picture is not published, and stays a draft', async ({
    assert,
  }) => {
    const by = await maker()
    const id = await draft(by)
    server.emulator.media.moderations.always({ kind: 'answer', scores: { sexual: 0.95 } })
    assert.equal((await paints(by, id)).outcome, 'set', 'nobody else sees a draft')
    const published = await publishPersona(await makingServices(), by, id)
    assert.deepInclude(published, { outcome: 'blocked', category: 'sexual' })
    assert.equal((await ownPersona(id, by.person.id))?.persona.status, 'draft')
    const [asked] = server.emulator.mediaRequests('moderations').slice(-1)
    assert.include(JSON.stringify(asked), 'data:image/png;base64,')
  })

  test('a published persona keeps its picture when the new one is forbidden', async ({
    assert,
  }) => {
    const by = await maker()
    const id = await draft(by)
    server.emulator.media.moderations.always({ kind: 'answer' })
    await paints(by, id)
    await publishPersona(await makingServices(), by, id)
    const before = (await ownPersona(id, by.person.id))?.persona.picture
    assert.isString(before)

    server.emulator.media.moderations.always({ kind: 'answer', scores: { 'sexual/minors': 0.9 } })
    const other = png([], 65)
    const change = await setPicture(await makingServices(), by, id, other)
    assert.deepEqual(change, { outcome: 'blocked', category: 'minors' })
    assert.equal((await ownPersona(id, by.person.id))?.persona.picture, before)
  })
})
