import { randomUUID } from 'node:crypto'
import type { TestContext } from '@japa/runner/core'
import { Ai } from '#plugins/ai/ai'
import { ModelError, type ModelFailure, type ModelUsage } from '#plugins/ai/api'
import { OpenAiProvider } from '#plugins/ai/providers/openai_provider'
import { MediaServer } from '#plugins/ai/media/media_server'
import { NO_MEDIA, type AiSettings, type Connection } from '#plugins/ai/settings'
import type { UsageRow } from '#plugins/ai/usage'
import {
  EMULATOR_KEY,
  startOpenAiEmulator,
  type OpenAiEmulator,
} from '#tests/emulators/openai/index'

type Overrides = { [K in keyof AiSettings]?: Partial<AiSettings[K]> }

/** Short enough for tests that wait for a limit, long enough for a busy machine in the others. */
export const PATIENT: Omit<AiSettings, 'connection'> = {
  media: NO_MEDIA,
  timeouts: {
    firstText: 10_000,
    betweenTexts: 10_000,
    total: 20_000,
    picture: 20_000,
    speech: 20_000,
    moderation: 20_000,
  },
  retry: { attempts: 2, firstPause: 1, longestPause: 4, longestRetryAfter: 100 },
  breaker: { failures: 100, openFor: 60_000 },
  demoPause: 0,
}

export interface Talk {
  emulator: OpenAiEmulator
  ai: Ai
  /** Usage rows in the order in which runs ended. */
  rows: UsageRow[]
  ask(options?: AskOptions): Promise<Heard>
}

export interface AskOptions {
  model?: string
  text?: string
  signal?: AbortSignal
  /** Called after each piece. */
  onPiece?: (pieces: readonly string[]) => void
}

export interface Heard {
  pieces: string[]
  text: string
  failure: ModelFailure | null
  usage: ModelUsage
  /** The model that answered. */
  modelId: string
}

/** The service before an emulator of its own, through the real client. */
export async function startTalk(
  test: TestContext,
  overrides: Overrides & { emulator?: Parameters<typeof startOpenAiEmulator>[0] } = {}
): Promise<Talk> {
  const emulator = await startOpenAiEmulator(overrides.emulator)
  test.cleanup(() => emulator.close())
  const connection: Connection = {
    apiKey: EMULATOR_KEY,
    baseUrl: emulator.baseUrl,
    model: null,
    ...overrides.connection,
  }
  const settings: AiSettings = {
    connection,
    media: { ...PATIENT.media, ...overrides.media },
    timeouts: { ...PATIENT.timeouts, ...overrides.timeouts },
    retry: { ...PATIENT.retry, ...overrides.retry },
    breaker: { ...PATIENT.breaker, ...overrides.breaker },
    demoPause: 0,
  }
  const rows: UsageRow[] = []
  const ai = new Ai({
    settings,
    provider: new OpenAiProvider(connection, settings.timeouts.total),
    server: new MediaServer(connection, settings.media.openAi, settings.timeouts.picture),
    demo: false,
    onUsage: (row) => rows.push(row),
  })
  return { emulator, ai, rows, ask: (options) => ask(ai, options) }
}

/** Asks for one reply and listens to the end of it. */
export async function ask(ai: Ai, options: AskOptions = {}): Promise<Heard> {
  const run = ai.stream({
    modelId: options.model ?? 'standard',
    messages: [
      { role: 'system', content: 'You are Luna, a lighthouse keeper.' },
      { role: 'user', content: options.text ?? 'How is the sea tonight?' },
    ],
    accountId: randomUUID(),
    personId: null,
    purpose: 'tests.ask',
    signal: options.signal ?? new AbortController().signal,
  })
  const pieces: string[] = []
  let failure: ModelFailure | null = null
  try {
    for await (const piece of run.chunks) {
      pieces.push(piece)
      options.onPiece?.(pieces)
    }
  } catch (error) {
    if (!(error instanceof ModelError)) {
      throw error
    }
    failure = error.failure
  }
  return { pieces, text: pieces.join(''), failure, usage: await run.usage, modelId: run.modelId }
}
