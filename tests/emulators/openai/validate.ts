/**
 * Refuses what the real `POST /v1/chat/completions` refuses, in its words
 * (platform.openai.com/docs/api-reference/chat/create, and errors as clients report them).
 */
import { apiError, missing, wrongType, type ApiError } from '#tests/emulators/openai/errors'
import { firstOf, isAbsent, isObject, type Body } from '#tests/emulators/openai/shapes'
import {
  checkAnswered,
  checkCalls,
  checkTools,
  linesOf,
  toolsOf,
  type ChatLine,
  type OfferedTool,
} from '#tests/emulators/openai/validate_tools'

export interface ChatRequest {
  model: string
  stream: boolean
  includeUsage: boolean
  promptTokens: number
  messages: readonly ChatLine[]
  tools: readonly OfferedTool[]
  /** Words are wanted, although tools are named. */
  toolsOff: boolean
}

export interface ModelLimits {
  models: ReadonlySet<string>
  contextTokens: number
}

const KNOWN_FIELDS = new Set(
  `model messages stream stream_options max_tokens max_completion_tokens temperature top_p n stop
  presence_penalty frequency_penalty logit_bias logprobs top_logprobs user seed tools tool_choice
  parallel_tool_calls response_format metadata store service_tier reasoning_effort modalities
  prediction safety_identifier prompt_cache_key verbosity`.split(/\s+/)
)
const ROLES = ['system', 'assistant', 'user', 'function', 'tool', 'developer']
const NUMBERS = {
  temperature: { min: 0, max: 2, integer: false },
  top_p: { min: 0, max: 1, integer: false },
  presence_penalty: { min: -2, max: 2, integer: false },
  frequency_penalty: { min: -2, max: 2, integer: false },
  max_tokens: { min: 1, max: 100_000, integer: true },
  max_completion_tokens: { min: 1, max: 100_000, integer: true },
} as const

function checkMessage(message: unknown, index: number): ApiError | null {
  const at = `messages[${index}]`
  if (!isObject(message)) {
    return wrongType(at, 'an object', message)
  }
  const { role, content } = message
  if (role === undefined) {
    return missing(`${at}.role`)
  }
  if (typeof role !== 'string' || !ROLES.includes(role)) {
    return apiError(
      400,
      `Invalid value: '${String(role)}'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.`,
      `${at}.role`,
      'invalid_value'
    )
  }
  if (role === 'assistant' && !isAbsent(message.tool_calls)) {
    return checkCalls(message, index)
  }
  if (role === 'tool' && typeof message.tool_call_id !== 'string') {
    return missing(`${at}.tool_call_id`)
  }
  if (isAbsent(content)) {
    return apiError(
      400,
      `Invalid value for 'content': expected a string, got null.`,
      `messages.[${index}].content`
    )
  }
  return typeof content === 'string'
    ? null
    : wrongType(`${at}.content`, 'one of a string or array of objects', content)
}

