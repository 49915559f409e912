import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import {
  defineCommand,
  needsAccount,
  type AnyBotCommand,
  type Converse,
} from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { Fan, type FanOptions } from '#app/bot_kit/testing/conversation'
import { makeRuntime } from '#app/bot_kit/testing/runtime'
import type { Delivery } from '#app/bot_kit/reply'
import { until } from '#tests/support/until'

/** A program of a few commands of its own, with everything below it real. */
async function program(commands: readonly AnyBotCommand[], converse: Converse | null = null) {
  const runtime = await makeRuntime({
    commands,
    converse,
  })
  return {
    runtime,
    fan: (options: FanOptions = {}) => new Fan(randomUUID(), { ...options, runtime }),
  }
}

/** A command that counts its runs, and answers with a button that runs it again. */
function counter(singleUse: boolean) {
  let runs = 0
  const command = defineCommand({
    name: 'count',
    description: 'bot.help.description',
    options: { step: { kind: 'integer', description: 'bot.help.description', min: 1, max: 9 } },
    positional: 'step',
    guards: [],
    visibility: 'public',
    async run(ctx) {
      runs += ctx.options.step ?? 1
      const invoke = { command: 'count', options: { step: 5 } }
      return [
        {
          kind: 'choice',
          text: `counted ${runs}`,
          buttons: [{ label: 'Again', invoke, singleUse }],
        },
      ]
    },
  })
  return { command, runs: () => runs }
}

test.group('a turn', () => {
  test('a command answers, and its option is parsed', async ({ assert }) => {
    const { command } = counter(false)
    const { fan } = await program([command])
    const anna = fan()
    await anna.says('/count 3')
    assert.equal(anna.lastText(), 'counted 3')
  })

  test('a redelivered update has one effect', async ({ assert }) => {
    const { command, runs } = counter(false)
    const { fan } = await program([command])
    const anna = fan()
    const id = `message:${randomUUID()}`
    await Promise.all([anna.says('/count', id), anna.says('/count', id)])
    await anna.says('/count', id)
    assert.equal(runs(), 1)
    assert.lengthOf(anna.seen, 1)
  })

  test('an unknown command is told in words, with a way on', async ({ assert }) => {
    const { fan } = await program([])
    const anna = fan()
    await anna.says('/nonsense')
    assert.include(anna.texts()[0] ?? '', 'There is no command /nonsense')
    assert.isDefined(anna.buttonId('Show help'))
  })

  test('Spanish is spoken to those who speak it', async ({ assert }) => {
    const { fan } = await program([])
    const ana = fan({ locale: 'es-MX' })
    await ana.says('/nada')
    assert.include(ana.texts()[0] ?? '', 'no existe el comando /nada')
  })

  test('a guest is invited to join where an account is needed', async ({ assert }) => {
    const command = defineCommand({
      name: 'wallet',
      description: 'bot.help.description',
      options: {},
      guards: [needsAccount],
      visibility: 'private',
      run: async () => [{ kind: 'text', text: 'inside' }],
    })
    const { fan } = await program([command])
    const guest = fan()
    await guest.says('/wallet')
    assert.include(guest.texts()[0] ?? '', 'is for members')
    assert.isDefined(guest.buttonId('Join for free'))
  })

  for (const [what, text, code] of [
    ['empty', '   ', 'message_empty'],
    ['too long', 'x'.repeat(LIMITS.messageLength + 1), 'message_too_long'],
    ['100 KB', '\u{1F389}'.repeat(25_000), 'message_too_long'],
  ] as const) {
    test(`a message that is ${what} is told so and reaches no persona`, async ({ assert }) => {
      let reached = 0
      const { fan } = await program([], async () => {
        reached++
        return []
      })
      const anna = fan()
      await anna.says(text)
      const node = anna.seen[0]?.node
      assert.equal(node?.kind === 'text' ? node.code : null, code)
      assert.equal(reached, 0)
    })
  }

  test('emoji and right-to-left text arrive as they were sent', async ({ assert }) => {
    const { fan } = await program([], async (_ctx, text) => [{ kind: 'text', text }])
    const anna = fan()
    const text = 'שלום 👩‍👩‍👧‍👦 مرحبا'
    await anna.says(text)
    assert.equal(anna.lastText(), text)
  })

  test('a banned account is told so, also when it belongs to nobody', async ({ assert }) => {
    let reached = 0
    const { fan } = await program([], async () => {
      reached++
      return []
    })
    const anna = fan()
    const { account } = await anna.identified()
    await db.rawQuery('update accounts set banned_at = now() where id = ?', [account.id])
    await until(async () => {
      await anna.says('Hello')
      return anna.lastText().startsWith('This account has been closed')
    })
    const before = reached
    await anna.says('Hello?')
    assert.equal(reached, before)
  })

  test('a message sent behind the press that joins is a member’s already', async ({ assert }) => {
    const identity = await app.container.make('identity')
    const join = defineCommand({
      name: 'accept_terms',
      description: 'bot.help.description',
      options: {},
      guards: [],
      visibility: 'public',
      async run(ctx) {
        await identity.join(ctx.account.id)
        return []
      },
    })
    const { fan } = await program([join], async (ctx) => [
      { kind: 'text', text: ctx.person ? 'member' : 'guest' },
    ])
    const anna = fan()
    await Promise.all([anna.says('/accept_terms'), anna.says('Hello')])
    assert.equal(anna.lastText(), 'member')
  })

  test('a command that breaks is apologised for, and the next one works', async ({ assert }) => {
    let broken = true
    const command = defineCommand({
      name: 'fragile',
      description: 'bot.help.description',
      options: {},
      guards: [],
      visibility: 'public',
      async run() {
        if (broken) throw new Error('broken on purpose')
        return [{ kind: 'text', text: 'whole' }]
      },
    })
    const { fan } = await program([command])
    const anna = fan()
    await anna.says('/fragile')
    assert.include(anna.lastText(), 'Something went wrong on our side')
    broken = false
    await anna.says('/fragile')
    assert.equal(anna.lastText(), 'whole')
  })
})

