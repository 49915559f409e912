/** A program whose models are on an emulated server, with short patience: for everything that goes wrong there. */
import app from '@adonisjs/core/services/app'
import { PluginRegistry } from '#app/plugin_kit/registry'
import aiConfig from '#config/ai'
import { NO_MEDIA } from '#plugins/ai/settings'
import BotsProvider from '#providers/bots_provider'
import { startOpenAiEmulator, type OpenAiEmulator } from '#tests/emulators/openai/index'

export type MediaModels = (typeof aiConfig)['media']

export interface ModelServer {
  emulator: OpenAiEmulator
  /** Gives the program its own models back. */
  close(): Promise<void>
}

/** Milliseconds after which a silent server has failed. */
const PATIENCE_MS = 300
/** The same for pictures and speech. */
const MEDIA_PATIENCE_MS = 2_000

/**
 * @param media what the server does besides text: nothing unless it is named, as with any server of one's own
 * @param patience milliseconds for a first word; longer where no test waits for a server that says nothing
 */
export async function connectModelServer(
  media: Partial<MediaModels> = {},
  patience = PATIENCE_MS
): Promise<ModelServer> {
  const emulator = await startOpenAiEmulator({ apiKey: null })
  const before = { ...aiConfig }
  Object.assign(aiConfig, {
    connection: { apiKey: null, baseUrl: emulator.baseUrl, model: null },
    media: { ...NO_MEDIA, ...media },
    timeouts: {
      ...before.timeouts,
      firstText: patience,
      betweenTexts: patience,
      total: Math.max(5_000, 2 * patience),
      picture: MEDIA_PATIENCE_MS,
      speech: MEDIA_PATIENCE_MS,
      moderation: PATIENCE_MS,
    },
    retry: { attempts: 0, firstPause: 1, longestPause: 1, longestRetryAfter: 1 },
    breaker: { failures: 1_000, openFor: 1 },
  })
  await rebuild()
  return {
    emulator,
    close: async () => {
      Object.assign(aiConfig, before)
      await rebuild()
      await emulator.close()
    },
  }
}

/** Makes the plugins' services and the conversation kit anew. */
async function rebuild(): Promise<void> {
  const { plugins } = await app.container.make('plugins')
  const registry = new PluginRegistry({
    app,
    identity: await app.container.make('identity'),
    outbox: await app.container.make('outbox'),
    messenger: await app.container.make('messenger'),
    doorkeepers: await app.container.make('doorkeepers'),
    plugins,
  })
  await registry.boot()
  app.container.singleton('plugins', () => registry)
  new BotsProvider(app).register()
}
