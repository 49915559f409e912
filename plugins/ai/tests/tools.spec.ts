import { test } from '@japa/runner'
import { randomUUID } from 'node:crypto'
import type { Ai } from '#plugins/ai/ai'
import {
  ModelError,
  type ChatMessage,
  type ModelFailure,
  type ModelUsage,
  type Tool,
  type ToolCall,
} from '#plugins/ai/api'
import { DemoProvider } from '#plugins/ai/providers/demo_provider'
import { CallParts, TOOL_LIMITS } from '#plugins/ai/providers/openai_tools'
import { startTalk } from '#plugins/ai/tests/support/talk'

const LIGHT: Tool = {
  name: 'set_light',
  description: 'Turns the light of the lighthouse on or off.',
  parameters: {
    type: 'object',
    properties: { on: { type: 'boolean' } },
    required: ['on'],
    additionalProperties: false,
  },
}
const ON = { name: 'set_light', arguments: { on: true } }

interface Called {
  text: string
  calls: readonly ToolCall[]
  failure: ModelFailure | null
  usage: ModelUsage
}

const ASKED: readonly ChatMessage[] = [{ role: 'user', content: 'Turn the light on, please.' }]

async function askWithTools(
  ai: Ai,
  {
    messages = ASKED,
    tools = [LIGHT],
    model = 'standard',
    ...rest
  }: {
    messages?: readonly ChatMessage[]
    tools?: readonly Tool[]
    model?: string
    toolChoice?: 'auto' | 'none'
  } = {}
): Promise<Called> {
  const run = ai.stream({
    modelId: model,
    messages,
    tools,
    ...rest,
    accountId: randomUUID(),
    personId: null,
    purpose: 'tests.tools',
    signal: new AbortController().signal,
  })
  let text = ''
  let failure: ModelFailure | null = null
  try {
    for await (const piece of run.chunks) text += piece
  } catch (error) {
    if (!(error instanceof ModelError)) throw error
    failure = error.failure
  }
  return { text, calls: await run.toolCalls, failure, usage: await run.usage }
}

const named = (calls: readonly ToolCall[]) =>
  calls.map(({ name, arguments: said }) => [name, said] as const)

test.group('Tool calls', () => {
  test('are put together from their pieces, beside the words', async (t) => {
    const { emulator, ai } = await startTalk(t)
    emulator.script({ kind: 'answer', text: 'With pleasure.', toolCalls: [ON] })

    const { text, calls, failure } = await askWithTools(ai)

    t.assert.equal(text, 'With pleasure.')
    t.assert.isNull(failure)
    t.assert.deepEqual(named(calls), [['set_light', '{"on":true}']])
    t.assert.containSubset(emulator.requests[0]?.body, {
      tools: [
        {
          type: 'function',
          function: { name: 'set_light', parameters: LIGHT.parameters },
        },
      ],
    })
  })

  test('several at once come whole and in their order', async (t) => {
    const { emulator, ai } = await startTalk(t)
    const off = { name: 'set_light', arguments: { on: false } }
    emulator.script({ kind: 'answer', toolCalls: [ON, off, ON], delayMs: 0 })

    const { calls } = await askWithTools(ai)

    t.assert.deepEqual(named(calls), [
      ['set_light', '{"on":true}'],
      ['set_light', '{"on":false}'],
      ['set_light', '{"on":true}'],
    ])
    t.assert.lengthOf(new Set(calls.map(({ id }) => id)), 3)
  })

  test('an answer of calls alone is an answer; one of nothing is not', async (t) => {
    const { emulator, ai, rows } = await startTalk(t)
    emulator.script({ kind: 'answer', toolCalls: [ON] })

    const called = await askWithTools(ai)
    t.assert.isNull(called.failure)
    t.assert.equal(called.text, '')
    t.assert.lengthOf(called.calls, 1)
    t.assert.containSubset(rows.at(-1), { outcome: 'completed', firstTextMs: null })

    emulator.script({ kind: 'answer', text: '' })
    t.assert.equal((await askWithTools(ai)).failure, 'empty_answer')
  })

  test('what they gave is told in messages, and the model answers in words', async (t) => {
    const { emulator, ai } = await startTalk(t)
    emulator.script(
      { kind: 'answer', toolCalls: [{ ...ON, id: 'call_a' }] },
      { kind: 'answer', text: 'It shines.' }
    )
    const { calls } = await askWithTools(ai)

    const { text } = await askWithTools(ai, {
      messages: [
        ...ASKED,
        { role: 'assistant', content: '', toolCalls: calls },
        { role: 'tool', content: '{"result":"on"}', callId: 'call_a' },
      ],
      toolChoice: 'none',
    })

    t.assert.equal(text, 'It shines.')
    t.assert.containSubset(emulator.requests[1]?.body, {
      tool_choice: 'none',
      messages: [
        { role: 'user' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_a', function: { name: 'set_light', arguments: '{"on":true}' } }],
        },
        { role: 'tool', tool_call_id: 'call_a', content: '{"result":"on"}' },
      ],
    })
  })

  test('nonsense is handed on as it was said', async (t) => {
    const { emulator, ai } = await startTalk(t)
    emulator.script({ kind: 'answer', toolCalls: [{ name: 'sing', arguments: '{"song": oh' }] })

    t.assert.deepEqual(named((await askWithTools(ai)).calls), [['sing', '{"song": oh']])
  })

  test('calls without ids, or with one for all, get ids of their own', async (t) => {
    const { emulator, ai } = await startTalk(t)
    emulator.script({
      kind: 'answer',
      toolCalls: [
        { ...ON, id: '' },
        { ...ON, id: 'same' },
        { ...ON, id: 'same' },
      ],
    })

    const { calls } = await askWithTools(ai)

    t.assert.lengthOf(calls, 3)
    t.assert.lengthOf(new Set(calls.map(({ id }) => id)), 3)
  })

  test('a stream that breaks off in the middle of them gives none, and is asked again', async (t) => {
    const { emulator, ai } = await startTalk(t)
    emulator.script({ kind: 'truncate', after: 0 }, { kind: 'answer', toolCalls: [ON], text: '' })

    const { calls, failure } = await askWithTools(ai)

    t.assert.isNull(failure)
    t.assert.lengthOf(calls, 1)
    t.assert.lengthOf(emulator.requests, 2)

    emulator.script({ kind: 'truncate', after: 2 })
    const broken = await askWithTools(ai)
    t.assert.equal(broken.failure, 'broken_off')
    t.assert.deepEqual(broken.calls, [])
  })

  test('endless {$self} are ended, and the connection with them')
    .with(['calls', 'arguments'] as const)
    .run(async (t, of) => {
      const { emulator, ai } = await startTalk(t)
      emulator.always({ kind: 'endless_calls', of })

      const { calls, failure } = await askWithTools(ai)

      t.assert.equal(failure, 'broken_off')
      t.assert.deepEqual(calls, [])
      for (const request of emulator.requests) t.assert.equal(await request.ended, 'aborted')
    })

  test('are counted where the server counts nothing', async (t) => {
    const { emulator, ai } = await startTalk(t)
    emulator.script(
      { kind: 'answer', toolCalls: [ON], usage: false },
      { kind: 'answer', text: 'On.', usage: false }
    )

    const { usage } = await askWithTools(ai)
    const plain = await askWithTools(ai, { tools: [] })

    t.assert.isAbove(usage.outputTokens, 5)
    t.assert.isAbove(usage.inputTokens, plain.usage.inputTokens)
  })
})

