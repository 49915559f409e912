import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { ButtonStore } from '#app/bot_kit/button_store'
import { defineCommand, type Listen, type Overhear } from '#app/bot_kit/command'
import { Inbox } from '#app/bot_kit/inbox'
import { LocalLanes } from '#app/bot_kit/lanes'
import { Runtime } from '#app/bot_kit/runtime'
import { Fan } from '#app/bot_kit/testing/conversation'
import { Wording } from '#app/bot_kit/wording'

const says = (text: string) => [{ kind: 'text', text } as const]

/** A program with one command, one who answers whatever is said, and parts that listen before. */
async function fanOf(parts: { listeners?: Listen[]; overhearers?: Overhear[] }): Promise<Fan> {
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
  const runtime = new Runtime({
    till: null,
    spaces: null,
    commands: [command],
    converse: async (_ctx, text) => says(`a persona heard ${text}`),
    ...parts,
    fileReceivers: [],
    identity: await app.container.make('identity'),
    inbox: new Inbox(),
    buttons: new ButtonStore(),
    lanes: new LocalLanes(),
    wording: new Wording(await app.container.make('i18n')),
    logger: await app.container.make('logger'),
    allowUse: async () => ({ allowed: true }),
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
