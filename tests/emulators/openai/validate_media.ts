/**
 * Refuses what the real service refuses of pictures, recordings, speech and moderation, in its words
 * (developers.openai.com, API reference of `images`, `audio` and `moderations`, November 2026).
 */
import { apiError, missing, wrongType, type ApiError } from '#tests/emulators/openai/errors'
import type { MediaEndpoint } from '#tests/emulators/openai/media_behaviours'

type Body = Record<string, unknown>

export interface MediaRequest {
  endpoint: MediaEndpoint
  model: string
  /** What is drawn, said or looked at; empty for a recording. */
  text: string
  /** The picture is sent as an address. */
  asAddress: boolean
}

export const MEDIA_MODELS: Readonly<Record<MediaEndpoint, readonly string[]>> = {
  // The last is no model of OpenAI's: it stands for those of other servers, which answer with addresses.
  images: ['gpt-image-1-mini', 'gpt-image-2.5-flare', 'gpt-image-2.5-sunburst', 'local-diffusion'],
  transcriptions: ['gpt-transcribe', 'whisper-1'],
  speech: ['gpt-4o-mini-tts', 'tts-1'],
  moderations: ['omni-moderation-latest'],
}

const FIELDS: Readonly<Record<MediaEndpoint, ReadonlySet<string>>> = {
  images: new Set(
    `prompt background complexity model moderation n output_compression output_format partial_images quality
    response_format safety_identifier size stream style user`.split(/\s+/)
  ),
  transcriptions: new Set(
    `file model chunking_strategy include keywords language languages prompt response_format stream temperature
    timestamp_granularities`.split(/\s+/)
  ),
  speech: new Set(
    `input model voice instructions response_format speed stream_format`.split(/\s+/)
  ),
  moderations: new Set(['input', 'model']),
}

export const EMULATOR_VOICES = [
  ...['alloy', 'ash', 'ballad', 'coral', 'echo', 'fable', 'nova', 'onyx', 'sage', 'shimmer'],
  ...['verse', 'marin', 'cedar'],
] as const
const AUDIO_FORMATS = ['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm']
const HEARD_FORMATS = ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm']
const LONGEST_PROMPT = 32_000
const LONGEST_SAID = 4_096
const LARGEST_RECORDING = 25 * 1024 * 1024
const GPT_IMAGE = /^gpt-image/

const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const oneOf = (param: string, value: unknown, allowed: readonly string[]): ApiError | null =>
  value === undefined || (typeof value === 'string' && allowed.includes(value))
    ? null
    : apiError(
        400,
        `Invalid value: '${String(value)}'. Supported values are: ${allowed.map((one) => `'${one}'`).join(', ')}.`,
        param,
        'invalid_value'
      )

/** Reads a request's body; either what was asked, or the refusal. */
export function readMediaRequest(endpoint: MediaEndpoint, body: unknown): MediaRequest | ApiError {
  if (!isObject(body)) return apiError(400, 'We could not parse the body of your request.')
  const unknown = Object.keys(body).find((field) => !FIELDS[endpoint].has(field))
  if (unknown) return unknownParameter(unknown)
  if (body.model === undefined && endpoint !== 'moderations') return missing('model')
  const model = body.model ?? 'omni-moderation-latest'
  if (typeof model !== 'string') return wrongType('model', 'a string', model)
  if (!MEDIA_MODELS[endpoint].includes(model)) {
    return apiError(
      404,
      `The model \`${model}\` does not exist or you do not have access to it.`,
      null,
      'model_not_found'
    )
  }
  const refused = CHECKS[endpoint](body, model)
  if (refused) return refused
  const text = endpoint === 'images' ? body.prompt : body.input
  return {
    endpoint,
    model,
    text: typeof text === 'string' ? text : '',
    asAddress: !GPT_IMAGE.test(model) && body.response_format !== 'b64_json',
  }
}

const unknownParameter = (name: string): ApiError =>
  apiError(400, `Unknown parameter: '${name}'.`, name, 'unknown_parameter')

