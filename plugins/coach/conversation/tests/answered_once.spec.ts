import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { dyingAfter } from '#tests/support/dying'
import { ModelError } from '#plugins/ai/api'
import { askCoach, type Asking } from '#plugins/coach/conversation/ask_coach'
import { listMessages, remaining } from '#plugins/coach/conversation/messages'
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

/** Asks and listens to the end. */
async function asksAndHears(services: CoachServices, question: Asking): Promise<string> {
  const asked = await askCoach(services, question)
  if (asked.outcome !== 'answering') return asked.outcome
  let answer = ''
  for await (const chunk of asked.chunks) answer += chunk
  await asked.finish(answer)
  return answer
}

async function stage() {
  const { person, talk } = await somebody('creator')
  const { account } = await talk.identified()
  const services = await coachServices()
  const project = await projectOf(services, person.id)
  const ask = (key: string, text = 'What now?', signal?: AbortSignal) =>
    asking(project, account.id, { key, text, ...(signal && { signal }) })
  const said = () => listMessages(project.id, { limit: 100 })
  return { services, project, person, ask, said }
}

test.group('A message to the coach is answered once', () => {
  test('the same message at the same moment, twenty times', async ({ assert }) => {
    const { services, ask, said } = await stage()
    let calls = 0
    const model = withModel(services, () => {
      calls += 1
      return pieces('Begin ', 'small.')
    })
    const all = await Promise.all(
      Array.from({ length: 20 }, () => asksAndHears(model, ask('web:double')))
    )
    assert.equal(calls, 1)
    assert.lengthOf(
      all.filter((one) => one === 'Begin small.'),
      1
    )
    const again = await askCoach(model, ask('web:double'))
    assert.deepInclude(again, { outcome: 'heard_before', answer: 'Begin small.', ending: 'whole' })
    assert.deepEqual(
      (await said()).map(({ role, state }) => [role, state]),
      [
        ['creator', 'answered'],
        ['coach', 'whole'],
      ]
    )
  })

  test('fifty at once are answered one after the other, the fifty-first is told when', async ({
    assert,
  }) => {
    const { services, ask, person } = await stage()
    let running = 0
    let most = 0
    const model = withModel(services, async function* () {
      running += 1
      most = Math.max(most, running)
      // It takes a while, in which others could begin.
      await remaining(person.id)
      yield 'Yes.'
      running -= 1
    })
    const all = await Promise.all(
      Array.from({ length: COACH_LIMITS.messages + 1 }, (_, n) =>
        asksAndHears(model, ask(`storm:${n}`))
      )
    )
    assert.lengthOf(
      all.filter((one) => one === 'Yes.'),
      COACH_LIMITS.messages
    )
    assert.equal(all.filter((one) => one === 'limit').length, 1)
    assert.equal(most, 1, 'answers of one project never mix')
    const { left, nextAt } = await remaining(person.id)
    assert.equal(left, 0)
    assert.approximately((nextAt?.getTime() ?? 0) - Date.now(), 24 * 3_600_000, 60_000)
  }).timeout(60_000)

  test('a limit that is reached while an answer streams takes nothing of it', async ({
    assert,
  }) => {
    const { services, ask, said } = await stage()
    const gate = Promise.withResolvers<void>()
    const model = withModel(services, async function* () {
      yield 'Half '
      await gate.promise
      yield 'and whole.'
    })
    const first = asksAndHears(model, ask('slow'))
    await sql(
      `insert into coach_messages (project_id, key, role, text)
       select :id, 'filled:' || n, 'creator', 'x' from generate_series(2, :most::integer) n`,
      { id: ask('').project.id, most: COACH_LIMITS.messages }
    )
    while ((await said()).every(({ key }) => key !== 'slow')) await Promise.resolve()
    assert.equal(await asksAndHears(model, ask('late')), 'limit')
    gate.resolve()
    assert.equal(await first, 'Half and whole.')
  })

  test('a model that fails keeps the message, and another try counts no second time', async ({
    assert,
  }) => {
    const { services, ask, said, person } = await stage()
    const broken = withModel(services, async function* () {
      throw new ModelError('unavailable')
    })
    const asked = await askCoach(broken, ask('try', "Let's go with Discord."))
    if (asked.outcome !== 'answering') throw new Error(asked.outcome)
    await assert.rejects(async () => {
      for await (const chunk of asked.chunks) assert.fail(chunk)
    })
    assert.equal((await asked.finish('')).noticed.decided[0]?.value, 'discord')
    assert.deepInclude((await said())[0], { state: 'unanswered', text: "Let's go with Discord." })

    const whole = withModel(services, () => pieces('Good choice.'))
    const again = await askCoach(whole, ask('try', 'other words do not count'))
    if (again.outcome !== 'answering') throw new Error(again.outcome)
    let answer = ''
    for await (const chunk of again.chunks) answer += chunk
    const { noticed } = await again.finish(answer)
    assert.equal(noticed.decided[0]?.value, 'discord', 'what was noticed first is shown again')
    assert.equal((await remaining(person.id)).left, COACH_LIMITS.messages - 1)
    assert.equal((await said()).at(0)?.noticed?.decided[0]?.value, 'discord')
  })

  test('a process that dies at any step loses nothing: the next try answers it, and it counts once', async ({
    assert,
  }) => {
    const { services, ask, said, person, project } = await stage()
    const model = withModel(services, () => pieces('Yes.'))
    let deaths = 0
    for (let last = 0; ; last += 1) {
      const key = `dying:${last}`
      const { died } = await dyingAfter(
        last,
        () => model,
        async (dying) => {
          const asked = await askCoach(dying, ask(key))
          if (asked.outcome !== 'answering') throw new Error(asked.outcome)
          for await (const chunk of asked.chunks) assert.equal(chunk, 'Yes.')
          await asked.finish('Yes.')
        }
      )
      if (!died) break
      deaths += 1
      // Its claim runs out.
      await sql(
        `update coach_messages set claimed_until = now() - interval '1 second'
         where project_id = :id and claim is not null`,
        { id: project.id }
      )
      assert.include(['Yes.', 'heard_before'], await asksAndHears(model, ask(key)))
    }
    assert.isAbove(deaths, 3)
    const all = await said()
    assert.lengthOf(
      all.filter(({ role }) => role === 'coach'),
      deaths + 1
    )
    assert.isTrue(all.every(({ state }) => state === 'answered' || state === 'whole'))
    assert.equal((await remaining(person.id)).left, COACH_LIMITS.messages - deaths - 1)
  }).timeout(60_000)

  test('an answer without an end is cut, kept and says so; a stopped one keeps what was said', async ({
    assert,
  }) => {
    const { services, ask, said } = await stage()
    const endless = withModel(services, async function* ({ signal }) {
      while (!signal.aborted) yield 'on and on '
    })
    const asked = await askCoach(endless, ask('endless'))
    if (asked.outcome !== 'answering') throw new Error(asked.outcome)
    let answer = ''
    for await (const chunk of asked.chunks) answer += chunk
    assert.equal((await asked.finish(answer)).ending, 'cut')
    assert.lengthOf(answer, COACH_LIMITS.answer)
    assert.equal((await said()).at(-1)?.state, 'cut')

    const stopped = await askCoach(endless, ask('stopped'))
    if (stopped.outcome !== 'answering') throw new Error(stopped.outcome)
    await stopped.finish('on and', true)
    assert.deepInclude((await said()).at(-1), { state: 'stopped', text: 'on and' })
  })
})
