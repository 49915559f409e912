import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import { sql } from '#app/support/sql'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { WebVisitor } from '#tests/support/web_visitor'
import { until } from '#tests/support/until'

/** A creator with a project, on the workspace. */
async function creatorAtWork(): Promise<WebVisitor> {
  const creator = await WebVisitor.arrives('creator')
  await creator.get('/coach')
  await creator.post('/coach/begin', {})
  await creator.get('/coach')
  return creator
}

/** The events of a stream, in order. */
async function eventsOf(
  response: Response
): Promise<{ event: string; data: Record<string, unknown> }[]> {
  const text = await response.text()
  return [...text.matchAll(/^event: (.+)\ndata: (.+)$/gm)].map(([, event = '', data = '']) => ({
    event,
    data: JSON.parse(data),
  }))
}

/** The code of a problem. */
async function codeOf(response: Response): Promise<string> {
  const { code }: { code: string } = JSON.parse(await response.text())
  return code
}

const messagesOf = (creator: WebVisitor) =>
  sql<{ role: string; text: string }>(
    `select m.role, m.text from coach_messages m join coach_projects p on p.id = m.project_id
     where p.creator_id = :id order by m.id`,
    { id: creator.personId ?? '' }
  )

test.group('Coach | the workspace', (group) => {
  group.each.setup(() => limiter.clear())

  test('is for creators: guests sign in, fans are told how to become one', async ({ assert }) => {
    const guest = new WebVisitor()
    assert.equal((await guest.get('/coach')).headers.get('location'), '/sign-in?next=%2Fcoach')
    const fan = await WebVisitor.arrives()
    const refused = await fan.get('/coach')
    assert.equal(refused.status, 403)
    assert.include(await refused.text(), 'href="/create"')
    for (const path of [
      '/coach/begin',
      '/coach/messages',
      '/coach/tasks/set_price',
      '/coach/deeds',
    ]) {
      assert.equal((await fan.post(path, { text: 'x', key: randomUUID() })).status, 403, path)
    }
    const script = await fan.asks('/coach/messages', { text: 'Hello', key: randomUUID() })
    assert.equal(script.status, 403)
    assert.equal(await codeOf(script), 'for_creators')
    assert.lengthOf(await messagesOf(fan), 0)
  })

  test('a project is begun, and a page is shown with all that there is to do', async ({
    assert,
  }) => {
    const creator = await creatorAtWork()
    const page = await creator.reads('/coach')
    assert.include(page, 'Write your promise in one sentence')
    assert.include(page, 'Decisions: 0 of 5 taken')
    assert.include(page, 'No opening day yet')
    await creator.post('/coach/begin', {})
    const projects = await sql('select 1 from coach_projects where creator_id = :id', {
      id: creator.personId ?? '',
    })
    assert.lengthOf(projects, 1)
  })

  test('what the coach asks about is decided, ticked or let be by a press, and not asked again', async ({
    assert,
  }) => {
    const creator = await creatorAtWork()
    const says = async (text: string) => {
      const answer = await creator.asks('/coach/messages', { text, key: randomUUID() })
      await answer.text()
      return /name="said" value="(\d+)"/.exec(await creator.reads('/coach'))?.[1] ?? ''
    }
    const price = await says('I think probably $12 a month')
    assert.include(await creator.reads('/coach'), 'Is that decided? Price: 12 USD monthly')
    await creator.post(`/coach/messages/${price}/not-yet`, { kind: 'decision', id: 'pricing' })
    assert.notInclude(await creator.reads('/coach'), 'Is that decided?')
    assert.include(await creator.reads('/coach'), 'Decisions: 0 of 5 taken')

    const again = await says('I think probably $15 a month')
    const yes = { value: '15 USD monthly', said: again, back: 'chat' }
    await creator.post('/coach/decisions/pricing', yes)
    const decided = await creator.reads('/coach')
    assert.notInclude(decided, 'Is that decided?')
    assert.include(decided, 'Decisions: 1 of 5 taken')

    const rules = await says('I think the house rules are done')
    assert.include(await creator.reads('/coach'), 'Is that done? Write five house rules')
    const stranger = await creatorAtWork()
    await stranger.post(`/coach/messages/${rules}/not-yet`, { kind: 'task', id: 'house_rules' })
    assert.include(await creator.reads('/coach'), 'Is that done?', 'nobody else answers for them')
    await creator.post('/coach/tasks/house_rules', { done: 'yes', said: rules, back: 'chat' })
    const done = await creator.reads('/coach')
    assert.notInclude(done, 'Is that done?')
    assert.include(done, 'Tasks: 2 of 22 done')
  })

  test('a form without its token changes nothing', async ({ assert }) => {
    const creator = await creatorAtWork()
    await creator.post('/coach/tasks/promise_sentence', { _csrf: 'wrong', done: 'yes' })
    assert.include(await creator.reads('/coach'), 'Tasks: 0 of 22 done')
  })

  test('an answer comes as events, and is there after a reload', async ({ assert }) => {
    const creator = await creatorAtWork()
    const key = randomUUID()
    const text = 'We decided: it will be on Discord.'
    const response = await creator.asks('/coach/messages', { text, key })
    assert.equal(response.status, 200)
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8')
    assert.equal(response.headers.get('cache-control'), 'no-store, no-transform')
    assert.isNull(response.headers.get('content-encoding'))
    const events = await eventsOf(response)
    const words = events.filter(({ event }) => event === 'piece').map(({ data }) => data.text)
    const last = events.at(-1)
    assert.equal(last?.event, 'end')
    assert.equal(last?.data.answer, words.join(''))
    assert.isAbove(words.length, 1)

    const page = await creator.reads('/coach')
    assert.include(page, text)
    assert.include(page, 'Noted: Platform: Discord')
    const [entry = ''] = /name="entry" value="\d+"/.exec(page) ?? []
    const undo = { entry: entry.replaceAll(/\D/g, '') }
    await creator.post('/coach/decisions/platform/undo', undo)
    assert.include(await creator.reads('/coach'), 'Was noted: Platform: Discord')
    // The second press of the same button takes nothing more back.
    await creator.post('/coach/decisions/platform', { value: 'telegram_group' })
    await creator.post('/coach/decisions/platform/undo', undo)
    assert.include(await creator.reads('/coach'), 'Telegram group')
  })

  test('the same message twice is answered once, and another one under its key not at all', async ({
    assert,
  }) => {
    const creator = await creatorAtWork()
    const said = { text: 'Where do I begin?', key: randomUUID() }
    const [first, second] = await Promise.all([
      creator.asks('/coach/messages', said).then(eventsOf),
      creator.asks('/coach/messages', said).then(eventsOf),
    ])
    assert.equal(first.at(-1)?.event, 'end')
    assert.deepEqual(second.at(-1), first.at(-1))
    const third = await eventsOf(await creator.asks('/coach/messages', said))
    assert.deepEqual(third.at(-1), first.at(-1))
    assert.lengthOf(await messagesOf(creator), 2)
    const other = await creator.asks('/coach/messages', { ...said, text: 'Something else' })
    assert.equal(other.status, 422)
    assert.equal(await codeOf(other), 'key_reused')
    assert.lengthOf(await messagesOf(creator), 2)
  })

  test('a dropped connection ends nothing: the same key follows the answer from its first word', async ({
    assert,
  }) => {
    const creator = await creatorAtWork()
    const said = { text: 'What should I charge, and why?', key: randomUUID() }
    const away = new AbortController()
    const dropped = await creator.asks('/coach/messages', said, away.signal)
    const reader = dropped.body?.getReader()
    await reader?.read()
    away.abort()
    const events = await eventsOf(await creator.asks('/coach/messages', said))
    const words = events.filter(({ event }) => event === 'piece').map(({ data }) => data.text)
    assert.equal(events.at(-1)?.event, 'end')
    if (words.length > 0) assert.equal(words.join(''), events.at(-1)?.data.answer)
    await until(async () => (await messagesOf(creator)).length === 2, { what: 'the answer' })
  })

  test('without a script a form waits for the answer', async ({ assert }) => {
    const creator = await creatorAtWork()
    const answer = await creator.post('/coach/messages', { text: 'Hello there', key: randomUUID() })
    assert.equal(answer.headers.get('location'), '/coach#last')
    const [mine, theirs] = await messagesOf(creator)
    assert.equal(mine?.text, 'Hello there')
    assert.equal(theirs?.role, 'coach')
    await creator.post('/coach/messages', { text: '   ', key: randomUUID() })
    assert.include(await creator.reads('/coach'), 'Write something first.')
  })

  test('a day’s messages used up: it says when the next one is free, and keeps what was typed', async ({
    assert,
  }) => {
    const creator = await creatorAtWork()
    await sql(
      `insert into coach_messages (project_id, key, role, text, at)
       select p.id, 'before:' || n, 'creator', 'x', now() - interval '23 hours'
       from coach_projects p, generate_series(1, :most) n where p.creator_id = :id`,
      { id: creator.personId ?? '', most: COACH_LIMITS.messages }
    )
    const refused = await creator.asks('/coach/messages', { text: 'More', key: randomUUID() })
    assert.equal(refused.status, 429)
    assert.equal(await codeOf(refused), 'messages_used_up')
    const seconds = Number(refused.headers.get('retry-after'))
    assert.isTrue(seconds > 3_500 && seconds <= 3_600, `${seconds}`)
    await creator.post('/coach/messages', { text: 'One more thing', key: randomUUID() })
    const page = await creator.reads('/coach')
    assert.include(page, 'The next one is free in 60 minutes')
    assert.include(page, '>One more thing</textarea>')
  })

  test('tasks are ticked and opened again, decisions taken with a reason, and a phase celebrated', async ({
    assert,
  }) => {
    const creator = await creatorAtWork()
    const ticked = await creator.post('/coach/tasks/promise_sentence', { done: 'yes' })
    assert.equal(ticked.headers.get('location'), '/coach#task-promise_sentence')
    assert.include(await creator.reads('/coach'), 'Tasks: 1 of 22 done')
    await creator.post('/coach/tasks/promise_sentence', { done: 'no' })
    assert.include(await creator.reads('/coach'), 'Tasks: 0 of 22 done')
    // What live data ticks, nobody ticks by hand; nor what only the coach may tick.
    for (const task of ['first_member', 'set_price', 'nonsense']) {
      await creator.post(`/coach/tasks/${task}`, { done: 'yes' })
    }
    assert.include(await creator.reads('/coach'), 'Tasks: 0 of 22 done')

    const decide = (decision: string, value: string, reason = '') =>
      creator.post(`/coach/decisions/${decision}`, { value, reason })
    await decide('platform', 'myspace')
    assert.include(await creator.reads('/coach'), 'Choose one of those that there are.')
    await decide('timeline', '2020-01-01', 'Soon enough')
    const wrong = await creator.reads('/coach')
    assert.include(wrong, 'That day is over.')
    assert.include(wrong, 'value="Soon enough"')
    await decide('platform', 'discord', 'My fans are there')
    await decide('pricing', '500 coins monthly')
    await decide('timeline', '2030-03-01')
    await creator.post('/coach/tasks/promise_sentence', { done: 'yes' })
    await creator.post('/coach/tasks/five_conversations', { done: 'yes' })
    const page = await creator.reads('/coach')
    assert.include(page, 'The promise stands.')
    assert.include(page, 'coach-party')
    assert.include(page, '“My fans are there”')
    assert.include(page, 'Opening on Mar 1, 2030')
    await decide('timeline', '2030-04-01')
    assert.include(await creator.reads('/coach'), 'Opening on Apr 1, 2030')
    const again = await creator.reads('/coach')
    const entry = /decisions\/timeline\/undo[\s\S]*?name="entry" value="(\d+)"/.exec(again)?.[1]
    await creator.post('/coach/decisions/timeline/undo', { entry: entry ?? '' })
    assert.include(await creator.reads('/coach'), 'Opening on Mar 1, 2030')
  })

  test('what one creator has, another does not see or change', async ({ assert }) => {
    const [creator, other] = [await creatorAtWork(), await creatorAtWork()]
    await creator
      .asks('/coach/messages', { text: 'My secret plan', key: randomUUID() })
      .then(eventsOf)
    await creator.post('/coach/decisions/platform', { value: 'discord' })
    const [message] = await sql<{ id: string; entry: string }>(
      `select m.id::text, (select max(d.id)::text from coach_decisions d where d.project_id = p.id) as entry
       from coach_messages m join coach_projects p on p.id = m.project_id where p.creator_id = :id limit 1`,
      { id: creator.personId ?? '' }
    )
    const again = await other.asks(`/coach/messages/${message?.id}/answer`, {})
    assert.equal(again.status, 404)
    await other.post('/coach/decisions/platform/undo', { entry: message?.entry ?? '' })
    await other.post('/coach/end', { project: 'x' })
    const page = await creator.reads('/coach')
    assert.include(page, 'Decisions: 1 of 5 taken')
    assert.notInclude(await other.reads('/coach'), 'My secret plan')
  })

  test('a profile keeps what was typed until it is right', async ({ assert }) => {
    const creator = await creatorAtWork()
    const typed = { platform: 'youtube', followers: 'many', engagement: '350', niche: '"><b>ink' }
    const wrong = await creator.post('/coach/profile', typed)
    assert.equal(wrong.status, 422)
    const page = await wrong.text()
    assert.include(page, 'Followers: write a number')
    assert.include(page, 'write a percentage from 0 to 100')
    assert.include(page, 'value="many"')
    assert.include(page, 'value="&quot;&gt;&lt;b&gt;ink"')
    const kept = await creator.post('/coach/profile', {
      ...typed,
      followers: '12.5k',
      engagement: '3,5 %',
    })
    assert.equal(kept.headers.get('location'), '/coach')
    const form = await creator.reads('/coach/profile')
    assert.include(form, 'value="12,500"')
    assert.include(form, 'value="3.5 %"')
    assert.match(form, /<option value="youtube"\s+selected/)
    assert.include(await creator.reads('/coach'), 'People mostly meet you here: YouTube.')
  })

  test('a project is given up and kept; a page of before does not end the next one', async ({
    assert,
  }) => {
    const creator = await creatorAtWork()
    const page = await creator.reads('/coach')
    const project = /name="project" value="([\w-]+)"/.exec(page)?.[1] ?? ''
    await creator.post('/coach/end', { project })
    assert.include(await creator.reads('/coach'), 'It is kept with what you decided.')
    await creator.post('/coach/begin', {})
    await creator.post('/coach/end', { project })
    assert.include(await creator.reads('/coach'), 'Tasks: 0 of 22 done')
  })
})
