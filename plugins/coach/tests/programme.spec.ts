import { test } from '@japa/runner'
import { checkProgramme } from '#plugins/coach/programme/check_programme'
import { tasksOf } from '#plugins/coach/programme/programme'
import { readProgrammes } from '#plugins/coach/programme/programmes'

const programme = async () => (await readProgrammes(['en', 'es'])).first

test.group('Programmes', () => {
  test('“Premium community” has four phases, 22 tasks and five decisions', async ({ assert }) => {
    const { phases, decisions, ...rest } = await programme()
    assert.lengthOf(phases, 4)
    assert.lengthOf(tasksOf({ ...rest, phases, decisions }), 22)
    assert.deepEqual(
      decisions.map(({ id }) => id),
      ['platform', 'pricing', 'structure', 'timeline', 'content']
    )
  })

  test('a mistake in a file is named with its place')
    .with([
      {
        says: /phases\.0\.tasks\.0\.minutes/,
        broken: (file: string) => file.replace('"minutes":20', '"minutes":"long"'),
      },
      {
        says: /the task "set_price" names the decision "prizing"/,
        broken: (file: string) => file.replace('"decision":"pricing"', '"decision":"prizing"'),
      },
      {
        says: /the task "promise_sentence" is there twice/,
        broken: (file: string) =>
          file.replace('"id":"five_conversations"', '"id":"promise_sentence"'),
      },
      {
        says: /phases\.0\.title\.es/,
        broken: (file: string) => file.replace('"es":"Promesa"', '"fr":"Promesse"'),
      },
      {
        says: /"first_member" is ticked by live data only where/,
        broken: (file: string) => file.replace(',"live":"first_member"', ''),
      },
      {
        says: /"promise_sentence" is ticked out of what is said: its creator may tick it/,
        broken: (file: string) =>
          file.replace('"tickedBy":["creator","coach"]', '"tickedBy":["coach"]'),
      },
    ])
    .run(async ({ assert }, { says, broken }) => {
      const right = JSON.stringify(await programme())
      const wrong: unknown = JSON.parse(broken(right))
      assert.notEqual(JSON.stringify(wrong), right)
      await assert.rejects(() => checkProgramme('a.json', wrong, ['en', 'es']), says)
    })
})
