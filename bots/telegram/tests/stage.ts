import app from '@adonisjs/core/services/app'
import { getActiveTestOrFail } from '@japa/runner'
import {
  defineCommand,
  type AnyBotCommand,
  type Converse,
  type ReceiveFile,
} from '#app/bot_kit/command'
import type { BotFrontend } from '#app/bot_kit/frontend'
import type { Till } from '#app/bot_kit/payments'
import type { SpaceListener } from '#app/bot_kit/spaces/events'
import type { Delivery, Reply, ReplyNode, StreamNode } from '#app/bot_kit/reply'
import type { Runtime } from '#app/bot_kit/runtime'
import { makeRuntime } from '#app/bot_kit/testing/runtime'
import { createTelegram } from '#bots/telegram/frontend'
import telegramConfig, { type TelegramSettings } from '#config/telegram'
import {
  startTelegramEmulator,
  type TelegramEmulator,
  type TelegramEmulatorOptions,
} from '#tests/emulators/telegram/index'

/** Waits of the real settings would make the tests slow; the proportions stay. */
const QUICK: Partial<TelegramSettings> = {
  pollSeconds: 5,
  callTimeoutSeconds: 3,
  outageRetryMs: [20, 40],
  reconnectMs: { first: 20, last: 100 },
  rateLimit: { maxDelaySeconds: 2, maxAttempts: 2 },
  startPatienceMs: 2_000,
  typingDelayMs: 40,
  firstDraftMs: 10,
  draftIntervalMs: 20,
  draftRefreshMs: 200,
  editIntervalMs: 20,
}

export interface StageOptions {
  commands?: readonly AnyBotCommand[]
  converse?: Converse
  receiveFile?: ReceiveFile
  till?: Till
  spaces?: SpaceListener
  settings?: Partial<TelegramSettings>
  emulator?: TelegramEmulatorOptions
  /** The frontend is not started: the test does it. */
  idle?: boolean
}

export interface Stage {
  telegram: TelegramEmulator
  frontend: BotFrontend
  runtime: Runtime
  settings: TelegramSettings
  /** Ends this frontend and starts another, as a restart of the program does. */
  restart(): Promise<BotFrontend>
}

/** A Telegram on loopback and the real frontend on the real kit; taken down after the test. */
export async function stage(options: StageOptions = {}): Promise<Stage> {
  const telegram = await startTelegramEmulator(options.emulator)
  const logger = await app.container.make('logger')
  const runtime = await makeRuntime({
    till: options.till ?? null,
    spaces: options.spaces ?? null,
    commands: options.commands ?? [],
    converse: options.converse ?? null,
    fileReceivers: options.receiveFile ? [options.receiveFile] : [],
  })
  const settings: TelegramSettings = {
    ...telegramConfig,
    ...QUICK,
    token: telegram.token,
    apiRoot: telegram.apiRoot,
    ...options.settings,
  }
  let frontend = await createTelegram({ app, logger, runtime }, settings)
  getActiveTestOrFail().cleanup(async () => {
    await frontend.stop()
    await runtime.drain(AbortSignal.timeout(2_000))
    await telegram.close()
  })
  if (!options.idle) await frontend.start()
  return {
    telegram,
    get frontend() {
      return frontend
    },
    runtime,
    settings,
    async restart() {
      await frontend.stop()
      frontend = await createTelegram({ app, logger, runtime }, settings)
      await frontend.start()
      return frontend
    },
  }
}

/** A command `/show` that answers with what it is given. */
export function showing(reply: Reply | (() => Reply), visibility: 'public' | 'private' = 'public') {
  return defineCommand({
    name: 'show',
    description: 'bot.help.description',
    options: {},
    guards: [],
    visibility,
    run: async () => (typeof reply === 'function' ? reply() : reply),
  })
}

/** A command that says which options it got, for buttons and forms to lead to. */
export const echo = defineCommand({
  name: 'echo',
  description: 'bot.help.description',
  options: {
    text: { kind: 'text', description: 'bot.help.description', maxLength: 4_000 },
    mood: { kind: 'text', description: 'bot.help.description', maxLength: 100 },
    note: { kind: 'text', description: 'bot.help.description', maxLength: 100 },
  },
  positional: 'text',
  guards: [],
  visibility: 'public',
  async run({ options: { text, mood, note } }): Promise<Reply> {
    const said = [text, mood, note].map((value) => value ?? '–').join(' | ')
    return [{ kind: 'text', text: `Echo: ${said}` }]
  },
})

export interface ScriptedStream {
  node: StreamNode
  say(chunk: string): void
  end(): void
  fail(error: Error): void
  /** What the kit settled with. */
  settled: Promise<Delivery>
}

/** A stream that says what the test tells it to, when it tells it. */
export function scriptedStream(speaker?: string, after: Reply = []): ScriptedStream {
  const { readable, writable } = new TransformStream<string, string>()
  const writer = writable.getWriter()
  const { promise: settled, resolve } = Promise.withResolvers<Delivery>()
  return {
    node: {
      kind: 'stream',
      ...(speaker !== undefined && { speaker: { name: speaker } }),
      chunks: readable.values({ preventCancel: true }),
      async settle(delivery) {
        resolve(delivery)
        return after
      },
    },
    say: (chunk) => void writer.write(chunk).catch(() => undefined),
    end: () => void writer.close().catch(() => undefined),
    fail: (error) => void writer.abort(error).catch(() => undefined),
    settled,
  }
}

/** A node of each kind that is drawn as it is, with every part that it can have. */
export function stillNodes(): Exclude<ReplyNode, StreamNode>[] {
  const button = (label: string) => ({
    label,
    invoke: { command: 'echo', options: { text: label } },
  })
  return [
    { kind: 'text', text: 'Hello **bold** words', speaker: { name: 'Luna' } },
    {
      kind: 'card',
      title: 'A card',
      text: 'with _text_',
      fields: [{ name: 'Price', value: '2 coins' }],
      footer: 'small print',
      buttons: [button('Card button'), { label: 'Site', url: 'https://example.com/' }],
    },
    {
      kind: 'list',
      title: 'A list',
      items: [{ title: 'First', text: 'of two', button: button('Pick') }, { title: 'Second' }],
      empty: 'Nothing here',
      footer: 'Page 1 of 2',
      paging: { page: 1, pages: 2, next: { ...button('Next'), replaces: true } },
    },
    { kind: 'choice', text: 'Choose', buttons: [button('Left'), button('Right')] },
    {
      kind: 'form',
      title: 'A form',
      fields: [{ name: 'text', label: 'Your words', kind: 'line', required: true, maxLength: 50 }],
      submit: button('Send'),
      cancelLabel: 'Cancel',
    },
    {
      kind: 'quote',
      text: 'A reply costs **2 coins**',
      price: 2_000n,
      accept: button('Talk'),
      decline: button('Not now'),
    },
    { kind: 'image', source: 'https://example.com/a.png', alt: 'A cat', caption: 'Look' },
    {
      kind: 'file',
      name: 'chat.txt',
      mediaType: 'text/plain',
      content: new TextEncoder().encode('all of it'),
      caption: 'Your data',
    },
  ]
}
