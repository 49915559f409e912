import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import limiter from '@adonisjs/limiter/services/main'
import { FRONTENDS, type Frontend } from '#app/bot_kit/inbound'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { sql } from '#app/support/sql'
import { seed, walletOf } from '#plugins/personas/tests/support/house'
import { VOICE } from '#plugins/personas/voice/limits'
import { recording, sendsVoice, SPEAKING } from '#plugins/personas/voice/tests/support'
import { connectModelServer, type ModelServer } from '#tests/support/model_server'
import { until } from '#tests/support/until'

/** A creator in a private chat, with coins, who talked to Luna before. */
async function creator(frontend: Frontend = 'telegram'): Promise<Fan> {
  const talk = await conversation.fan({ frontend })
  const identity = await app.container.make('identity')
  const { person } = await identity.join((await talk.identified()).account.id)
  await identity.grantRole(person.id, 'creator')
  await (await app.container.make('plugins')).use('ledger').grantWelcome(person.id)
  await talk.says('/talk luna')
  return talk
}

const personIdOf = async (talk: Fan) => (await talk.identified()).person?.id ?? ''

/** What a creator said to the coach, oldest first. */
async function saidToCoach(talk: Fan): Promise<string[]> {
  const rows = await sql<{ text: string }>(
    `select m.text from coach_messages m join coach_projects p on p.id = m.project_id
     where p.creator_id = :id and m.role = 'creator' order by m.id`,
    { id: await personIdOf(talk) }
  )
  return rows.map(({ text }) => text)
}

test.group('Coach | a voice message', (group) => {
  let server: ModelServer
  group.setup(seed)
  group.each.setup(async () => {
    server = await connectModelServer(SPEAKING)
    return async () => {
      await server.close()
      await limiter.clear()
    }
  })
  const transcripts = () => server.emulator.media.transcriptions
  const asked = () => server.emulator.mediaRequests('transcriptions')

  test(
    'after /coach goes to the coach: it is written down, shown and answered, for no coins: {$self}'
  )
    .with([...FRONTENDS])
    .run(async ({ assert }, frontend) => {
      const talk = await creator(frontend)
      const before = await walletOf(talk)
      await talk.says('/coach')
      transcripts().script({ kind: 'answer', text: "Let's go with Discord." })
      const seen = await sendsVoice(talk, recording(), undefined, 'Listen:')

      assert.include(talk.texts().join('\n'), "I heard: “Listen:\nLet's go with Discord.”")
      assert.isTrue(seen.some(({ node }) => node.kind === 'stream'))
      assert.match(talk.texts().join('\n'), /Noted\. \*\*Platform\*\*: discord/i)
      assert.deepEqual(await saidToCoach(talk), ["Listen:\nLet's go with Discord."])
      assert.deepEqual(await walletOf(talk), before)
      const id = await personIdOf(talk)
      const heard = () =>
        sql('select 1 from ai_usage where person_id = :id and purpose = :purpose', {
          id,
          purpose: 'coach.voice',
        })
      await until(async () => (await heard()).length === 1, { what: 'it to be among the costs' })
    })

  test('goes to a persona before /coach and after another command', async ({ assert }) => {
    const talk = await creator()
    await sendsVoice(talk)
    await talk.says('/coach')
    await talk.says('/talk luna')
    await sendsVoice(talk)
    assert.deepEqual(await saidToCoach(talk), [])
    assert.lengthOf(asked(), 2, 'each is heard once')
  })

  test('that is too long, too many or without a word is told so, and is no message to anybody', async ({
    assert,
  }) => {
    const talk = await creator()
    await talk.says('/coach')
    const long = recording({ seconds: VOICE.seconds + 1 })
    await sendsVoice(talk, long)
    assert.include(talk.lastText(), 'at most 120 seconds')
    assert.isFalse(long.fetched)
    transcripts().script({ kind: 'answer', text: ' ' })
    await sendsVoice(talk)
    assert.include(talk.lastText(), 'could not make out any words')
    const rule = limiter.use({ requests: VOICE.heardADay.person, duration: '1 day' })
    await rule.set(`voice:${await personIdOf(talk)}`, VOICE.heardADay.person, '1 day')
    await sendsVoice(talk)
    assert.include(talk.lastText(), '100 recordings in 24 hours')
    assert.lengthOf(asked(), 1)
    assert.deepEqual(await saidToCoach(talk), [])
  })

  test('of somebody in danger gets help', async ({ assert }) => {
    const talk = await creator()
    await talk.says('/coach')
    transcripts().script({ kind: 'answer', text: 'I want to kill myself tonight' })
    await sendsVoice(talk)
    assert.include(talk.lastText(), 'You do not have to carry this alone')
    assert.deepEqual(await saidToCoach(talk), ['I want to kill myself tonight'], 'from the coach')
  })

  test('is stopped by /stop', async ({ assert }) => {
    const talk = await creator()
    await talk.says('/coach')
    transcripts().always({ kind: 'hang' })
    const hearing = sendsVoice(talk)
    await until(async () => asked().length === 1)
    await talk.says('/stop')
    await hearing
    assert.deepEqual(await saidToCoach(talk), [])
  })

  test('where nothing transcribes, it names the setting that is missing', async ({ assert }) => {
    await server.close()
    server = await connectModelServer()
    const talk = await creator()
    await talk.says('/coach')
    const file = recording()
    await sendsVoice(talk, file)
    assert.include(talk.lastText(), 'TRANSCRIPTION_MODEL')
    assert.isFalse(file.fetched)
    assert.deepEqual(await saidToCoach(talk), [])
  })
})
