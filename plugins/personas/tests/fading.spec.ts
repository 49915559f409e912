import { test } from '@japa/runner'
import type { Fan } from '#app/bot_kit/testing/conversation'
import { ownerOf } from '#plugins/personas/conversation'
import { sql } from '#app/support/sql'
import {
  moveCoins,
  payingFan,
  personIdOf,
  seed,
  walletOf,
} from '#plugins/personas/tests/support/house'
import { runJobs } from '#plugins/personas/tests/support/jobs'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { lastPrompt, promptsAsked } from '#plugins/personas/tests/support/prompts'
import personasConfig from '#config/personas'

const FADING = 'the oldest messages begin to fade'
/** About 700 tokens: the standard model's prompt holds some eight of them. */
const LONG = 'The tide came in and the tide went out, and I counted the waves. '.repeat(45)

interface Summed {
  summary: string
  summarised_to: bigint | null
  summary_runs: number
}

async function summedOf(fan: Fan): Promise<Summed> {
  const [row] = await sql<Summed>(
    'select summary, summarised_to, summary_runs from personas_conversations where owner_id = :owner',
    { owner: ownerOf(await fan.identified()) }
  )
  if (!row) throw new Error('No conversation')
  return row
}

/** Says long things until the fan is told that messages fade; how many it took. */
async function talkUntilItFades(fan: Fan): Promise<number> {
  for (let said = 1; said <= 20; said++) {
    await fan.says(`Story ${said}. ${LONG}`)
    if (
      fan
        .texts()
        .slice(-3)
        .some((text) => text.includes(FADING))
    )
      return said
  }
  throw new Error('It never faded')
}

async function talkativeFan(): Promise<Fan> {
  const fan = await payingFan()
  await moveCoins(await personIdOf(fan), 200_000n)
  await fan.says('My grandmother was a lighthouse keeper called Marisol.')
  return fan
}

test.group('A conversation that is longer than the prompt', (group) => {
  let server: ModelServer
  group.setup(async () => {
    await seed()
    server = await connectModelServer()
    return () => server.close()
  })
  group.each.setup(() => server.emulator.always({ kind: 'answer', text: 'I am listening.' }))

  /** Has the summaries written that were asked for. */
  async function sumUp(text = 'Her grandmother Marisol kept a lighthouse.'): Promise<string> {
    server.emulator.always({ kind: 'answer', text })
    await runJobs('personas.summarise')
    server.emulator.always({ kind: 'answer', text: 'I am listening.' })
    return text
  }

  test('is summed up: the fan is told once, and the persona knows what faded', async ({
    assert,
  }) => {
    const fan = await talkativeFan()
    await talkUntilItFades(fan)
    assert.notInclude(lastPrompt(server.emulator).text, 'Good evening, Luna!', 'it fell out')
    await sumUp()
    const asked = lastPrompt(server.emulator).text
    assert.include(asked, 'You keep the notes of a conversation')
    assert.include(asked, 'My grandmother was a lighthouse keeper called Marisol.')

    await fan.says('What was my grandmother called?')
    const { text, messages } = lastPrompt(server.emulator)
    assert.include(messages[0]?.content, 'Her grandmother Marisol kept a lighthouse.')
    assert.notInclude(text, 'a lighthouse keeper called Marisol')
    for (let more = 0; more < 3; more++) await fan.says(LONG)
    assert.lengthOf(
      fan.texts().filter((told) => told.includes(FADING)),
      1
    )
    await fan.says('/memory')
    assert.include(fan.texts().at(-2), 'remembers of earlier: Her grandmother Marisol')
  })

  test('is summed up once for a stretch, however often the job runs, and goes on from there', async ({
    assert,
  }) => {
    const fan = await talkativeFan()
    await talkUntilItFades(fan)
    await sumUp()
    const first = await summedOf(fan)
    const asked = promptsAsked(server.emulator).length
    await sumUp('Something else.')
    assert.deepEqual(await summedOf(fan), first)
    assert.lengthOf(promptsAsked(server.emulator), asked)

    for (let more = 0; more < 6; more++) await fan.says(`More ${more}. ${LONG}`)
    await sumUp('Marisol, and many waves.')
    const second = await summedOf(fan)
    assert.isTrue((second.summarised_to ?? 0n) > (first.summarised_to ?? 0n))
    const [notes] = promptsAsked(server.emulator)
      .slice(asked)
      .filter(({ text }) => text.includes('You keep the notes'))
    assert.include(notes?.text, 'Her grandmother Marisol kept a lighthouse.', 'the notes so far')
    assert.notInclude(notes?.text, 'a lighthouse keeper called Marisol', 'what they hold already')
  })

  test('costs the fan nothing, and no more than so many summaries a day', async ({ assert }) => {
    const fan = await talkativeFan()
    await talkUntilItFades(fan)
    await sql(
      'update personas_conversations set summary_day = current_date, summary_runs = :runs',
      {
        runs: personasConfig.summary.perDay,
      }
    )
    const coins = (await walletOf(fan)).available
    const asked = promptsAsked(server.emulator).length
    await sumUp()
    assert.lengthOf(promptsAsked(server.emulator), asked)
    await sql(`update personas_conversations set summary_day = current_date - 1`, {})
    await sumUp()
    assert.equal((await summedOf(fan)).summary_runs, 1)
    assert.equal((await walletOf(fan)).available, coins)
  })

  test('is not summed up when the model fails; it is tried again', async ({ assert }) => {
    const fan = await talkativeFan()
    await talkUntilItFades(fan)
    server.emulator.always({ kind: 'error', status: 500 })
    await assert.rejects(() => runJobs('personas.summarise'))
    assert.equal((await summedOf(fan)).summary, '')
    await sumUp()
    assert.include((await summedOf(fan)).summary, 'Marisol')
  })

  test('a reset forgets the summary, also one that is being written', async ({ assert }) => {
    const fan = await talkativeFan()
    await talkUntilItFades(fan)
    server.emulator.always({ kind: 'answer', text: 'Too late.', firstDelayMs: 250 })
    const writing = runJobs('personas.summarise')
    await fan.says('/reset')
    await fan.presses('Yes, begin afresh')
    await writing
    assert.equal((await summedOf(fan)).summary, '')
    server.emulator.always({ kind: 'answer', text: 'I am listening.' })
    await fan.says('Hello again')
    assert.notInclude(lastPrompt(server.emulator).text, 'Too late.')
  })
})

test.group('With the demonstration model', (group) => {
  group.setup(seed)

  test('a summary is made without any server', async ({ assert }) => {
    const fan = await talkativeFan()
    await talkUntilItFades(fan)
    await runJobs('personas.summarise')
    assert.include((await summedOf(fan)).summary, 'a lighthouse keeper called Marisol')
  })

  test('what is kept in mind can be heard', async ({ assert }) => {
    const fan = await payingFan()
    await fan.says('/pin My telescope is called Zebra')
    await fan.says('What is my telescope called?')
    assert.include(fan.lastText(), 'You told me: My telescope is called Zebra')
  })
})
