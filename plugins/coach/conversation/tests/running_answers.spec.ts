import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { until } from '#tests/support/until'
import { ModelError } from '#plugins/ai/api'
import type { Asking } from '#plugins/coach/conversation/ask_coach'
import { Claim } from '#plugins/coach/conversation/claim'
import { hear } from '#plugins/coach/conversation/hear'
import { listMessages } from '#plugins/coach/conversation/messages'
import {
  follow,
  stopAnswer,
  stopRunningAnswers,
  type AnswerEvent,
} from '#plugins/coach/conversation/running_answers'
import { COACH_LIMITS } from '#plugins/coach/limits'
import type { CoachServices } from '#plugins/coach/services'
import { somebody } from '#plugins/coach/tests/support/people'
import {
  asking,
  coachServices,
  pieces,
  projectOf,
  withModel,
} from '#plugins/coach/tests/support/program'

const NOTHING = { decided: [], unsure: [], done: [], unsureDone: [], offered: [] }

async function stage() {
  const { person, talk } = await somebody('creator')
  const { account } = await talk.identified()
  const services = await coachServices()
  const project = await projectOf(services, person.id)
  const ask = (key: string, more: Partial<Asking> = {}) =>
    asking(project, account.id, { key, ...more })
  return { services, project, person, ask }
}

async function all(services: CoachServices, question: Asking): Promise<AnswerEvent[]> {
  const events: AnswerEvent[] = []
  for await (const event of follow(services, question)) events.push(event)
  return events
}

const said = (events: readonly AnswerEvent[]): string =>
  events.map((event) => (event.kind === 'piece' ? event.text : '')).join('')

test.group('An answer of the coach goes on when nobody listens', () => {
  test('the connection drops; another one gets it from its first word, and the model is asked once', async ({
    assert,
  }) => {
    const { services, ask } = await stage()
    const gate = Promise.withResolvers<void>()
    let calls = 0
    const model = withModel(services, async function* () {
      calls += 1
      yield 'First '
      await gate.promise
      yield 'and last.'
    })
    const gone = new AbortController()
    const heard: AnswerEvent[] = []
    for await (const event of follow(model, ask('web:1', { signal: gone.signal }))) {
      heard.push(event)
      gone.abort()
    }
    assert.deepEqual(heard, [{ kind: 'piece', text: 'First ' }])
    const others = [all(model, ask('web:1')), all(model, ask('web:1'))]
    gate.resolve()
    for (const events of await Promise.all(others)) {
      assert.equal(said(events), 'First and last.')
      assert.deepEqual(events.at(-1), { kind: 'end', answer: 'First and last.', ending: 'whole' })
      assert.deepEqual(events.at(-2), { kind: 'noticed', noticed: NOTHING })
    }
    assert.equal(calls, 1)
    assert.deepEqual((await all(model, ask('web:1'))).at(-1), {
      kind: 'end',
      answer: 'First and last.',
      ending: 'whole',
    })
  })

  test('nobody comes back: it is kept all the same', async ({ assert }) => {
    const { services, ask, project } = await stage()
    const gate = Promise.withResolvers<void>()
    const model = withModel(services, async function* () {
      yield 'Said '
      await gate.promise
      yield 'to nobody.'
    })
    const gone = new AbortController()
    for await (const event of follow(model, ask('web:alone', { signal: gone.signal }))) {
      assert.equal(event.kind, 'piece')
      gone.abort()
    }
    gate.resolve()
    await until(async () => (await listMessages(project.id, { limit: 5 })).length === 2)
    assert.equal((await listMessages(project.id, { limit: 5 })).at(-1)?.text, 'Said to nobody.')
  })

  test('another process answers: its end is waited for; when it dies, the answer is made here', async ({
    assert,
  }) => {
    const { services, ask, project } = await stage()
    const model = withModel(services, () => pieces('Made here.'))
    const there = await hear(project, 'web:there', 'What now?')
    if (there.outcome !== 'heard') throw new Error(there.outcome)
    const claim = new Claim(there.message)
    const waiting = all(model, ask('web:there'))
    await claim.keep({ text: 'Made there.', ending: 'whole', noticed: NOTHING })
    const events = await waiting
    assert.deepEqual(events.at(-1), { kind: 'end', answer: 'Made there.', ending: 'whole' })

    const dies = await hear(project, 'web:dies', 'What now?')
    assert.equal(dies.outcome, 'heard')
    const second = all(model, ask('web:dies'))
    await sql(
      `update coach_messages set claimed_until = now() - interval '1 second' where project_id = :id and key = 'web:dies'`,
      { id: project.id }
    )
    assert.equal(said(await second), 'Made here.')
  })

  test('a process that stops ends its answers where they are, and they are kept', async ({
    assert,
  }) => {
    const { services, ask, project } = await stage()
    const model = withModel(services, async function* ({ signal }) {
      yield 'So far'
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
    })
    for await (const event of follow(model, ask('web:term'))) {
      if (event.kind === 'piece') await stopRunningAnswers()
    }
    assert.deepInclude((await listMessages(project.id, { limit: 1 }))[0], {
      text: 'So far',
      state: 'stopped',
    })
  })

  test('a failure and the limit are said, and a stop keeps what was said', async ({ assert }) => {
    const { services, ask, project } = await stage()
    const broken = withModel(services, () => ({
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(new ModelError('unavailable')),
      }),
    }))
    assert.deepEqual(await all(broken, ask('web:broken')), [
      { kind: 'noticed', noticed: NOTHING },
      { kind: 'failed', reason: 'model' },
    ])

    const long = withModel(services, async function* ({ signal }) {
      yield 'A word'
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
    })
    for await (const event of follow(long, ask('web:stop'))) {
      if (event.kind === 'piece') assert.isTrue(await stopAnswer(project, 'web:stop'))
      if (event.kind === 'end') assert.equal(event.ending, 'stopped')
    }
    assert.deepInclude((await listMessages(project.id, { limit: 1 }))[0], {
      text: 'A word',
      state: 'stopped',
    })
    assert.isFalse(await stopAnswer(project, 'web:stop'), 'it is over')

    await sql(
      `insert into coach_messages (project_id, key, role, text)
       select :id, 'filled:' || n, 'creator', 'x' from generate_series(1, :most::integer) n`,
      { id: project.id, most: COACH_LIMITS.messages }
    )
    assert.deepEqual(
      (await all(long, ask('web:more'))).map(({ kind }) => kind),
      ['limit']
    )
  })
})