test.group('buttons', () => {
  test('a button means what it was drawn with, as often as it is pressed', async ({ assert }) => {
    const { command } = counter(false)
    const { fan } = await program([command])
    const anna = fan()
    await anna.says('/count')
    await anna.presses('Again')
    assert.equal(anna.lastText(), 'counted 6')
    await anna.presses('Again')
    assert.equal(anna.lastText(), 'counted 11')
  })

  test('a single-use button works once, however many presses come at the same moment', async ({
    assert,
  }) => {
    const { command, runs } = counter(true)
    const { fan } = await program([command])
    const anna = fan()
    await anna.says('/count')
    const button = anna.buttonId('Again') ?? ''
    await Promise.all([1, 2, 3].map(() => anna.sends({ kind: 'press', button })))
    assert.equal(runs(), 6)
    assert.lengthOf(
      anna.texts().filter((text) => text.startsWith('This button has done its work')),
      2
    )
  })

  test('nobody can press what was drawn for another', async ({ assert }) => {
    const { command, runs } = counter(false)
    const { fan } = await program([command])
    const anna = fan()
    const bela = fan()
    await anna.says('/count')
    await bela.sends({ kind: 'press', button: anna.buttonId('Again') ?? '' })
    assert.include(bela.lastText(), 'belongs to someone else')
    assert.equal(runs(), 1)
  })

  test('an id that was never given is an expired button', async ({ assert }) => {
    const { fan } = await program([])
    const anna = fan()
    await anna.sends({ kind: 'press', button: 'nothing' })
    assert.include(anna.lastText(), 'too old')
  })

  test('a single-use button works again when its command broke', async ({ assert }) => {
    let broken = true
    const start = defineCommand({
      name: 'start_it',
      description: 'bot.help.description',
      options: {},
      guards: [],
      visibility: 'public',
      run: async () => [
        {
          kind: 'choice',
          text: 'go?',
          buttons: [{ label: 'Go', invoke: { command: 'go' }, singleUse: true }],
        },
      ],
    })
    const go = defineCommand({
      name: 'go',
      description: 'bot.help.description',
      options: {},
      guards: [],
      visibility: 'public',
      internal: true,
      async run() {
        if (broken) throw new Error('broken on purpose')
        return [{ kind: 'text', text: 'gone' }]
      },
    })
    const { fan } = await program([start, go])
    const anna = fan()
    await anna.says('/start_it')
    await anna.presses('Go')
    broken = false
    await anna.presses('Go')
    assert.equal(anna.lastText(), 'gone')
  })

  test('an internal command cannot be typed', async ({ assert }) => {
    const secret = defineCommand({
      name: 'secret',
      description: 'bot.help.description',
      options: {},
      guards: [],
      visibility: 'public',
      internal: true,
      run: async () => [{ kind: 'text', text: 'inside' }],
    })
    const { fan, runtime } = await program([secret])
    const anna = fan()
    await anna.says('/secret')
    assert.include(anna.texts()[0] ?? '', 'There is no command')
    assert.deepEqual(runtime.commands(), [])
  })
})

