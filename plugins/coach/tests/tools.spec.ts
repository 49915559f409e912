import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { askCoach } from '#plugins/coach/conversation/ask_coach'
import {
  FEELS,
  LETTERS,
  PRICE,
  SENT,
  all,
  begun,
  creatorWith,
  decision,
  done,
  patientModels,
  says,
  standing,
  startAnew,
  told,
  wire,
} from '#plugins/coach/tests/support/calling_model'
import { asking, coachServices, projectOf } from '#plugins/coach/tests/support/program'
import { cleverCoach, type Behaviour } from '#tests/emulators/openai/index'
import type { ModelServer } from '#tests/support/model_server'
import { outcomesOf } from '#tests/support/spent'
import { until } from '#tests/support/until'

let server: ModelServer

test.group('The coach’s tools', (group) => {
  group.setup(async () => {
    server = await patientModels()
    return () => server.close()
  })
  group.each.setup(() => startAnew(server))

  test('a decision is noted, shown, and can be taken back', async ({ assert }) => {
    const creator = await creatorWith(server, PRICE)
    await creator.talk.says(`/coach ${FEELS}`)
    assert.include(all(creator), 'Fine.')
    assert.include(creator.talk.lastText(), 'Noted. **Price**: 11 EUR')
    assert.deepEqual(await standing(creator), {
      decisions: [['pricing', '11 EUR', 'model']],
      ticks: ['set_price'],
    })
    assert.match(told(server).join(), /noted/)
    await creator.talk.presses('Take it back')
    assert.deepEqual(await standing(creator), { decisions: [], ticks: [] })
  })

  test('a task is ticked, shown, and can be taken back', async ({ assert }) => {
    const creator = await creatorWith(server, LETTERS)
    await creator.talk.says(`/coach ${SENT}`)
    assert.include(creator.talk.lastText(), 'Ticked. **Invite ten founding members**')
    assert.deepEqual((await standing(creator)).ticks, ['founding_members'])
    await creator.talk.presses('Take it back')
    assert.deepEqual((await standing(creator)).ticks, [])
  })

  test('an action is offered with a button, and nothing is done', async ({ assert }) => {
    const creator = await creatorWith(server, {
      name: 'offer_action',
      arguments: { action: 'create_tier' },
    })
    await creator.talk.says('/coach what about that thing with the price')
    assert.include(creator.talk.lastText(), 'I can create the tier')
    assert.exists(creator.talk.buttonId('Prepare the tier'))
    assert.deepEqual(await standing(creator), { decisions: [], ticks: [] })
  })

  test('below 0.8 the creator is asked, and a yes counts', async ({ assert }) => {
    const creator = await creatorWith(
      server,
      done('house_rules', 'the rules are sort of there', 0.7)
    )
    await creator.talk.says('/coach the rules are sort of there')
    assert.include(creator.talk.lastText(), 'Is that done? **Write five house rules**')
    assert.deepEqual((await standing(creator)).ticks, [])
    await creator.talk.presses('Yes, done')
    assert.deepEqual((await standing(creator)).ticks, ['house_rules'])
  })

  test('a yes in words is an answer to what was asked, once and while it is fresh', async ({
    assert,
  }) => {
    const creator = await creatorWith(server)
    await creator.talk.says('/coach I think probably $12 a month')
    assert.include(creator.talk.lastText(), 'Is that decided? **Price**: 12 USD monthly')
    await creator.talk.says('/coach Yes, decided.')
    assert.include(creator.talk.lastText(), 'Noted. **Price**: 12 USD monthly')
    const price = ['pricing', '12 USD monthly', 'pattern']
    assert.deepEqual((await standing(creator)).decisions, [price])

    await creator.talk.says('/coach I think the house rules are done')
    await creator.talk.says('/coach What comes next?')
    await creator.talk.says('/coach Yes')
    assert.deepEqual((await standing(creator)).ticks, ['set_price'])

    await creator.talk.says('/coach I think the house rules are done')
    await sql(
      `update coach_messages m set at = m.at - interval '2 hours' from coach_projects p
       where p.id = m.project_id and p.creator_id = :id`,
      { id: creator.person.id }
    )
    await creator.talk.says('/coach Sí, claro')
    assert.deepEqual((await standing(creator)).ticks, ['set_price'])
    await creator.talk.says('/coach I think the house rules are done')
    await creator.talk.says('/coach Sí, claro')
    assert.include(creator.talk.lastText(), 'Ticked. **Write five house rules**')
  })

  test('what patterns and the model both hear is noted once', async ({ assert }) => {
    const creator = await creatorWith(
      server,
      decision('discord', "Let's go with Discord."),
      done('house_rules', 'I finished the house rules.')
    )
    await creator.talk.says("/coach Let's go with Discord. I finished the house rules.")
    const texts = creator.talk.texts()
    assert.lengthOf(
      texts.filter((text) => text.startsWith('Noted.')),
      1
    )
    assert.lengthOf(
      texts.filter((text) => text.startsWith('Ticked.')),
      1
    )
    assert.deepEqual((await standing(creator)).decisions, [['platform', 'discord', 'pattern']])
    assert.deepEqual(told(server), [
      '{"result":"it stands already"}',
      '{"result":"it stands already"}',
    ])
  })

  test('the same message again is neither answered nor noted again', async ({ assert }) => {
    const creator = await creatorWith(server, PRICE)
    const id = `message:${randomUUID()}`
    await creator.talk.says(`/coach ${FEELS}`, id)
    const asked = server.emulator.requests.length
    await creator.talk.says(`/coach ${FEELS}`, id)
    assert.lengthOf(server.emulator.requests, asked)
    const history = await sql(
      `select 1 from coach_decisions d join coach_projects p on p.id = d.project_id where p.creator_id = :id`,
      { id: creator.person.id }
    )
    assert.lengthOf(history, 1)
  })

  test('a process that dies after the note writes it once, and it is shown with the answer', async ({
    assert,
  }) => {
    const creator = await begun()
    const services = await coachServices()
    const project = await projectOf(services, creator.person.id)
    const { account } = await creator.talk.identified()
    const call: Behaviour = { kind: 'answer', toolCalls: [PRICE, LETTERS].map(wire) }
    const ask = async () => {
      server.emulator.script(call, says('Fine.'))
      const asked = await askCoach(
        services,
        asking(project, account.id, { key: 'one', text: `${FEELS}. ${SENT}.` })
      )
      assert.equal(asked.outcome, 'answering')
      if (asked.outcome !== 'answering') throw new Error('It is not answered')
      let said = ''
      for await (const piece of asked.chunks) said += piece
      return { said, finish: asked.finish }
    }

    await ask()
    await sql(
      `update coach_messages set claimed_until = now() where project_id = :id and key = 'one'`,
      { id: project.id }
    )
    const { said, finish } = await ask()
    const { decided, done: ticked } = (await finish(said)).noticed

    assert.deepEqual(
      decided.map(({ value }) => value),
      ['11 EUR']
    )
    assert.deepEqual(
      ticked.map(({ task }) => task),
      ['founding_members']
    )
    const history = await sql('select 1 from coach_decisions where project_id = :id', {
      id: project.id,
    })
    assert.lengthOf(history, 1)
  })

  test('an answer that failed is tried anew, and what was noted stays noted', async ({
    assert,
  }) => {
    const creator = await begun()
    const down: Behaviour = { kind: 'error', status: 503 }
    server.emulator.always(down)
    server.emulator.script({ kind: 'answer', toolCalls: [wire(PRICE)] })
    await creator.talk.says(`/coach ${FEELS}`)
    assert.include(all(creator), 'Noted. **Price**: 11 EUR')

    server.emulator.always({ kind: 'answer', toolCalls: [wire(PRICE)] })
    server.emulator.script({ kind: 'answer', toolCalls: [wire(PRICE)] }, says('Here I am.'))
    await creator.talk.presses('Try again')
    assert.include(all(creator), 'Here I am.')
    assert.deepEqual((await standing(creator)).decisions, [['pricing', '11 EUR', 'model']])
  })

  test('an opening day in words is written down as a day, and is the target', async ({
    assert,
  }) => {
    const creator = await creatorWith(server)
    await creator.talk.says('/coach We open in two weeks.')
    const [{ day, target } = { day: '', target: null }] = await sql<{
      day: string
      target: string | null
    }>(
      `select (now() at time zone 'utc')::date + 14 || '' as day, target_on::text as target
       from coach_projects where creator_id = :id`,
      { id: creator.person.id }
    )
    assert.equal(target, day)
    assert.deepEqual((await standing(creator)).decisions, [['timeline', day, 'pattern']])
  })

  test('words before a call reach the creator, and those after it stand apart', async ({
    assert,
  }) => {
    const creator = await begun()
    server.emulator.script(
      {
        kind: 'answer',
        text: 'A good home.',
        toolCalls: [wire(PRICE)],
      },
      says('What will it cost?')
    )
    await creator.talk.says(`/coach ${FEELS}`)
    assert.include(all(creator), 'A good home.\n\nWhat will it cost?')
  })

  test('a failure after what was noted loses neither the note nor the answer', async ({
    assert,
  }) => {
    const creator = await begun()
    server.emulator.script(
      { kind: 'answer', toolCalls: [wire(PRICE)] },
      { kind: 'error', status: 400, message: 'no' },
      says('Sorry, where were we?')
    )
    await creator.talk.says(`/coach ${FEELS}`)
    assert.include(all(creator), 'Sorry, where were we?')
    assert.include(creator.talk.lastText(), 'Noted. **Price**: 11 EUR')
  })

  test('every round is in the usage table', async ({ assert }) => {
    const creator = await creatorWith(server, PRICE)
    await creator.talk.says(`/coach ${FEELS}`)
    assert.lengthOf(server.emulator.requests, 2)
    const outcomes = () => outcomesOf(creator.person.id, 'coach.reply')
    await until(async () => (await outcomes()).length === 2)
    assert.deepEqual(await outcomes(), ['completed', 'completed'])
  })
})

