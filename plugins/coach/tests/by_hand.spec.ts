/** What a creator decides and ticks by hand: the same rules by forms, by buttons, on the web and in the API. */
import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { decideByHand } from '#plugins/coach/actions/decide_by_hand'
import { tickTask, untickTask } from '#plugins/coach/actions/tick_task'
import { activeProject } from '#plugins/coach/project/project'
import { begun, standing } from '#plugins/coach/tests/support/calling_model'
import type { Somebody } from '#plugins/coach/tests/support/people'
import { coachServices } from '#plugins/coach/tests/support/program'

/** Presses what the form of a decision, or the yes to a question, would. */
const decides = ({ talk }: Somebody, decision: string, value: string, reason = '') =>
  talk.sends({
    kind: 'invoke',
    invocation: { command: 'coach_decide', options: { decision, value, reason } },
  })

const ticks = ({ talk }: Somebody, task: string, done: boolean) =>
  talk.sends({ kind: 'invoke', invocation: { command: 'coach_tick', options: { task, done } } })

async function projectOf({ person }: Somebody) {
  const { programmes } = await coachServices()
  const project = await activeProject(programmes, person.id)
  if (!project) throw new Error('There is no project')
  return project
}

test.group('By hand', () => {
  test('what a decision cannot be is said in words, and nothing that was typed is lost', async ({
    assert,
  }) => {
    const creator = await begun()
    for (const [decision, value, why] of [
      ['timeline', '2020-01-01', 'That day is over.'],
      ['timeline', 'when I am ready', 'Write it as a date'],
      ['platform', 'myspace', 'Choose one of those'],
      ['structure', 'x'.repeat(301), 'in 300 characters'],
      ['structure', ' ', 'Write what you decided'],
    ] as const) {
      await decides(creator, decision, value, 'because')
      assert.include(creator.talk.texts().at(-2) ?? '', why, value)
      const form = creator.talk.seen.at(-1)?.node
      assert.deepEqual(
        form?.kind === 'form' && form.fields.map((field) => field.value ?? ''),
        // A choice that there is not cannot stay chosen.
        [decision === 'platform' ? '' : value, 'because']
      )
    }
    assert.deepEqual((await standing(creator)).decisions, [])
    await decides(creator, 'timeline', '2030-03-01')
    assert.include(creator.talk.lastText(), 'Mar 1, 2030')
  })

  test('a yes takes what the coach asked about, in the words that it asked with', async ({
    assert,
  }) => {
    const creator = await begun()
    const project = await projectOf(creator)
    await creator.talk.says('/coach What do I do first?')
    const timeline = project.programme.decisions.find(({ id }) => id === 'timeline')
    if (!timeline) throw new Error('The programme has no timeline')
    const value = 'in spring'
    assert.deepEqual(await decideByHand(project, timeline, { value }), {
      outcome: 'wrong',
      reason: 'date',
    })
    await sql(
      `update coach_messages set noticed = jsonb_set(noticed, '{unsure}', cast(:asked as jsonb))
       where project_id = :id and role = 'creator'`,
      {
        id: project.id,
        asked: JSON.stringify([{ decision: 'timeline', value, confidence: 0.6 }]),
      }
    )
    assert.deepEqual(await decideByHand(project, timeline, { value }), {
      outcome: 'decided',
      value,
    })
    assert.deepEqual(await decideByHand(project, timeline, { value: 'in autumn' }), {
      outcome: 'wrong',
      reason: 'date',
    })
  })

  test('what a decision or live data ticked is not opened by hand', async ({ assert }) => {
    const creator = await begun()
    await decides(creator, 'platform', 'discord')
    const project = await projectOf(creator)
    await sql(
      `insert into coach_ticks (project_id, task, ticked_by) values (:id, 'connect_space', 'live'), (:id, 'house_rules', 'coach')`,
      { id: project.id }
    )
    assert.equal(await untickTask(project, 'choose_platform'), 'not_allowed')
    assert.equal(await untickTask(project, 'connect_space'), 'not_allowed')
    assert.equal(await tickTask(project, 'first_member', 'creator'), 'not_allowed')
    await ticks(creator, 'choose_platform', false)
    assert.include(creator.talk.lastText(), '✅')
    assert.isNull(creator.talk.buttonId('Not done after all') ?? null)
    assert.equal(await untickTask(project, 'house_rules'), 'opened')
    assert.equal(await untickTask(project, 'house_rules'), 'open_before')
    assert.equal(await untickTask(project, 'nothing'), 'unknown_task')
    assert.sameMembers((await standing(creator)).ticks, ['choose_platform', 'connect_space'])
  })
})
