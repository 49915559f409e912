import { test } from '@japa/runner'
import { FRONTENDS, type Frontend } from '#app/bot_kit/inbound'
import { askToStop } from '#plugins/coach/conversation/claim'
import { listMessages } from '#plugins/coach/conversation/messages'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { somebody } from '#plugins/coach/tests/support/people'
import { coachServices, projectOf } from '#plugins/coach/tests/support/program'
import { connectModelServer, type ModelServer } from '#tests/support/model_server'
import { until } from '#tests/support/until'

/** Longer than the look for a stop takes. */
const PATIENCE_MS = 10 * COACH_LIMITS.stopLookMs

test.group('Coach | an answer that is stopped where it is not made', (group) => {
  let server: ModelServer
  group.each.setup(async () => {
    server = await connectModelServer({}, PATIENCE_MS)
    return () => server.close()
  })

  /** A creator asks in a chat; the message is stopped from the web while the model is silent after so many words. */
  async function stopsAfter(frontend: Frontend, pieces: number) {
    const { person, talk } = await somebody('creator', { frontend })
    const project = await projectOf(await coachServices(), person.id)
    await talk.says('/coach')
    server.emulator.script({ kind: 'hang', after: pieces })
    const asked = () =>
      server.emulator.requests.some(({ path }) => path.endsWith('/chat/completions'))
    const answered = talk.says('What now?')
    await until(asked, { what: 'the model to be asked' })
    const [message] = await listMessages(project.id, { limit: 1 })
    const isTold = await askToStop(project.id, message?.key ?? '')
    const seen = await answered
    return { isTold, seen, kept: await listMessages(project.id, { limit: 5 }) }
  }

  test('the bot ends it where it is, and what was said is kept: {$self}')
    .with([...FRONTENDS])
    .run(async ({ assert }, frontend) => {
      const { isTold, seen, kept } = await stopsAfter(frontend, 2)
      assert.isTrue(isTold)
      assert.isTrue(seen.some((one) => 'delivery' in one && one.text.endsWith('piece 1 piece 2 ')))
      assert.deepInclude(kept.at(-1), { text: 'piece 1 piece 2 ', state: 'stopped' })
    })

  test('before its first word nothing is said, and the message may be asked again', async ({
    assert,
  }) => {
    const { seen, kept } = await stopsAfter('telegram', 0)
    assert.isFalse(seen.some((one) => 'delivery' in one && one.text !== ''))
    assert.lengthOf(kept, 1)
    assert.deepInclude(kept[0], { text: 'What now?', state: 'unanswered' })
  })
})