test.group('A model that takes no tools', (group) => {
  group.setup(async () => {
    server = await patientModels()
    return () => server.close()
  })

  test('patterns note what is said, and it is not asked for tools again', async ({ assert }) => {
    const creator = await begun()
    server.emulator.always(says('Good.'))
    server.emulator.script({
      kind: 'error',
      status: 400,
      type: 'invalid_request_error',
      message: 'model does not support tools',
    })
    await creator.talk.says("/coach Let's go with Discord.")
    assert.include(all(creator), 'Good.')
    assert.include(creator.talk.lastText(), 'Noted. **Platform**: Discord')
    server.emulator.requests.length = 0
    await creator.talk.says('/coach I finished the house rules.')
    assert.include(creator.talk.lastText(), 'Ticked. **Write five house rules**')
    assert.notInclude(JSON.stringify(server.emulator.requests[0]?.body), '"tools"')
  })
})

test.group('A decent model', (group) => {
  group.setup(async () => {
    server = await patientModels()
    return () => server.close()
  })

  test('coaches from the first decision to an offer', async ({ assert }) => {
    const creator = await begun()
    server.emulator.always(cleverCoach())
    for (const said of [
      "Let's go with Discord.",
      "We'll charge $9 a month.",
      'I finished the house rules.',
      'Can you create the tier for me?',
    ]) {
      await creator.talk.says(`/coach ${said}`)
    }
    const { decisions, ticks } = await standing(creator)
    assert.deepEqual(
      decisions.map(([name, value]) => [name, value]),
      [
        ['platform', 'discord'],
        ['pricing', '9 USD monthly'],
      ]
    )
    assert.includeMembers(ticks, ['house_rules', 'set_price', 'choose_platform'])
    assert.exists(creator.talk.buttonId('Prepare the tier'))
    assert.isTrue(server.emulator.requests.every(({ status }) => status === 200))
  })
})