const CHECKS: Readonly<Record<MediaEndpoint, (body: Body, model: string) => ApiError | null>> = {
  images: checkImage,
  transcriptions: checkRecording,
  speech: checkSpeech,
  moderations: checkModeration,
}

function checkText(param: string, value: unknown, longest: number): ApiError | null {
  if (value === undefined) return missing(param)
  if (typeof value !== 'string') return wrongType(param, 'a string', value)
  if (value.length === 0 || value.length > longest) {
    const [side, sign, bound] =
      value.length === 0 ? ['below_min', 'minimum', 1] : ['above_max', 'maximum', longest]
    return apiError(
      400,
      `Invalid '${param}': string of length ${value.length}. Expected a string with ${sign} length ${bound}.`,
      param,
      `string_${side}_length`
    )
  }
  return null
}

function checkImage(body: Body, model: string): ApiError | null {
  const text = checkText('prompt', body.prompt, LONGEST_PROMPT)
  if (text) return text
  const { n, size, quality, response_format: format } = body
  if (n !== undefined && (!Number.isInteger(n) || Number(n) < 1 || Number(n) > 10)) {
    return wrongType('n', 'an integer from 1 to 10', n)
  }
  if (GPT_IMAGE.test(model)) {
    if (format !== undefined) return unknownParameter('response_format')
    if (body.style !== undefined) return unknownParameter('style')
    const finer = model.includes('2.5') ? ['xhigh', 'max'] : []
    return (
      oneOf('quality', quality, ['low', 'medium', 'high', 'auto', ...finer]) ??
      oneOf('size', size, ['1024x1024', '1536x1024', '1024x1536', 'auto'])
    )
  }
  return oneOf('response_format', format, ['url', 'b64_json'])
}

function checkRecording(body: Body): ApiError | null {
  const { file, language } = body
  if (file === undefined) return missing('file')
  if (!(file instanceof File)) return wrongType('file', 'a file', file)
  const extension = file.name.split('.').at(-1)?.toLowerCase() ?? ''
  if (!file.name.includes('.') || !HEARD_FORMATS.includes(extension)) {
    return apiError(
      400,
      `Unrecognized file format. Supported formats: ['${HEARD_FORMATS.join("', '")}']`
    )
  }
  if (file.size === 0) {
    return apiError(400, 'Audio file is too short. Minimum audio length is 0.1 seconds.', 'file')
  }
  if (file.size > LARGEST_RECORDING) {
    return apiError(413, `Maximum content size limit (${LARGEST_RECORDING}) exceeded`)
  }
  return typeof language === 'string' && !/^[a-z]{2,3}$/.test(language)
    ? apiError(
        400,
        `Invalid language '${language}'. Language parameter must be specified in ISO-639-1 format.`,
        'language'
      )
    : null
}

function checkSpeech(body: Body): ApiError | null {
  if (body.voice === undefined) return missing('voice')
  return (
    checkText('input', body.input, LONGEST_SAID) ??
    oneOf('voice', body.voice, EMULATOR_VOICES) ??
    oneOf('response_format', body.response_format, AUDIO_FORMATS)
  )
}

function checkModeration({ input }: Body): ApiError | null {
  if (!Array.isArray(input)) return checkText('input', input, 1_000_000)
  const parts: readonly unknown[] = input
  if (parts.every((one) => typeof one === 'string')) return null
  return parts.every(isPart)
    ? null
    : apiError(400, `Invalid value for 'input': expected text and image_url parts.`, 'input')
}

function isPart(part: unknown): boolean {
  if (!isObject(part)) return false
  if (part.type === 'text') return typeof part.text === 'string'
  const url = isObject(part.image_url) ? part.image_url.url : null
  return (
    part.type === 'image_url' &&
    typeof url === 'string' &&
    /^(?:https:\/\/|data:image\/(?:png|jpeg|webp);base64,)/.test(url)
  )
}