test.group('streams', () => {
  /** A persona that says the pieces, and keeps what it was told of the delivery. */
  function persona(pieces: readonly string[], settle?: () => Promise<void>) {
    const deliveries: Delivery[] = []
    const converse: Converse = async () => [
      {
        kind: 'stream',
        chunks: (async function* () {
          yield* pieces
        })(),
        async settle(delivery) {
          deliveries.push(delivery)
          await settle?.()
          return [{ kind: 'text', text: `settled as ${delivery.outcome}` }]
        },
      },
    ]
    return { converse, deliveries }
  }

  test('a stream is settled with what arrived, and the answer follows it', async ({ assert }) => {
    const { converse, deliveries } = persona(['Hello', ' there'])
    const { fan } = await program([], converse)
    const anna = fan()
    await anna.says('Hi')
    assert.deepEqual(anna.texts(), ['Hello there', 'settled as delivered'])
    assert.equal(deliveries.length, 1)
  })

  test('an outage is an outcome of the settlement', async ({ assert }) => {
    const { converse, deliveries } = persona(['Hello'])
    const { fan } = await program([], converse)
    const anna = fan()
    anna.platform.undeliverable = 'blocked'
    await anna.says('Hi')
    assert.deepEqual(deliveries, [{ outcome: 'undelivered', reason: 'blocked' }])
  })

  test('a settlement that fails is tried again with the same delivery', async ({ assert }) => {
    let failures = 2
    const { converse, deliveries } = persona(['Hello'], async () => {
      if (failures-- > 0) throw new Error('the database is away')
    })
    const { fan } = await program([], converse)
    const anna = fan()
    await anna.says('Hi')
    assert.lengthOf(deliveries, 3)
    assert.equal(anna.lastText(), 'settled as delivered')
  })

  test('/stop reaches the reply that is running, from beside it', async ({ assert }) => {
    const { converse, deliveries } = persona(['one ', 'two ', 'three'])
    const stop = defineCommand({
      name: 'stop',
      description: 'bot.help.description',
      options: {},
      guards: [],
      visibility: 'private',
      outOfBand: true,
      run: async (ctx) => [{ kind: 'text', text: `stopped: ${await ctx.stopRunningTurn()}` }],
    })
    const { fan } = await program([stop], converse)
    const anna = fan()
    anna.platform.onChunk = async (shown) => {
      if (shown === 'one ') await anna.says('/stop')
    }
    await anna.says('Hi')
    assert.deepEqual(
      deliveries.map((delivery) => [delivery.outcome, 'text' in delivery ? delivery.text : '']),
      [['stopped', 'one ']]
    )
    assert.include(anna.texts(), 'stopped: true')
  })

  test('draining lets a running reply end and takes nothing new', async ({ assert }) => {
    const { converse, deliveries } = persona(['Hello'])
    const { fan, runtime } = await program([], converse)
    const anna = fan()
    anna.platform.onStreamStart = async () => {
      void runtime.drain(new AbortController().signal)
    }
    await anna.says('Hi')
    await anna.says('Are you there?')
    assert.lengthOf(deliveries, 1)
  })
})
