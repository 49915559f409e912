import { test } from '@japa/runner'
import fc from 'fast-check'
import { Notes } from '#plugins/coach/conversation/notes'
import { CoachTools } from '#plugins/coach/conversation/tools'
import { standing } from '#plugins/coach/tests/support/calling_model'
import { somebody } from '#plugins/coach/tests/support/people'
import { coachServices, projectOf } from '#plugins/coach/tests/support/program'
import { isObject } from '#tests/emulators/openai/shapes'

test.group('Whatever a model calls', () => {
  const names = fc.constantFrom('note_decision', 'note_task_done', 'offer_action', 'drop_table')
  const given = fc.oneof(
    fc.json({ maxDepth: 2 }),
    fc.string(),
    fc
      .record(
        {
          decision: fc.constantFrom('platform', 'pricing', 'structure', 'timeline', 'content', 'x'),
          task: fc.constantFrom('house_rules', 'write_welcome', 'first_member', 'choose_date', 'x'),
          action: fc.constantFrom('create_tier', 'make_host', 'x'),
          value: fc.oneof(
            fc.string({ unit: 'binary', maxLength: 320 }),
            fc.constantFrom('discord', '9 USD', '2031-05-01', 'a\u0000b \ud800')
          ),
          confidence: fc.oneof(fc.double(), fc.constantFrom(0, 0.79, 0.8, 1, '1', null)),
          quote: fc.oneof(fc.string(), fc.constantFrom('I wrote', 'the house rules', 'Discord')),
        },
        { requiredKeys: [] }
      )
      .map((call) => JSON.stringify(call))
  )
  const calls = fc.array(fc.record({ name: names, arguments: given }), { maxLength: 12 })

  /** Does the calls in a project of its own. */
  async function after(text: string, made: readonly { name: string; arguments: string }[]) {
    const creator = await somebody('creator')
    const services = await coachServices()
    const notes = new Notes(await projectOf(services, creator.person.id), text)
    const tools = new CoachTools(notes)
    const results: unknown[] = []
    for (const [at, call] of made.entries()) {
      results.push(JSON.parse(await tools.run({ id: `call_${at}`, ...call })))
    }
    return { results, ...(await standing(creator)) }
  }

  test('it is told what became of it, and what nobody said is not written', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(calls, async (made) => {
        const { results, decisions, ticks } = await after('¿Qué? 42.', made)
        assert.isTrue(results.every((one) => isObject(one) && ('result' in one || 'error' in one)))
        assert.deepEqual([decisions, ticks], [[], []])
      }),
      { numRuns: 40 }
    )
  })

  test('of a message that reports one thing, one thing is written at most', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(calls, async (made) => {
        const { decisions, ticks } = await after('I wrote the house rules', made)
        assert.isAtMost(ticks.length, 1)
        assert.deepEqual(decisions, [])
      }),
      { numRuns: 40 }
    )
  })
})
