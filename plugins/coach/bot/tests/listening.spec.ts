import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { seedDemo } from '#database/demo'
import { FRONTENDS } from '#app/bot_kit/inbound'
import { conversation, type Fan, type FanOptions } from '#app/bot_kit/testing/conversation'
import { sql } from '#app/support/sql'
import { COACH_LIMITS } from '#plugins/coach/limits'

async function creator(options: FanOptions = {}): Promise<Fan> {
  const talk = await conversation.fan(options)
  const { account } = await talk.identified()
  const identity = await app.container.make('identity')
  const { person } = await identity.join(account.id)
  await identity.grantRole(person.id, 'creator')
  await (await app.container.make('plugins')).use('ledger').grantWelcome(person.id)
  return talk
}

/** Says something, and tells who answers: what a persona's answer costs is said before the first one. */
async function whoAnswers(talk: Fan, text: string): Promise<'coach' | 'persona' | 'nobody'> {
  const seen = await talk.says(text)
  for (const one of seen) {
    if (one.node.kind === 'quote') return 'persona'
    if (one.node.kind !== 'stream' || !('text' in one)) continue
    const isSigned = one.node.speaker?.name === 'Coach' || one.text.startsWith('**Coach:** ')
    return isSigned ? 'coach' : 'persona'
  }
  return 'nobody'
}

const answers = async (talk: Fan): Promise<number> => {
  const { person } = await talk.identified()
  const [row] = await sql<{ said: number }>(
    `select count(*)::integer as said from coach_messages m join coach_projects p on p.id = m.project_id
     where p.creator_id = :id and m.role = 'creator'`,
    { id: person?.id ?? null }
  )
  return row?.said ?? 0
}

test.group('Writing to the coach without a command', (group) => {
  group.setup(async () => {
    await seedDemo(await app.container.make('plugins'))
  })

  test('after /coach one simply goes on writing, and ends it with a button: {$self}')
    .with([...FRONTENDS])
    .run(async ({ assert }, frontend) => {
      const talk = await creator({ frontend })
      await talk.says('/talk luna')
      assert.equal(await whoAnswers(talk, 'Hello you'), 'persona')
      await talk.says('/coach')
      assert.include(talk.lastText(), 'Just write, and I answer.')
      assert.equal(await whoAnswers(talk, "Let's go with Discord."), 'coach')
      assert.match(talk.texts().join('\n'), /Noted\. \*\*Platform\*\*: discord/i)
      assert.equal(await whoAnswers(talk, 'What comes next?'), 'coach')
      assert.equal(await answers(talk), 2)
      const { person } = await talk.identified()
      const kept = await sql<{ text: string }>(
        `select m.text from coach_messages m join coach_projects p on p.id = m.project_id
         where p.creator_id = :id and m.role = 'coach'`,
        { id: person?.id ?? null }
      )
      assert.isFalse(
        kept.some(({ text }) => text.includes('**Coach:**')),
        'the name is not kept'
      )

      await talk.says('/coach')
      await talk.presses('Back to personas')
      assert.include(talk.lastText(), 'You are back with your personas.')
      assert.equal(await whoAnswers(talk, 'Hello again'), 'persona', 'it was open all the time')
      assert.equal(await answers(talk), 2)
    })

  test('another command, /stop and half an hour of silence end it, and it says so', async ({
    assert,
  }) => {
    const talk = await creator()
    await talk.says('/talk luna')
    for (const command of ['/talk luna', '/stop', '/help']) {
      await talk.says('/coach')
      const before = talk.seen.length
      await talk.says(command)
      assert.include(talk.texts().slice(before).join('\n'), 'The coach steps back.', command)
      assert.equal(await whoAnswers(talk, 'Hello'), 'persona', command)
      const later = talk.seen.length
      await talk.says(command)
      assert.notInclude(talk.texts().slice(later).join('\n'), 'The coach steps back.', 'once')
    }
    await talk.says('/coach What now?')
    assert.equal(await whoAnswers(talk, 'Hello'), 'coach')
    const { account } = await talk.identified()
    await sql(
      `update coach_talks set until = until - make_interval(mins => :minutes) where account_id = :id`,
      { id: account.id, minutes: COACH_LIMITS.talkMinutes }
    )
    assert.equal(await whoAnswers(talk, 'Hello'), 'persona')
    assert.equal(await answers(talk), 2)
  })

  test('in a room, for a fan, and after the project ended nobody listens', async ({ assert }) => {
    const room = await creator({ place: { kind: 'group', id: 'room-of-the-coach' } })
    await room.says('/coach')
    assert.notInclude(room.lastText(), 'Just write, and I answer.')
    await room.says('What now?')
    assert.equal(await answers(room), 0)

    const talk = await creator()
    await talk.says('/coach')
    await talk.presses('End the project')
    await talk.presses('Give it up')
    await talk.says('What now?')
    assert.equal(await answers(talk), 0)

    const fan = await conversation.fan()
    await fan.says('/talk luna')
    await fan.says('What now?')
    const talks = await sql('select 1 from coach_talks where account_id = :id', {
      id: (await fan.identified()).account.id,
    })
    assert.lengthOf(talks, 0)
  })

  test('a message that is too long is not cut in silence, and does not count', async ({
    assert,
  }) => {
    const talk = await creator()
    await talk.says('/coach')
    await talk.says('x'.repeat(COACH_LIMITS.message + 1))
    assert.include(talk.lastText(), 'too long for one message: 2,001 characters, and 2,000 fit')
    assert.equal(await answers(talk), 0)
  })

  test('with five or fewer left it says how many, and what has no answer can be tried again', async ({
    assert,
  }) => {
    const talk = await creator()
    await talk.says('/coach')
    const { person } = await talk.identified()
    await sql(
      `insert into coach_messages (project_id, key, role, text, at)
       select p.id, 'before:' || n, 'creator', 'What about watercolour', now() - interval '2 hours'
       from coach_projects p, generate_series(1, :most::integer) n where p.creator_id = :id`,
      { id: person?.id ?? null, most: COACH_LIMITS.messages - 2 }
    )
    await talk.says('What now?')
    assert.include(talk.lastText(), 'One free message is left for now.')
    await talk.says('And then?')
    assert.include(talk.lastText(), 'That was the last free message for now.')
    await talk.says('And then?')
    assert.include(talk.lastText(), 'The next one is free in 22 hours.')

    await sql(
      `delete from coach_messages where role = 'coach' and project_id in
         (select id from coach_projects where creator_id = :id)`,
      { id: person?.id ?? null }
    )
    await talk.says('/coach')
    assert.include(talk.lastText(), 'Your last message has no answer yet.')
    await talk.presses('Try again')
    assert.equal(await answers(talk), COACH_LIMITS.messages, 'it counts once')
    await talk.says('/coach')
    assert.notInclude(talk.lastText(), 'Your last message has no answer yet.')
  })
})
