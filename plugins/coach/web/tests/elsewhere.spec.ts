import { randomBytes, randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import { createApiToken } from '#app/identity/actions/api_tokens'
import { sql } from '#app/support/sql'
import { remaining } from '#plugins/coach/conversation/messages'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { comingFrom, firstOf, restOf } from '#tests/support/coming_events'
import { somebody } from '#plugins/coach/tests/support/people'
import { coachServices, projectOf } from '#plugins/coach/tests/support/program'
import {
  EMULATOR_KEY,
  startOpenAiEmulator,
  type OpenAiEmulator,
} from '#tests/emulators/openai/index'
import { startProgram, type Program } from '#tests/support/program'
import { until } from '#tests/support/until'
import { WebVisitor } from '#tests/support/web_visitor'

const PIECES = ['Begin ', 'with ', 'one ', 'small ', 'room, ', 'and ', 'invite ', 'ten ', 'people.']
const WHOLE = PIECES.join('')
/** Long enough for another process to be asked meanwhile. */
const SLOWLY = { kind: 'answer', chunks: PIECES, delayMs: 400 } as const

const SAID = { text: 'What now?' }

test.group('An answer that another process makes', (group) => {
  let model: OpenAiEmulator
  let env: Record<string, string | undefined>
  const programs: Program[] = []

  const starts = async (): Promise<Program> => {
    const program = await startProgram({ env, command: ['serve'] })
    programs.push(program)
    return program
  }

  group.tap((one) => one.timeout(120_000))
  group.setup(async () => {
    model = await startOpenAiEmulator()
    env = {
      DATABASE_URL: process.env.DATABASE_URL,
      APP_KEY: randomBytes(24).toString('base64url'),
      OPENAI_API_KEY: EMULATOR_KEY,
      OPENAI_BASE_URL: model.baseUrl,
    }
    await Promise.all([starts(), starts()])
    return async () => {
      await Promise.all(programs.map((program) => program.stop()))
      await model.close()
    }
  })
  group.each.setup(() => limiter.clear())

  /** The two processes, a creator with a project, and what is asked of the model from here on. */
  async function stage() {
    const [first, second] = programs
    if (!first || !second) throw new Error('There are not two processes')
    const { person } = await somebody('creator')
    const project = await projectOf(await coachServices(), person.id)
    const before = model.requests.length
    return {
      first,
      second,
      person,
      calls: () =>
        model.requests.slice(before).filter(({ path }) => path.endsWith('/chat/completions'))
          .length,
      kept: () =>
        sql<{ role: string; text: string }>(
          'select role, text from coach_messages where project_id = :id order by id',
          { id: project.id }
        ),
      left: async () => (await remaining(person.id)).left,
      claimRunsOut: () =>
        sql(
          `update coach_messages set claimed_until = now() - interval '1 second'
           where project_id = :id and claim is not null returning id`,
          { id: project.id }
        ),
    }
  }

  const ONCE = [
    { role: 'creator', text: SAID.text },
    { role: 'coach', text: WHOLE },
  ]

  test('the page asks one process and then another: it gets the answer once, and the day’s messages count one', async ({
    assert,
  }) => {
    const { first, second, person, calls, kept, left } = await stage()
    model.script(SLOWLY)
    const browser = await WebVisitor.signsIn(person.id, first.url)
    await browser.get('/coach')
    const said = { ...SAID, key: randomUUID() }
    const here = comingFrom(await browser.asks('/coach/messages', said))
    await firstOf(here, 'piece')

    browser.isAnsweredBy(second.url)
    assert.include(await browser.reads('/coach'), SAID.text)
    const [there, form] = await Promise.all([
      browser.asks('/coach/messages', said).then((response) => restOf(comingFrom(response))),
      browser.post('/coach/messages', said),
    ])
    assert.deepEqual(
      there.map(({ event }) => event),
      ['elsewhere', 'noticed', 'end']
    )
    assert.deepEqual(there.at(-1)?.data, { answer: WHOLE, ending: 'whole' })
    assert.equal(form.headers.get('location'), '/coach#last')
    assert.deepEqual((await restOf(here)).at(-1)?.data, { answer: WHOLE, ending: 'whole' })

    assert.deepEqual(await kept(), ONCE)
    assert.equal(calls(), 1)
    assert.equal(await left(), COACH_LIMITS.messages - 1)
    const page = await browser.reads('/coach')
    assert.lengthOf(page.split(WHOLE), 2, 'it stands there once')
  })

  test('a program asks one process and then another: as events and whole, it is the same answer', async ({
    assert,
  }) => {
    const { first, second, person, calls, kept, left } = await stage()
    model.script(SLOWLY)
    const token = await createApiToken(person.id, { name: 'x', abilities: ['coach'], days: 30 })
    if (token.outcome !== 'created') throw new Error(token.outcome)
    const key = randomUUID()
    const asks = (program: Program, accept: string) =>
      fetch(`${program.url}/api/v1/coach/messages`, {
        method: 'POST',
        body: JSON.stringify(SAID),
        headers: {
          'Authorization': `Bearer ${token.value}`,
          'Content-Type': 'application/json',
          'Idempotency-Key': key,
          'Accept': accept,
        },
      })
    const here = comingFrom(await asks(first, 'text/event-stream'))
    await firstOf(here, 'piece')
    const [whole, there] = await Promise.all([
      asks(second, 'application/json'),
      asks(second, 'text/event-stream').then((response) => restOf(comingFrom(response))),
    ])
    assert.equal(whole.status, 200)
    const noticed = { decided: [], unsure: [], done: [], unsure_done: [], offered: [] }
    assert.deepEqual(await whole.json(), { answer: WHOLE, ending: 'whole', noticed })
    assert.deepEqual(there, [
      { event: 'elsewhere', data: {} },
      { event: 'noticed', data: noticed },
      { event: 'end', data: { answer: WHOLE, ending: 'whole' } },
    ])
    await restOf(here)
    assert.deepEqual(await kept(), ONCE)
    assert.equal(calls(), 1)
    assert.equal(await left(), COACH_LIMITS.messages - 1)
  })

  test('the press that stops it reaches another process: it ends where it is, for every page, and is kept', async ({
    assert,
  }) => {
    const { first, second, person, calls, kept } = await stage()
    model.script({ kind: 'hang', after: 2 })
    const browser = await WebVisitor.signsIn(person.id, first.url)
    await browser.get('/coach')
    const said = { ...SAID, key: randomUUID() }
    const here = comingFrom(await browser.asks('/coach/messages', said))
    await firstOf(here, 'piece')

    browser.isAnsweredBy(second.url)
    const there = comingFrom(await browser.asks('/coach/messages', said))
    await firstOf(there, 'elsewhere')
    assert.equal((await browser.asks('/coach/messages/stop', { key: said.key })).status, 204)
    const end = { answer: 'piece 1 piece 2 ', ending: 'stopped' }
    assert.deepEqual((await restOf(here)).at(-1), { event: 'end', data: end })
    assert.deepEqual((await restOf(there)).at(-1), { event: 'end', data: end })
    assert.deepEqual((await kept()).at(-1), { role: 'coach', text: end.answer })
    assert.equal(calls(), 1)
  })

  test('stopped from another process before its first word, it is not begun anew there', async ({
    assert,
  }) => {
    const { first, second, person, calls, kept } = await stage()
    model.script({ kind: 'hang', after: 0 })
    const browser = await WebVisitor.signsIn(person.id, first.url)
    await browser.get('/coach')
    const said = { ...SAID, key: randomUUID() }
    const here = comingFrom(await browser.asks('/coach/messages', said))
    await until(() => calls() === 1, { what: 'the model to be asked' })

    browser.isAnsweredBy(second.url)
    const there = comingFrom(await browser.asks('/coach/messages', said))
    await firstOf(there, 'elsewhere')
    await browser.asks('/coach/messages/stop', { key: said.key })
    assert.equal((await restOf(here)).at(-1)?.event, 'failed')
    assert.equal((await restOf(there)).at(-1)?.event, 'failed')
    assert.deepEqual(await kept(), ONCE.slice(0, 1))
    assert.equal(calls(), 1)
  })

  test('the process that answers is killed: the other one answers, and the message counts once', async ({
    assert,
  }) => {
    const { first, second, person, calls, kept, left, claimRunsOut } = await stage()
    model.script({ kind: 'hang', after: 2 }, { ...SLOWLY, delayMs: 0 })
    const browser = await WebVisitor.signsIn(person.id, first.url)
    await browser.get('/coach')
    const said = { ...SAID, key: randomUUID() }
    const here = comingFrom(await browser.asks('/coach/messages', said))
    await firstOf(here, 'piece')

    browser.isAnsweredBy(second.url)
    const there = comingFrom(await browser.asks('/coach/messages', said))
    await firstOf(there, 'elsewhere')
    await first.kill()
    await assert.rejects(() => restOf(here))
    assert.equal(calls(), 1, 'its claim stands: nobody else begins')
    assert.lengthOf(await claimRunsOut(), 1)
    const events = await restOf(there)
    assert.equal(
      events.map(({ event, data }) => (event === 'piece' ? data.text : '')).join(''),
      WHOLE
    )
    assert.deepEqual(events.at(-1), { event: 'end', data: { answer: WHOLE, ending: 'whole' } })
    assert.deepEqual(await kept(), ONCE)
    assert.equal(calls(), 2)
    assert.equal(await left(), COACH_LIMITS.messages - 1)

    // A process that is started in its place knows the answer, and asks nobody.
    programs[0] = second
    programs.length = 1
    const third = await starts()
    browser.isAnsweredBy(third.url)
    const again = await restOf(comingFrom(await browser.asks('/coach/messages', said)))
    assert.deepEqual(again.at(-1)?.data, { answer: WHOLE, ending: 'whole' })
    assert.equal(calls(), 2)
  })
})