function checkMessages(messages: unknown): ApiError | null {
  if (messages === undefined) {
    return missing('messages')
  }
  if (!Array.isArray(messages)) {
    return wrongType('messages', 'an array of objects', messages)
  }
  if (messages.length === 0) {
    return apiError(
      400,
      `Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
      'messages',
      'empty_array'
    )
  }
  return firstOf([
    ...messages.map((message, index) => () => checkMessage(message, index)),
    () => checkAnswered(messages),
  ])
}

function checkNumber(
  body: Body,
  param: string,
  { min, max, integer }: { min: number; max: number; integer: boolean }
): ApiError | null {
  const value = body[param]
  if (isAbsent(value)) {
    return null
  }
  const kind = integer ? 'integer' : 'decimal'
  if (typeof value !== 'number' || (integer && !Number.isInteger(value))) {
    return wrongType(param, integer ? 'an integer' : 'a decimal', value)
  }
  if (value >= min && value <= max) {
    return null
  }
  const [side, sign, bound] = value < min ? ['below_min', '>=', min] : ['above_max', '<=', max]
  const words = side === 'below_min' ? 'below minimum' : 'above maximum'
  return apiError(
    400,
    `Invalid '${param}': ${kind} ${words} value. Expected a value ${sign} ${bound}, but got ${value} instead.`,
    param,
    `${kind}_${side}_value`
  )
}

function checkStreaming({ stream, stream_options: options }: Body): ApiError | null {
  if (!isAbsent(stream) && typeof stream !== 'boolean') {
    return wrongType('stream', 'a boolean', stream)
  }
  if (isAbsent(options)) {
    return null
  }
  if (stream !== true) {
    return apiError(
      400,
      `The 'stream_options' parameter is only allowed when 'stream' is enabled.`,
      'stream_options'
    )
  }
  if (!isObject(options)) {
    return wrongType('stream_options', 'an object', options)
  }
  const include = options.include_usage
  return isAbsent(include) || typeof include === 'boolean'
    ? null
    : wrongType('stream_options.include_usage', 'a boolean', include)
}

function checkModel({ model }: Body): ApiError | null {
  if (model === undefined) {
    return apiError(400, 'you must provide a model parameter')
  }
  return typeof model === 'string' ? null : wrongType('model', 'a string', model)
}

function checkFields(body: Body): ApiError | null {
  const unknown = Object.keys(body).find((field) => !KNOWN_FIELDS.has(field))
  return unknown === undefined
    ? null
    : apiError(400, `Unrecognized request argument supplied: ${unknown}`)
}

function checkTogether(body: Body): ApiError | null {
  return isAbsent(body.max_tokens) || isAbsent(body.max_completion_tokens)
    ? null
    : apiError(
        400,
        `Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.`,
        'max_tokens',
        'invalid_parameter_combination'
      )
}

function checkExists({ model }: Body, limits: ModelLimits): ApiError | null {
  return limits.models.has(String(model))
    ? null
    : apiError(
        404,
        `The model \`${String(model)}\` does not exist or you do not have access to it.`,
        null,
        'model_not_found'
      )
}

function checkLength(promptTokens: number, limit: number): ApiError | null {
  return promptTokens <= limit
    ? null
    : apiError(
        400,
        `This model's maximum context length is ${limit} tokens. However, your messages resulted in ${promptTokens} tokens. Please reduce the length of the messages.`,
        'messages',
        'context_length_exceeded'
      )
}

/** Reads a body; either what was asked, or the refusal. */
export function readChatRequest(body: unknown, limits: ModelLimits): ChatRequest | ApiError {
  if (!isObject(body)) {
    return apiError(
      400,
      `We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)`
    )
  }
  const promptTokens = estimateTokens(body.messages)
  const refused = firstOf([
    () => checkModel(body),
    () => checkFields(body),
    () => checkMessages(body.messages),
    () => checkStreaming(body),
    () =>
      firstOf(
        Object.entries(NUMBERS).map(
          ([param, bounds]) =>
            () =>
              checkNumber(body, param, bounds)
        )
      ),
    () => checkTogether(body),
    () => checkTools(body),
    () => checkExists(body, limits),
    () => checkLength(promptTokens, limits.contextTokens),
  ])
  return (
    refused ?? {
      model: String(body.model),
      stream: body.stream === true,
      includeUsage: isObject(body.stream_options) && body.stream_options.include_usage === true,
      promptTokens,
      messages: linesOf(body.messages),
      tools: toolsOf(body.tools),
      toolsOff: body.tool_choice === 'none',
    }
  )
}

/** The emulator has no tokenizer: four characters are one token, and each message costs four more. */
function estimateTokens(messages: unknown): number {
  let tokens = 3
  for (const message of Array.isArray(messages) ? messages : []) {
    const content = isObject(message) && typeof message.content === 'string' ? message.content : ''
    tokens += 4 + Math.ceil(content.length / 4)
  }
  return tokens
}
