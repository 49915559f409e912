import { test } from '@japa/runner'
import { FRONTENDS } from '#app/bot_kit/inbound'
import { sql } from '#app/support/sql'
import type { StreamRequest } from '#plugins/ai/api'
import { askCoach, type Asking } from '#plugins/coach/conversation/ask_coach'
import { listMessages, remaining, saidBefore } from '#plugins/coach/conversation/messages'
import { follow, type AnswerEvent } from '#plugins/coach/conversation/running_answers'
import { COACH_LIMITS } from '#plugins/coach/limits'
import type { CoachServices } from '#plugins/coach/services'
import { standing } from '#plugins/coach/tests/support/calling_model'
import { somebody } from '#plugins/coach/tests/support/people'
import {
  asking,
  coachServices,
  pieces,
  projectOf,
  withModel,
} from '#plugins/coach/tests/support/program'
import { conversation } from '#app/bot_kit/testing/conversation'
import app from '@adonisjs/core/services/app'
import { connectModelServer } from '#tests/support/model_server'

const IN_DANGER =
  "Let's go with Discord. The house rules are done. And I want to kill myself tonight."

/** A creator with a project, and a model that remembers what it was asked. */
async function stage() {
  const creator = await somebody('creator')
  const { account } = await creator.talk.identified()
  const requests: StreamRequest[] = []
  const services = withModel(await coachServices(), (request) => {
    requests.push(request)
    return pieces('Begin small.')
  })
  const project = await projectOf(services, creator.person.id)
  const ask = (key: string, text: string) => asking(project, account.id, { key, text })
  const left = async () => (await remaining(creator.person.id)).left
  return { creator, account, requests, services, project, ask, left }
}

/** Asks and listens to the end. */
async function hears(services: CoachServices, question: Asking): Promise<string> {
  const asked = await askCoach(services, question)
  if (asked.outcome !== 'answering') return asked.outcome
  let answer = ''
  for await (const chunk of asked.chunks) answer += chunk
  await asked.finish(answer)
  return answer
}

test.group('Somebody in danger writes to the coach', () => {
  test('the answer says who helps where they are, in a chat, after /coach and without it: {$self}')
    .with([...FRONTENDS])
    .run(async ({ assert }, frontend) => {
      const talk = await conversation.fan({ frontend, locale: 'es-MX' })
      const identity = await app.container.make('identity')
      const { person } = await identity.join((await talk.identified()).account.id)
      await identity.grantRole(person.id, 'creator')
      await talk.says('/coach')
      for (const words of ['Quiero suicidarme', '/coach Quiero suicidarme']) {
        const seen = await talk.says(words)
        assert.lengthOf(seen, 1, words)
        const node = seen[0]?.node
        if (node?.kind !== 'choice') return assert.fail(node?.kind)
        assert.include(node.text, '800 911 2000', 'of Mexico, though the language names no country')
        assert.deepEqual(
          node.buttons.map((button) => ('url' in button ? button.url : button.label)),
          ['https://www.gob.mx/conasama', 'https://findahelpline.com']
        )
      }
      assert.equal((await remaining(person.id)).left, COACH_LIMITS.messages)
    })

  test('nothing of it is noticed, no model hears it, it costs nothing, and it is kept with its answer', async ({
    assert,
  }) => {
    const { creator, requests, services, project, ask, left } = await stage()
    const asked = await askCoach(services, ask('dark', IN_DANGER))
    if (asked.outcome !== 'crisis') return assert.fail(asked.outcome)
    assert.include(asked.answer, 'https://findahelpline.com')
    assert.deepEqual(await standing(creator), { decisions: [], ticks: [] })
    assert.lengthOf(requests, 0)
    assert.equal(await left(), COACH_LIMITS.messages)
    assert.deepEqual(
      (await listMessages(project.id, { limit: 10 })).map(({ role, text, state }) => [
        role,
        text,
        state,
      ]),
      [
        ['creator', IN_DANGER, 'answered'],
        ['coach', asked.answer, 'crisis'],
      ]
    )
    assert.deepEqual(await askCoach(services, ask('dark', IN_DANGER)), asked, 'the same once more')
    assert.lengthOf(await listMessages(project.id, { limit: 10 }), 2)
  })

  test('a model is told to be careful afterwards, and reads nothing of it; a weaker sign counts', async ({
    assert,
  }) => {
    const { requests, services, project, ask } = await stage()
    await hears(services, ask('1', 'What comes first?'))
    await hears(services, ask('2', 'I am a burden'))
    assert.notInclude(JSON.stringify(requests), 'Stay gentle')
    assert.lengthOf(requests, 2)
    assert.equal(await hears(services, ask('3', IN_DANGER)), 'crisis')
    assert.equal(await hears(services, ask('4', 'Thank you. What now?')), 'Begin small.')
    const prompt = JSON.stringify(requests.at(-1)?.messages)
    assert.include(prompt, 'Stay gentle')
    assert.include(prompt, 'What comes first?')
    assert.notInclude(prompt, 'kill myself')
    assert.notInclude(prompt, 'findahelpline')
    assert.lengthOf(await saidBefore(project.id, 'none'), 6)
    assert.equal(await hears(services, ask('5', 'I am a burden to everybody')), 'crisis')
  })

  test('a yes after it is to no question from before', async ({ assert }) => {
    const { creator, services, ask } = await stage()
    await hears(services, ask('1', 'I think probably $12 a month'))
    await hears(services, ask('2', IN_DANGER))
    await hears(services, ask('3', 'Yes'))
    assert.deepEqual((await standing(creator)).decisions, [])
  })

  test('who has no message left is helped, and only they', async ({ assert }) => {
    const { services, project, ask } = await stage()
    await sql(
      `insert into coach_messages (project_id, key, role, text, at)
       select :id, 'before:' || n, 'creator', 'x', now() - interval '1 hour' from generate_series(1, :most::integer) n`,
      { id: project.id, most: COACH_LIMITS.messages }
    )
    assert.equal(await hears(services, ask('1', 'What now?')), 'limit')
    assert.equal(await hears(services, ask('2', IN_DANGER)), 'crisis')
  })

  test('a message that is too long to be answered is looked at all the same', async ({
    assert,
  }) => {
    const { creator } = await stage()
    await creator.talk.says('/coach')
    const long = 'Nothing works. '.repeat(COACH_LIMITS.message / 10)
    await creator.talk.says(long)
    assert.include(creator.talk.lastText(), 'too long for one message')
    await creator.talk.says(`${long} I want to kill myself`)
    assert.include(creator.talk.lastText(), 'You do not have to carry this alone')
  })

  test('a page and a program are told the same: words that end as a crisis, and nothing noticed', async ({
    assert,
  }) => {
    const { services, ask } = await stage()
    const events: AnswerEvent[] = []
    for await (const event of follow(services, ask('web:1', IN_DANGER))) events.push(event)
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['end']
    )
    const [end] = events
    if (end?.kind !== 'end') return assert.fail('it has no end')
    assert.equal(end.ending, 'crisis')
    assert.include(end.answer, 'You do not have to carry this alone')
    assert.include(end.answer, 'The work waits')
    assert.notInclude(end.answer, 'story')
  })
})