test.group('Models without tools', () => {
  const REFUSED = {
    kind: 'error',
    status: 400,
    type: 'invalid_request_error',
    message: 'registry.ollama.ai/library/gemma3:latest does not support tools',
  } as const

  test('are asked again without, and that is remembered', async (t) => {
    const { emulator, ai } = await startTalk(t)
    emulator.script(REFUSED)
    t.assert.isTrue(ai.takesTools('standard'))

    const first = await askWithTools(ai)
    t.assert.isNull(first.failure)
    t.assert.notEqual(first.text, '')
    t.assert.isFalse(ai.takesTools('standard'))

    await askWithTools(ai)
    const withTools = emulator.requests.map(({ body }) => JSON.stringify(body).includes('"tools"'))
    t.assert.deepEqual(withTools, [true, false, false])
  })

  test('what was called before is left out for them', async (t) => {
    const { emulator, ai } = await startTalk(t)
    emulator.script(REFUSED)

    const { failure } = await askWithTools(ai, {
      messages: [
        ...ASKED,
        {
          role: 'assistant',
          content: 'A moment.',
          toolCalls: [{ id: 'a', name: 'set_light', arguments: '{}' }],
        },
        { role: 'tool', content: '{"error":"on is missing"}', callId: 'a' },
      ],
    })

    t.assert.isNull(failure)
    t.assert.containSubset(emulator.requests[1]?.body, {
      messages: [{ role: 'user' }, { role: 'assistant', content: 'A moment.' }],
    })
    t.assert.notInclude(JSON.stringify(emulator.requests[1]?.body), 'tool')
  })

  test('a refusal for another reason is no matter of tools', async (t) => {
    const { emulator, ai } = await startTalk(t)
    emulator.script({ ...REFUSED, message: 'This model is not for children.' })

    t.assert.equal((await askWithTools(ai)).failure, 'refused_request')
    t.assert.isTrue(ai.takesTools('standard'))
    t.assert.lengthOf(emulator.requests, 1)
  })

  test('the demo model says that it has none', async (t) => {
    const { ai } = await startTalk(t)
    const demo = new DemoProvider({ pause: 0, words: () => () => '' })
    t.assert.isTrue(ai.takesTools('standard'))
    t.assert.isFalse(demo.takesTools())
  })
})

test.group('Pieces of calls, as other servers send them', () => {
  test('every call with index 0, or without one', ({ assert }) => {
    const parts = new CallParts()
    for (const id of ['a', 'b']) {
      assert.isTrue(parts.add({ index: 0, id, function: { name: 'x', arguments: '{"n":' } }))
      assert.isTrue(parts.add({ index: 0, function: { arguments: '1}' } }))
    }
    assert.deepEqual(parts.calls, [
      { id: 'a', name: 'x', arguments: '{"n":1}' },
      { id: 'b', name: 'x', arguments: '{"n":1}' },
    ])
  })

  test('more than an answer may call is refused', ({ assert }) => {
    const parts = new CallParts()
    for (let index = 0; index < TOOL_LIMITS.calls; index += 1) {
      assert.isTrue(parts.add({ index, id: `c${index}`, function: { name: 'x', arguments: '' } }))
    }
    assert.isFalse(parts.add({ index: 99, id: 'more', function: { name: 'x', arguments: '' } }))
    const long = new CallParts()
    const piece = 'x'.repeat(TOOL_LIMITS.arguments)
    assert.isTrue(long.add({ index: 0, id: 'a', function: { name: 'x', arguments: piece } }))
    assert.isFalse(long.add({ index: 0, function: { arguments: 'x' } }))
  })
})
