/** How the program talks to a model server. All times are milliseconds. */
export interface AiSettings {
  /** Null when no server is set: the demo model answers. */
  connection: Connection | null
  media: MediaModels
  timeouts: {
    /** From the request to the first text, for one attempt. */
    firstText: number
    /** Between two pieces of text. */
    betweenTexts: number
    /** The whole reply, attempts and pauses included. */
    total: number
    /** One picture, attempts and pauses included: the slowest of OpenAI's models take two minutes. */
    picture: number
    /** A recording to text, or a text to speech, attempts and pauses included. */
    speech: number
    /** A look at a text, before a reply that somebody waits for. */
    moderation: number
  }
  retry: {
    /** Further attempts on one model after the first. */
    attempts: number
    firstPause: number
    longestPause: number
    /** A server that asks for a longer pause than this is not waited for. */
    longestRetryAfter: number
  }
  breaker: {
    /** Failures in a row after which a model is left alone. */
    failures: number
    /** For how long, before one call tries it again. */
    openFor: number
  }
  /** Pause between two pieces of the demo model's answer. */
  demoPause: number
}

export interface Connection {
  /** Without it, a server that wants no key is assumed. */
  apiKey: string | null
  /** Without it, OpenAI's own service. */
  baseUrl: string | null
  /** One model of the server answers for the whole catalogue. */
  model: string | null
}

/** Models of the server for what is not text; null for what it does not do. */
export interface MediaModels {
  /** It is OpenAI's own service: its bill is known, and it is dear. */
  openAi: boolean
  /** One model of the server for every entry of the picture catalogue, or null inside for the catalogue's own. */
  images: { model: string | null } | null
  transcription: string | null
  speech: string | null
  moderation: string | null
  /** Voices of the speech model. */
  voices: readonly string[]
}

/** The voices that OpenAI's speech models share (developers.openai.com, text to speech, November 2026). */
const OPENAI_VOICES = [
  ...['alloy', 'ash', 'ballad', 'coral', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer'],
  ...['verse', 'marin', 'cedar'],
] as const

/** A model's name that says: the server is not to be asked for this. */
export const NO_MODEL = 'none'

export const NO_MEDIA: MediaModels = {
  openAi: false,
  images: null,
  transcription: null,
  speech: null,
  moderation: null,
  voices: [],
}

export const DEFAULT_TIMINGS: Omit<AiSettings, 'connection' | 'media'> = {
  timeouts: {
    firstText: 25_000,
    betweenTexts: 15_000,
    total: 120_000,
    picture: 180_000,
    speech: 60_000,
    moderation: 2_000,
  },
  retry: { attempts: 2, firstPause: 250, longestPause: 4_000, longestRetryAfter: 8_000 },
  breaker: { failures: 5, openFor: 15_000 },
  demoPause: 25,
}

/** Values of the environment; empty is unset. */
export interface AiEnvironment {
  apiKey?: string | undefined
  baseUrl?: string | undefined
  model?: string | undefined
  imageModel?: string | undefined
  transcriptionModel?: string | undefined
  speechModel?: string | undefined
  /** Comma-separated. */
  speechVoices?: string | undefined
  moderationModel?: string | undefined
}

/**
 * Settings out of the environment's values. A key or an address connects a server; `LLM_MODEL` alone
 * does not, since there is nothing to ask for it.
 */
export function settingsFrom(values: AiEnvironment): AiSettings {
  const { apiKey, baseUrl, model } = values
  const connected = Boolean(apiKey) || Boolean(baseUrl)
  return {
    connection: connected
      ? {
          apiKey: apiKey || null,
          baseUrl: baseUrl?.replace(/\/+$/, '') || null,
          model: model || null,
        }
      : null,
    media: connected ? mediaFrom(values) : NO_MEDIA,
    ...DEFAULT_TIMINGS,
  }
}

/**
 * What OpenAI's own service does is known. Another server does what its operator names a model for: most do text
 * alone, and asking them in vain would cost every fan a wait.
 */
function mediaFrom(values: AiEnvironment): MediaModels {
  const openAi = isOpenAi(values.baseUrl)
  const named = (name: string | undefined, usual: string): string | null => {
    if (name === NO_MODEL) return null
    return name || (openAi ? usual : null)
  }
  const { imageModel } = values
  const draws = imageModel !== NO_MODEL && (Boolean(imageModel) || openAi)
  const speech = named(values.speechModel, 'gpt-4o-mini-tts')
  const voices = (values.speechVoices ?? '').split(',').map((voice) => voice.trim())
  const given = voices.filter((voice) => voice !== '')
  return {
    openAi,
    images: draws ? { model: imageModel || null } : null,
    transcription: named(values.transcriptionModel, 'gpt-transcribe'),
    speech,
    moderation: named(values.moderationModel, 'omni-moderation-latest'),
    voices: speech === null ? [] : given.length > 0 ? given : OPENAI_VOICES,
  }
}

function isOpenAi(baseUrl: string | undefined): boolean {
  return !baseUrl || (URL.canParse(baseUrl) && new URL(baseUrl).hostname === 'api.openai.com')
}