test.group('Danger that no rule knows', (group) => {
  let server: Awaited<ReturnType<typeof connectModelServer>>
  group.each.setup(async () => {
    server = await connectModelServer({ moderation: 'omni-moderation-latest' })
    // The first call of a process loads its client, which takes longer than a look may.
    const { account, services } = await stage()
    const { id: accountId } = account
    const { signal } = new AbortController()
    await services.ai.moderate({
      text: 'Hello',
      accountId,
      personId: null,
      purpose: 'test',
      signal,
    })
    server.emulator.requests.length = 0
    return () => server.close()
  })
  const SEEN = { kind: 'answer', flagged: true, scores: { 'self-harm/intent': 0.9 } } as const
  const GOODBYE = "Let's go with Discord. I wrote my goodbyes to the cat."

  test('is seen by the server’s model, before anything is noticed or answered', async ({
    assert,
  }) => {
    const { creator, requests, services, project, ask, left } = await stage()
    server.emulator.media.moderations.script(SEEN)
    assert.equal(await hears(services, ask('1', GOODBYE)), 'crisis')
    assert.deepEqual(await standing(creator), { decisions: [], ticks: [] })
    assert.lengthOf(requests, 0)
    assert.equal(await left(), COACH_LIMITS.messages)
    assert.deepEqual(
      (await listMessages(project.id, { limit: 10 })).map(({ state }) => state),
      ['answered', 'crisis']
    )
    assert.equal(await hears(services, ask('1', GOODBYE)), 'crisis', 'the same once more')
    assert.lengthOf(server.emulator.mediaRequests('moderations'), 1)
    assert.equal(await hears(services, ask('2', 'What now?')), 'Begin small.', 'nothing waits')
  })

  test('who has no message left is looked at too', async ({ assert }) => {
    const { services, project, ask } = await stage()
    await sql(
      `insert into coach_messages (project_id, key, role, text)
       select :id, 'before:' || n, 'creator', 'x' from generate_series(1, :most::integer) n`,
      { id: project.id, most: COACH_LIMITS.messages }
    )
    server.emulator.media.moderations.script(SEEN)
    assert.equal(await hears(services, ask('1', GOODBYE)), 'crisis')
  })

  test(
    'a server that hangs or fails leaves it to the rules, and what else it objects to is no matter here'
  )
    .with([
      { kind: 'hang' },
      { kind: 'error', status: 500 },
      { kind: 'answer', flagged: true, scores: { harassment: 0.99 } },
    ] as const)
    .run(async ({ assert }, behaviour) => {
      const { services, ask } = await stage()
      server.emulator.media.moderations.always(behaviour)
      assert.equal(await hears(services, ask('1', GOODBYE)), 'Begin small.')
      assert.equal(await hears(services, ask('2', IN_DANGER)), 'crisis')
    })
})
