/** Refuses what the real service refuses about tools, in its words (function calling guide and errors of clients). */
import { apiError, missing, wrongType, type ApiError } from '#tests/emulators/openai/errors'
import { firstOf, isAbsent, isObject, type Body } from '#tests/emulators/openai/shapes'

/** A message, as far as a made-up model reads it. */
export interface ChatLine {
  role: string
  content: string
}

/** A tool that the model may call. */
export interface OfferedTool {
  name: string
  parameters: Body
}

const MOST_TOOLS = 128
const NAME = /^[a-zA-Z0-9_-]{1,64}$/
const CHOICES = ['none', 'auto', 'required']

const listOf = (value: unknown): readonly Body[] =>
  Array.isArray(value) ? value.filter(isObject) : []

function checkType(type: unknown, at: string): ApiError | null {
  if (type === undefined) return missing(at)
  if (type === 'function') return null
  const problem = `Invalid value: '${String(type)}'. Supported values are: 'function' and 'custom'.`
  return apiError(400, problem, at, 'invalid_value')
}

/** An assistant's message that calls tools: its content may be null then. */
export function checkCalls({ content, tool_calls: calls }: Body, index: number): ApiError | null {
  const at = `messages[${index}]`
  if (!isAbsent(content) && typeof content !== 'string') {
    return wrongType(`${at}.content`, 'one of a string or array of objects', content)
  }
  if (!Array.isArray(calls)) return wrongType(`${at}.tool_calls`, 'an array of objects', calls)
  if (calls.length === 0) {
    return apiError(
      400,
      `Invalid '${at}.tool_calls': empty array. Expected an array with minimum length 1, but got an empty array instead.`,
      `${at}.tool_calls`,
      'empty_array'
    )
  }
  return firstOf(
    calls.map((call: unknown, place) => () => checkCall(call, `${at}.tool_calls[${place}]`))
  )
}

function checkCall(call: unknown, at: string): ApiError | null {
  if (!isObject(call)) return wrongType(at, 'an object', call)
  const { id, type, function: called } = call
  if (id === undefined) return missing(`${at}.id`)
  if (typeof id !== 'string') return wrongType(`${at}.id`, 'a string', id)
  const wrong = checkType(type, `${at}.type`)
  if (wrong) return wrong
  if (!isObject(called)) return missing(`${at}.function`)
  if (typeof called.arguments !== 'string') {
    return called.arguments === undefined
      ? missing(`${at}.function.arguments`)
      : wrongType(`${at}.function.arguments`, 'a string', called.arguments)
  }
  return checkName(called.name, `${at}.function.name`)
}

