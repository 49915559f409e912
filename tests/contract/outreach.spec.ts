import { randomUUID } from 'node:crypto'
import { getActiveTestOrFail, test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { defineCommand } from '#app/bot_kit/command'
import type { FrontendDefinition } from '#app/bot_kit/define_frontend'
import type { FrontendContext } from '#app/bot_kit/frontend'
import { HouseMessenger } from '#app/bot_kit/house_messenger'
import { FRONTENDS, type Frontend } from '#app/bot_kit/inbound'
import type { OutreachFactory } from '#app/bot_kit/messenger'
import type { Delivery } from '#app/bot_kit/reply'
import { makeRuntime } from '#app/bot_kit/testing/runtime'
import type { Account } from '#app/identity/types'
import { discordOutreach } from '#bots/discord/outreach'
import { settingsFor } from '#bots/discord/tests/harness'
import { createOutreach } from '#bots/telegram/outreach'
import webOutreach from '#bots/web/outreach'
import { TestVisitor } from '#bots/web/tests/support/visitor'
import telegramConfig from '#config/telegram'
import { startDiscordEmulator } from '#tests/emulators/discord/index'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'
import { until } from '#tests/support/until'

/** Somebody on a platform who has not said anything just now. */
interface Someone {
  account: Account
  outreach: OutreachFactory
  /** Everything that they read, oldest first. */
  reads(): string
  /** They do not want to hear from the bot any more. */
  blocks(): Promise<void>
}

const SOMEONE_ON: Record<Frontend, () => Promise<Someone>> = {
  async discord() {
    const discord = await startDiscordEmulator()
    getActiveTestOrFail().cleanup(() => discord.close())
    const fan = discord.player('anna')
    return {
      account: await accountOf('discord', fan.user.id),
      outreach: discordOutreach(settingsFor(discord)),
      reads: () => JSON.stringify(discord.saidIn(fan.dm).map((one) => [one.content, one.embeds])),
      blocks: async () => void (fan.user.closedToBot = true),
    }
  },

  async telegram() {
    const telegram = await startTelegramEmulator()
    getActiveTestOrFail().cleanup(() => telegram.close())
    const fan = telegram.person({ name: 'Anna' })
    fan.says('/start')
    const settings = { ...telegramConfig, token: telegram.token, apiRoot: telegram.apiRoot }
    return {
      account: await accountOf('telegram', String(fan.id)),
      outreach: (context) => createOutreach(context, settings),
      reads: () => JSON.stringify(fan.chat.fromBot.map(({ text }) => text)),
      blocks: async () => fan.blocksBot(),
    }
  },

  async web() {
    const visitor = await TestVisitor.arrives()
    getActiveTestOrFail().cleanup(() => visitor.leave())
    await visitor.says('/help')
    const identity = await app.container.make('identity')
    const known = await identity.lookUp(`web:${visitorIdOf(visitor)}`)
    if (!known) throw new Error('The visitor has no account')
    return {
      account: known.account,
      outreach: webOutreach,
      reads: () => JSON.stringify(visitor.shown),
      // Who signs out leaves the conversation behind.
      blocks: async () => void (await visitor.postForm('/sign-out', {})),
    }
  },
}

function visitorIdOf(visitor: TestVisitor): string {
  const id = /greenroom_visitor=([^;]+)/.exec(visitor.jar.header)?.[1] ?? ''
  const found = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(
    Buffer.from(decodeURIComponent(id).slice(2), 'base64').toString()
  )
  if (!found) throw new Error('The browser has no cookie')
  return found[0]
}

async function accountOf(platform: Frontend, platformId: string): Promise<Account> {
  const identity = await app.container.make('identity')
  const sighting = { platform, platformId, displayName: 'Anna', locale: 'en' }
  return (await identity.identify(sighting)).account
}

/** A program that does not run the frontend: it has its outreach alone. */
async function programFor(frontend: Frontend) {
  const someone = await SOMEONE_ON[frontend]()
  const deliveries: Delivery[] = []
  const common = {
    internal: true,
    description: 'bot.help.description',
    options: {},
    guards: [],
  } as const
  const logger = await app.container.make('logger')
  const identity = await app.container.make('identity')
  const runtime = await makeRuntime({
    commands: [
      defineCommand({
        ...common,
        name: 'receipt',
        visibility: 'private',
        run: async () => [
          {
            kind: 'card',
            title: 'Thank you',
            text: '100 coins are in your wallet.',
            fields: [{ name: 'Paid', value: '$0.99' }],
            buttons: [{ label: 'See my coins', invoke: { command: 'receipt' } }],
          },
        ],
      }),
      defineCommand({
        ...common,
        name: 'answer',
        visibility: 'public',
        run: async () => [
          {
            kind: 'stream',
            speaker: { name: 'Luna' },
            chunks: ReadableStream.from(['The moon ', 'is up, ', 'at last.']),
            settle: async (delivery) => {
              deliveries.push(delivery)
              return [{ kind: 'text', text: 'One coin was taken.' }]
            },
          },
        ],
      }),
    ],
  })
  const context: FrontendContext = { app, logger, runtime }
  const definition: FrontendDefinition = {
    name: frontend,
    frontend: () => Promise.reject(new Error('It is not run in this process')),
    outreach: async () => ({ default: someone.outreach }),
  }
  const messenger = new HouseMessenger({
    identity: async () => identity,
    house: async () => ({ context, invoke: (inbound, to) => runtime.invoke(inbound, to) }),
    frontends: async () => [definition],
  })
  const say = (command: string, key: string = randomUUID()) =>
    messenger.say({ key, to: { account: someone.account }, invocation: { command } })
  return { ...someone, say, deliveries }
}

for (const frontend of FRONTENDS) {
  test.group(`The program speaks first | ${frontend}`, () => {
    test('a receipt comes by itself, once', async ({ assert }) => {
      const { say, reads } = await programFor(frontend)
      const key = randomUUID()
      assert.equal(await say('receipt', key), 'said')
      await until(() => reads().includes('100 coins are in your wallet'), { what: 'the receipt' })
      assert.equal(await say('receipt', key), 'said_before')
      assert.equal(await say('answer'), 'said')
      await until(() => reads().includes('One coin was taken'), { what: 'what comes after' })
      assert.lengthOf(reads().split('100 coins are in your wallet'), 2, 'it came once')
      assert.include(reads(), '$0.99')
    })

    test('an answer grows, and is settled with what arrived', async ({ assert }) => {
      const { say, reads, deliveries } = await programFor(frontend)
      assert.equal(await say('answer'), 'said')
      const text = 'The moon is up, at last.'
      await until(() => reads().includes(text), { what: 'the answer' })
      const [delivery] = deliveries
      assert.containSubset(delivery, { outcome: 'delivered', text })
    })

    test('who does not want to hear from it does not', async ({ assert }) => {
      const { say, reads, blocks, deliveries } = await programFor(frontend)
      await blocks()
      const before = reads()
      assert.equal(await say('receipt'), 'unreachable')
      assert.equal(await say('answer'), 'unreachable')
      assert.equal(reads(), before)
      for (const { outcome } of deliveries) assert.equal(outcome, 'undelivered')
    })
  })
}
