import { test } from '@japa/runner'
import { connectionOf, sendEvents } from '#app/web_kit/event_stream'
import { listMessages } from '#plugins/coach/conversation/messages'
import { follow } from '#plugins/coach/conversation/running_answers'
import { somebody } from '#plugins/coach/tests/support/people'
import { asking, coachServices, projectOf, withModel } from '#plugins/coach/tests/support/program'
import { comingFrom, firstOf, restOf } from '#tests/support/coming_events'
import { served } from '#tests/support/served'
import { timersOf } from '#tests/support/timers'
import { until } from '#tests/support/until'

/** Milliseconds between two signs of life; no other timer of the process is as long. */
const BEAT = 19

test.group('A connection that closes while the coach answers', () => {
  test('its signs of life end at once; the answer goes on, is kept, and is there for the next one', async ({
    assert,
  }) => {
    const timers = timersOf(BEAT)
    const { person, talk } = await somebody('creator')
    const { account } = await talk.identified()
    const services = await coachServices()
    const project = await projectOf(services, person.id)
    const gate = Promise.withResolvers<void>()
    const model = withModel(services, async function* () {
      yield 'Begin '
      await gate.promise
      yield 'small.'
    })
    const url = await served((ctx) => {
      const events = follow(model, asking(project, account.id, { signal: connectionOf(ctx) }))
      sendEvents(ctx, events, ({ kind, ...data }) => ({ event: kind, data }), { heartbeatMs: BEAT })
    })
    const leaves = new AbortController()
    const coming = comingFrom(await fetch(url, { signal: leaves.signal }))
    await firstOf(coming, 'piece')
    await firstOf(coming, '')
    assert.equal(timers(), 1)
    leaves.abort()
    await until(() => timers() === 0, { what: 'the signs of life to end' })
    assert.lengthOf(await listMessages(project.id, { limit: 5 }), 1)

    gate.resolve()
    await until(async () => (await listMessages(project.id, { limit: 5 })).length === 2)
    assert.deepInclude((await listMessages(project.id, { limit: 5 })).at(-1), {
      text: 'Begin small.',
      state: 'whole',
    })
    const back = await restOf(comingFrom(await fetch(url)))
    assert.deepEqual(back.at(-1)?.data, { answer: 'Begin small.', ending: 'whole' })
  })
})
