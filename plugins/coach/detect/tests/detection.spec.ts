import { test } from '@japa/runner'
import { comingDay } from '#plugins/coach/detect/days'
import { scoreOf, scoreOfTasks } from '#plugins/coach/detect/score'
import { SENTENCES, TASK_SENTENCES } from '#plugins/coach/detect/sentences'
import { offersIn } from '#plugins/coach/detect/offers'
import { isYes } from '#plugins/coach/detect/assent'
import { DECISIONS, decisionsIn } from '#plugins/coach/detect/decisions'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { tasksDoneIn } from '#plugins/coach/detect/tasks'
import { tasksOf } from '#plugins/coach/programme/programme'
import { readProgrammes } from '#plugins/coach/programme/programmes'

const tasks = async () => tasksOf((await readProgrammes(['en', 'es'])).first)

test.group('Decisions in what is said, by patterns', () => {
  test('at least 120 sentences, half of which decide nothing', ({ assert }) => {
    assert.isAtLeast(SENTENCES.length, 120)
    const nothing = SENTENCES.filter(({ expect }) => !expect).length
    assert.isAtLeast(nothing, SENTENCES.length / 2)
  })

  test('precision at least 0.95, recall at least 0.85', ({ assert }) => {
    const { precision, recall, mistakes } = scoreOf(SENTENCES)
    assert.isAtLeast(precision, 0.95, JSON.stringify(mistakes))
    assert.isAtLeast(recall, 0.85, JSON.stringify(mistakes))
  })

  test('a day keeps its year: “{0}”')
    .with([
      ['Está decidido: abrimos el 1 de marzo de 2028.', '2028-03-01'],
      ['That is decided: we open on March 3rd, 2028.', '2028-03-03'],
      ['It is decided: we launch on 3 March 2028.', '2028-03-03'],
    ] as const)
    .run(({ assert }, [words, day]) => {
      const [found] = decisionsIn(words)
      assert.equal(found && comingDay(found.value, new Date('2027-02-10')), day)
    })

  test('where nothing is decided nothing is noted, whatever the coach has just asked', ({
    assert,
  }) => {
    const nothing = SENTENCES.filter(({ expect }) => !expect)
    for (const asked of DECISIONS) {
      const sentences = nothing.map((sentence) => ({ ...sentence, asked }))
      assert.deepEqual(scoreOf(sentences).mistakes, [], asked)
    }
  })

  test('nothing is noted in sentences that no pattern was made with, where nothing is decided', ({
    assert,
  }) => {
    const traps = SENTENCES.filter(({ heldOut, expect }) => heldOut === true && !expect)
    assert.isAtLeast(traps.length, 20)
    assert.deepEqual(scoreOf(traps).mistakes, [])
  })
})

test.group('Finished tasks in what is said, by patterns', () => {
  test('at least 60 sentences, half of which say of no task that it is done', ({ assert }) => {
    assert.isAtLeast(TASK_SENTENCES.length, 60)
    const nothing = TASK_SENTENCES.filter(({ done }) => done.length === 0).length
    assert.isAtLeast(nothing, TASK_SENTENCES.length / 2)
  })

  test('the sentences speak of tasks that are there', async ({ assert }) => {
    const ids = (await tasks()).map(({ id }) => id)
    assert.includeMembers(
      ids,
      TASK_SENTENCES.flatMap(({ done }) => [...done])
    )
  })

  test('precision at least 0.95, recall at least 0.85', async ({ assert }) => {
    const { precision, recall, mistakes } = scoreOfTasks(TASK_SENTENCES, await tasks())
    assert.isAtLeast(precision, 0.95, JSON.stringify(mistakes))
    assert.isAtLeast(recall, 0.85, JSON.stringify(mistakes))
  })

  test('nothing is ticked by sentences that no pattern was made with, where nothing is done', async ({
    assert,
  }) => {
    const traps = TASK_SENTENCES.filter(({ heldOut, done }) => heldOut && done.length === 0)
    assert.isAtLeast(traps.length, 15)
    assert.deepEqual(scoreOfTasks(traps, await tasks()).mistakes, [])
  })

  test('a bare “done” and a doubt are asked about', async ({ assert }) => {
    const all = await tasks()
    assert.deepEqual(tasksDoneIn('Done!', all, 'house_rules'), [
      { task: 'house_rules', confidence: 0.6 },
    ])
    assert.deepEqual(tasksDoneIn('Done!', all), [])
    assert.deepEqual(tasksDoneIn('I think the rules are done', all), [
      { task: 'house_rules', confidence: 0.6 },
    ])
  })
})

test.group('What the coach is asked to do', () => {
  test('“{0}” offers {1}')
    .with([
      ['Can you create the tier for me?', 'create_tier'],
      ['Please write the welcome', 'write_welcome'],
      ['Make the tier', 'create_tier'],
      ['Puedes anunciar la apertura? Programa el anuncio', 'schedule_launch'],
      ['Escribe la bienvenida por mí', 'write_welcome'],
      ['Set up a host for us, please', 'make_host'],
      ['Run the check', 'start_preflight'],
    ] as const)
    .run(async ({ assert }, [said, action]) => {
      assert.deepEqual(offersIn(said, await tasks()), [action])
    })

  test('“{$self}” offers nothing')
    .with([
      "Don't write the welcome",
      'I wrote the welcome',
      'What is a tier?',
      'Why do I need a host?',
      'No crees el nivel',
      'Write the rules for me',
    ])
    .run(async ({ assert }, said) => {
      assert.deepEqual(offersIn(said, await tasks()), [])
    })
})

test.group('A yes', () => {
  test('“{$self}” is one')
    .with(['Yes', 'yes!', 'Yes, decided.', 'Sí, claro', 'yep that’s right', 'Exacto.'])
    .run(({ assert }, said) => assert.isTrue(isYes(said)))

  test('“{$self}” is none')
    .with(['Yes?', 'yes but later', 'Yes, Discord', 'yesterday', 'no', '', 'yes '.repeat(500)])
    .run(({ assert }, said) => assert.isFalse(isYes(said)))
})

test('the longest message is read in a moment, whatever it repeats', async ({ assert }) => {
  const all = await tasks()
  for (const piece of [
    'ya esta ',
    'and the rules, ',
    'I invited ',
    'please, ',
    '$5 ',
    'in two ',
    'one two ',
    '1.1.1',
    'y e ',
  ]) {
    const message = piece.repeat(COACH_LIMITS.message).slice(0, COACH_LIMITS.message)
    const startedAt = performance.now()
    decisionsIn(message, 'pricing')
    tasksDoneIn(message, all, 'house_rules')
    offersIn(message, all)
    assert.isBelow(performance.now() - startedAt, 1_000, piece)
  }
})
