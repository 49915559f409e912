import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { defineCommand, type Listen, type ListenToFile, type Overhear } from '#app/bot_kit/command'
import { Fan } from '#app/bot_kit/testing/conversation'
import { makeRuntime } from '#app/bot_kit/testing/runtime'

const says = (text: string) => [{ kind: 'text', text } as const]

/** A program with one command, one who answers whatever is said, and parts that listen before. */
async function fanOf(parts: {
  listeners?: Listen[]
  fileListeners?: ListenToFile[]
  overhearers?: Overhear[]
}): Promise<Fan> {
  const command = defineCommand({
    name: 'talk',
    description: 'bot.help.description',
    options: {},
    guards: [],
    visibility: 'public',
    run: async () => [
      { kind: 'choice', text: 'talked', buttons: [{ label: 'More', invoke: { command: 'talk' } }] },
    ],
  })
  const runtime = await makeRuntime({
    commands: [command],
    converse: async (_ctx, text) => says(`a persona heard ${text}`),
    ...parts,
    fileReceivers: [async (_ctx, file) => says(`somebody received ${file.name}`)],
  })
  return new Fan(randomUUID(), { runtime })
}

test.group('Listening', () => {
  test('the first that wants plain words has them; what nobody wants goes to the one who converses', async ({
    assert,
  }) => {
    const fan = await fanOf({
      listeners: [
        () => null,
        async (_ctx, text) => (text === 'for the second' ? says('second') : null),
        async (_ctx, text) => (text.startsWith('for') ? says('third') : null),
      ],
    })
    await fan.says('for the second')
    await fan.says('for whoever')
    await fan.says('hello')
    assert.deepEqual(fan.texts(), ['second', 'third', 'a persona heard hello'])
  })

  test('the first that wants a file has it, with what was written beside it; another goes to who receives files', async ({
    assert,
  }) => {
    const fan = await fanOf({
      fileListeners: [
        () => null,
        async (_ctx, file, text) => (file.kind === 'voice' ? says(`heard ${text}`) : null),
        async () => says('nobody comes here with a voice'),
      ],
    })
    const file = (kind: 'voice' | 'document') =>
      ({
        kind,
        name: 'a file',
        mediaType: 'x/y',
        size: 1,
        seconds: null,
        read: async () => Buffer.alloc(1),
      }) as const
    await fan.sends({ kind: 'file', file: file('voice'), text: 'this' })
    assert.deepEqual(fan.texts(), ['heard this'])
    const deaf = await fanOf({ fileListeners: [async () => null] })
    await deaf.sends({ kind: 'file', file: file('document'), text: '' })
    assert.deepEqual(deaf.texts(), ['somebody received a file'])
  })

  test('too long and empty words are refused before anybody hears them', async ({ assert }) => {
    const heard: string[] = []
    const fan = await fanOf({
      listeners: [
        (_ctx, text) => {
          heard.push(text)
          return null
        },
      ],
    })
    await fan.says('x'.repeat(4_001))
    await fan.says('  ')
    assert.deepEqual(heard, [])
  })

  test('a command is overheard typed or pressed, before its answer; what the program begins is not', async ({
    assert,
  }) => {
    const overheard: string[] = []
    const fan = await fanOf({
      overhearers: [
        async (_ctx, command) => {
          overheard.push(command)
          return says('I step back')
        },
        () => null,
      ],
    })
    await fan.says('/talk')
    await fan.presses('More')
    await fan.says('/unknown')
    await fan.sends({ kind: 'invoke', invocation: { command: 'talk' } })
    await fan.says('hello')
    assert.deepEqual(overheard, ['talk', 'talk'])
    assert.deepEqual(fan.texts().slice(0, 4), ['I step back', 'talked', 'I step back', 'talked'])
  })
})