function checkName(name: unknown, at: string): ApiError | null {
  if (name === undefined) return missing(at)
  if (typeof name !== 'string') return wrongType(at, 'a string', name)
  return NAME.test(name)
    ? null
    : apiError(
        400,
        `Invalid '${at}': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
        at,
        'invalid_value'
      )
}

/** Each call is answered by one `tool` message right after it, and nothing else is. */
export function checkAnswered(messages: readonly unknown[]): ApiError | null {
  let open = new Set<unknown>()
  for (const [index, message] of messages.filter(isObject).entries()) {
    if (message.role === 'tool') {
      if (!open.delete(message.tool_call_id)) return unasked(index)
      continue
    }
    if (open.size > 0) return unanswered(open, index)
    open = new Set(listOf(message.tool_calls).map(({ id }) => id))
  }
  return open.size > 0 ? unanswered(open, messages.length) : null
}

const unasked = (index: number): ApiError =>
  apiError(
    400,
    `Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.`,
    `messages.[${index}].role`
  )

const unanswered = (open: ReadonlySet<unknown>, index: number): ApiError =>
  apiError(
    400,
    `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].map(String).join(', ')}`,
    `messages.[${index}].role`
  )

export function checkTools(body: Body): ApiError | null {
  const { tools, tool_choice: choice, parallel_tool_calls: parallel } = body
  if (isAbsent(tools)) {
    const orphan = [
      ['tool_choice', choice],
      ['parallel_tool_calls', parallel],
    ].find(([, value]) => !isAbsent(value))
    if (!orphan) return null
    const param = String(orphan[0])
    return apiError(
      400,
      `Invalid value for '${param}': '${param}' is only allowed when 'tools' are specified.`,
      param
    )
  }
  if (!Array.isArray(tools)) return wrongType('tools', 'an array of objects', tools)
  const [side, bound] = tools.length === 0 ? ['short', 1] : ['long', MOST_TOOLS]
  if (tools.length === 0 || tools.length > MOST_TOOLS) {
    return apiError(
      400,
      `Invalid 'tools': array too ${side}. Expected an array with ${side === 'short' ? 'minimum' : 'maximum'} length ${bound}, but got an array with length ${tools.length} instead.`,
      'tools',
      side === 'short' ? 'empty_array' : 'array_above_max_length'
    )
  }
  return firstOf([
    ...tools.map((tool: unknown, index) => () => checkTool(tool, index)),
    () => checkChoice(choice, toolsOf(tools)),
  ])
}

function checkTool(tool: unknown, index: number): ApiError | null {
  const at = `tools[${index}]`
  if (!isObject(tool)) return wrongType(at, 'an object', tool)
  const { type, function: offered } = tool
  const wrong = checkType(type, `${at}.type`)
  if (wrong) return wrong
  if (!isObject(offered)) return missing(`${at}.function`)
  return checkName(offered.name, `${at}.function.name`) ?? checkSchema(offered, at)
}

/** A function takes an object, and every array in it says of what. */
function checkSchema({ name, parameters }: Body, at: string): ApiError | null {
  if (isAbsent(parameters)) return null
  if (!isObject(parameters)) {
    return wrongType(`${at}.function.parameters`, 'an object', parameters)
  }
  const wrong = (why: string) =>
    apiError(
      400,
      `Invalid schema for function '${String(name)}': ${why}`,
      `${at}.function.parameters`,
      'invalid_function_parameters'
    )
  if (parameters.type !== 'object') {
    const type = isAbsent(parameters.type) ? 'None' : String(parameters.type)
    return wrong(`schema must be a JSON Schema of 'type: "object"', got 'type: "${type}"'.`)
  }
  const { properties, required } = parameters
  if (!isAbsent(required) && !Array.isArray(required)) {
    return wrong(`${JSON.stringify(required)} is not of type 'array'.`)
  }
  if (isAbsent(properties)) return wrong('object schema missing properties.')
  if (!isObject(properties)) {
    return wrong(`${JSON.stringify(properties)} is not of type 'object'.`)
  }
  const bare = Object.entries(properties).find(
    ([, schema]) => isObject(schema) && schema.type === 'array' && !isObject(schema.items)
  )
  return bare ? wrong(`In context=('properties', '${bare[0]}'), array schema missing items.`) : null
}

function checkChoice(choice: unknown, tools: readonly OfferedTool[]): ApiError | null {
  if (isAbsent(choice)) return null
  if (typeof choice === 'string') {
    return CHOICES.includes(choice)
      ? null
      : apiError(
          400,
          `Invalid value: '${choice}'. Supported values are: 'none', 'auto', and 'required'.`,
          'tool_choice',
          'invalid_value'
        )
  }
  const named = isObject(choice) && isObject(choice.function) ? choice.function.name : undefined
  if (named === undefined) return missing('tool_choice.function')
  return tools.some(({ name }) => name === named)
    ? null
    : apiError(400, `Tool choice '${String(named)}' not found in 'tools' parameter.`, 'tool_choice')
}

export const linesOf = (messages: unknown): ChatLine[] =>
  listOf(messages).map(({ role, content }) => ({
    role: String(role),
    content: typeof content === 'string' ? content : '',
  }))

export const toolsOf = (tools: unknown): OfferedTool[] =>
  listOf(tools).map(({ function: offered }) => ({
    name: isObject(offered) ? String(offered.name) : '',
    parameters: isObject(offered) && isObject(offered.parameters) ? offered.parameters : {},
  }))
