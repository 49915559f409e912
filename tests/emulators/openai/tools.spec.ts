import { test } from '@japa/runner'
import type { TestContext } from '@japa/runner/core'
import { EMULATOR_KEY, startOpenAiEmulator } from '#tests/emulators/openai/index'
import { cleverCoach } from '#tests/emulators/openai/clever_coach'
import type { ApiError } from '#tests/emulators/openai/errors'

const TOOL = {
  type: 'function',
  function: {
    name: 'look',
    parameters: { type: 'object', properties: { at: { type: 'string' } } },
  },
}
const CALL = { id: 'call_1', type: 'function', function: { name: 'look', arguments: '{}' } }
const user = { role: 'user', content: 'Look!' }
const called = { role: 'assistant', content: null, tool_calls: [CALL] }
const told = { role: 'tool', tool_call_id: 'call_1', content: 'a tree' }
const VALID = { model: 'gpt-4o-mini', messages: [user], tools: [TOOL] }

async function start(context: TestContext) {
  const emulator = await startOpenAiEmulator()
  context.cleanup(() => emulator.close())
  const post = (body: unknown) =>
    fetch(`${emulator.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'authorization': `Bearer ${EMULATOR_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  return { emulator, post }
}

const functionOf = (part: Record<string, unknown>) => [
  { ...TOOL, function: { ...TOOL.function, ...part } },
]

test.group('OpenAI emulator: tools', () => {
  test('refuses {what}')
    .with([
      {
        what: 'a choice without tools',
        body: { tools: undefined, tool_choice: 'none' },
        param: 'tool_choice',
      },
      { what: 'no tools at all', body: { tools: [] }, param: 'tools' },
      {
        what: 'a tool of no type',
        body: { tools: [{ function: TOOL.function }] },
        param: 'tools[0].type',
      },
      {
        what: 'a name with blanks',
        body: { tools: functionOf({ name: 'look here' }) },
        param: 'tools[0].function.name',
      },
      {
        what: 'parameters of no object',
        body: { tools: functionOf({ parameters: { type: 'string' } }) },
        param: 'tools[0].function.parameters',
      },
      {
        what: 'an object without properties',
        body: { tools: functionOf({ parameters: { type: 'object' } }) },
        param: 'tools[0].function.parameters',
      },
      { what: 'an unknown choice', body: { tool_choice: 'maybe' }, param: 'tool_choice' },
      {
        what: 'the choice of a tool that is not there',
        body: { tool_choice: { type: 'function', function: { name: 'fly' } } },
        param: 'tool_choice',
      },
      {
        what: 'an answer to no call',
        body: { messages: [user, told] },
        param: 'messages.[1].role',
      },
      {
        what: 'a call without an answer',
        body: { messages: [user, called, user] },
        param: 'messages.[2].role',
      },
      {
        what: 'an answer to another call',
        body: { messages: [user, called, { ...told, tool_call_id: 'call_2' }] },
        param: 'messages.[2].role',
      },
      {
        what: 'an answer that names no call',
        body: { messages: [user, called, { role: 'tool', content: 'x' }] },
        param: 'messages[2].tool_call_id',
      },
      {
        what: 'arguments that are no text',
        body: {
          messages: [
            user,
            { ...called, tool_calls: [{ ...CALL, function: { name: 'look', arguments: {} } }] },
            told,
          ],
        },
        param: 'messages[1].tool_calls[0].function.arguments',
      },
      {
        what: 'an empty list of calls',
        body: { messages: [user, { ...called, tool_calls: [] }] },
        param: 'messages[1].tool_calls',
      },
    ])
    .run(async (context, { body, param }) => {
      const { post } = await start(context)
      const response = await post({ ...VALID, ...body })
      const { error }: { error: ApiError } = JSON.parse(await response.text())
      context.assert.equal(response.status, 400)
      context.assert.equal(error.param, param)
    })

  test('takes calls and what they gave', async (context) => {
    const { post } = await start(context)
    const response = await post({ ...VALID, messages: [user, called, told], tool_choice: 'none' })
    context.assert.equal(response.status, 200)
  })

  test('answers with calls, whole or in pieces', async (context) => {
    const { emulator, post } = await start(context)
    const answer = {
      kind: 'answer',
      toolCalls: [{ name: 'look', arguments: { at: 'sea' } }],
    } as const
    emulator.script(answer, answer)

    const whole: unknown = await (await post(VALID)).json()
    context.assert.containSubset(whole, {
      choices: [
        {
          finish_reason: 'tool_calls',
          message: {
            content: null,
            tool_calls: [
              { type: 'function', function: { name: 'look', arguments: '{"at":"sea"}' } },
            ],
          },
        },
      ],
    })
    const stream = await (await post({ ...VALID, stream: true })).text()
    context.assert.match(
      stream,
      /"tool_calls":\[\{"index":0,"id":"call_[0-9a-f]+","type":"function"/
    )
    context.assert.include(stream, '"finish_reason":"tool_calls"')
  })
})

test.group('OpenAI emulator: the clever coach', () => {
  const NOTE = {
    type: 'function',
    function: {
      name: 'note_decision',
      parameters: {
        type: 'object',
        properties: { decision: { type: 'string', enum: ['platform'] } },
      },
    },
  }
  const ask = async (context: TestContext, content: string) => {
    const { emulator, post } = await start(context)
    emulator.always(cleverCoach())
    const response = await post({ ...VALID, tools: [NOTE], messages: [{ role: 'user', content }] })
    return response.text()
  }

  test('calls what it is offered, with a quote', async (context) => {
    const answer = await ask(context, "Hello. Let's go with Discord.")
    context.assert.include(answer, "Let's go with Discord.")
    context.assert.notInclude(answer, 'Hello.')
    context.assert.include(answer, 'note_decision')
  })

  test('answers in words where nothing is said, or nothing fitting is offered', async (context) => {
    context.assert.notInclude(await ask(context, 'I hate Discord.'), 'note_decision')
    context.assert.notInclude(await ask(context, 'It costs $9 a month.'), 'note_decision')
  })
})
