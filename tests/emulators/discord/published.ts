/**
 * The calls that Discord publishes in its OpenAPI description, of those that the program makes: paths, queries and the
 * names in bodies. Whatever is not here is refused, and so is what Discord would pass over in silence, such as a
 * misspelt name. What the values have to be, the routes check.
 */
import { ApiError, FormErrors, notFound } from '#tests/emulators/discord/errors'
import { isObject } from '#tests/emulators/discord/json'

type Value = 'boolean' | 'snowflake' | 'snowflakes' | 'integer'

export interface Operation {
  method: string
  path: string
  query?: Readonly<Record<string, Value>>
  /** Names that the body may have; null when there is none. `list`: each entry has these. */
  body?: readonly string[]
  list?: boolean
  /** An audit log reason may come with it. */
  audited?: boolean
}

const MESSAGE = ['allowed_mentions', 'attachments', 'components', 'content', 'embeds', 'flags']
const NEW_MESSAGE = [
  ...MESSAGE,
  ...['enforce_nonce', 'message_reference', 'nonce', 'poll', 'sticker_ids', 'tts'],
  'shared_client_theme',
]
const WEBHOOK_MESSAGE = [
  ...MESSAGE,
  ...['applied_tags', 'avatar_url', 'poll', 'thread_name', 'tts', 'username'],
]
const COMMAND_CHANGE = [
  ...['contexts', 'default_member_permissions', 'description', 'description_localizations'],
  ...['dm_permission', 'handler', 'integration_types', 'name', 'name_localizations', 'options'],
]
const COMMAND = [...COMMAND_CHANGE, 'type']
/** The bulk overwrite also takes the id of a command that is there and whether it is age-restricted. */
const COMMANDS = [...COMMAND, 'id', 'nsfw']

const member = '/guilds/{guild_id}/members/{user_id}'
const role = `${member}/roles/{role_id}`
const message = '/channels/{channel_id}/messages/{message_id}'
const commands = '/applications/{application_id}/commands'
const entitlement = '/applications/{application_id}/entitlements/{entitlement_id}'
const webhook = '/webhooks/{webhook_id}/{webhook_token}'
const spoken = `${webhook}/messages/{message_id}`
const inThread = { thread_id: 'snowflake' } as const
const inThreadOf = { ...inThread, with_components: 'boolean' } as const

export const PUBLISHED: readonly Operation[] = [
  { method: 'GET', path: '/gateway/bot' },
  { method: 'GET', path: '/users/@me' },
  { method: 'GET', path: '/applications/@me' },
  { method: 'GET', path: '/users/{user_id}' },
  {
    method: 'POST',
    path: '/users/@me/channels',
    body: ['access_tokens', 'nicks', 'recipient_id'],
  },
  { method: 'GET', path: '/guilds/{guild_id}', query: { with_counts: 'boolean' } },
  { method: 'GET', path: '/guilds/{guild_id}/roles' },
  {
    method: 'POST',
    path: '/guilds/{guild_id}/roles',
    body: [
      'color',
      'colors',
      'hoist',
      'icon',
      'mentionable',
      'name',
      'permissions',
      'unicode_emoji',
    ],
    audited: true,
  },
  { method: 'GET', path: '/guilds/{guild_id}/channels' },
  {
    method: 'GET',
    path: '/guilds/{guild_id}/members',
    query: { limit: 'integer', after: 'integer' },
  },
  { method: 'GET', path: member },
  { method: 'PUT', path: role, audited: true },
  { method: 'DELETE', path: role, audited: true },
  { method: 'GET', path: '/guilds/{guild_id}/bans/{user_id}' },
  { method: 'GET', path: '/channels/{channel_id}' },
  { method: 'POST', path: '/channels/{channel_id}/messages', body: NEW_MESSAGE },
  { method: 'GET', path: message },
  { method: 'PATCH', path: message, body: [...MESSAGE, 'sticker_ids'] },
  { method: 'DELETE', path: message, audited: true },
  { method: 'POST', path: '/channels/{channel_id}/typing' },
  { method: 'GET', path: '/channels/{channel_id}/webhooks' },
  {
    method: 'POST',
    path: '/channels/{channel_id}/webhooks',
    body: ['avatar', 'name'],
    audited: true,
  },
  { method: 'GET', path: commands, query: { with_localizations: 'boolean' } },
  { method: 'PUT', path: commands, body: COMMANDS, list: true },
  { method: 'POST', path: commands, body: [...COMMAND, 'nsfw'] },
  { method: 'PATCH', path: `${commands}/{command_id}`, body: [...COMMAND_CHANGE, 'nsfw'] },
  { method: 'DELETE', path: `${commands}/{command_id}` },
  {
    method: 'POST',
    path: '/interactions/{interaction_id}/{interaction_token}/callback',
    query: { with_response: 'boolean' },
    body: ['data', 'type'],
  },
  {
    method: 'POST',
    path: webhook,
    query: { ...inThreadOf, wait: 'boolean' },
    body: WEBHOOK_MESSAGE,
  },
  { method: 'GET', path: spoken, query: inThread },
  { method: 'PATCH', path: spoken, query: inThreadOf, body: [...MESSAGE, 'poll'] },
  { method: 'DELETE', path: spoken, query: inThread },
  {
    method: 'GET',
    path: '/applications/{application_id}/entitlements',
    query: {
      user_id: 'snowflake',
      sku_ids: 'snowflakes',
      guild_id: 'snowflake',
      before: 'snowflake',
      after: 'snowflake',
      limit: 'integer',
      exclude_ended: 'boolean',
      exclude_deleted: 'boolean',
      only_active: 'boolean',
    },
  },
  {
    method: 'POST',
    path: '/applications/{application_id}/entitlements',
    body: ['owner_id', 'owner_type', 'sku_id'],
  },
  { method: 'GET', path: entitlement },
  { method: 'DELETE', path: entitlement },
  { method: 'POST', path: `${entitlement}/consume` },
  // Documented (docs.discord.com/developers/resources/sku#list-skus), but not in the description.
  { method: 'GET', path: '/applications/{application_id}/skus' },
]

const SNOWFLAKE = '(?:0|[1-9][0-9]{0,19})'
const VALUES: Readonly<Record<Value, RegExp>> = {
  boolean: /^(true|false)$/i,
  snowflake: new RegExp(`^${SNOWFLAKE}$`),
  snowflakes: new RegExp(`^${SNOWFLAKE}(,${SNOWFLAKE})*$`),
  integer: /^\d+$/,
}

const known = PUBLISHED.map((operation) => {
  const pattern = operation.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    if (name.endsWith('_token')) return '[^/]+'
    // The first answer to an interaction goes by this name.
    return operation.path === spoken && name === 'message_id'
      ? `(?:@original|${SNOWFLAKE})`
      : SNOWFLAKE
  })
  return { operation, path: new RegExp(`^${pattern}$`) }
})

/** @throws ApiError for a call that Discord does not describe */
export function checkPublished(call: {
  method: string
  path: string
  query: URLSearchParams
  body: unknown
  reason: string | null
}): void {
  const { operation } =
    known.find((one) => one.operation.method === call.method && one.path.test(call.path)) ?? {}
  if (!operation) throw notFound()
  const errors = new FormErrors()
  for (const [name, value] of call.query) {
    const type = operation.query?.[name]
    if (type === undefined) errors.add(name, 'UNKNOWN', 'This call has no such parameter.')
    else errors.require(VALUES[type].test(value), name, `Value is not a ${type}.`)
    errors.require(call.query.getAll(name).length === 1, name, 'Given more than once.')
  }
  checkBody(operation, call.body, errors)
  const { reason } = call
  if (reason !== null) {
    errors.require(operation.audited === true, 'reason', 'This call keeps no audit log reason.')
    errors.require(reason.length >= 1 && reason.length <= 512, 'reason', 'Must be 1 to 512 long.')
  }
  errors.throwIfAny()
}

function checkBody(operation: Operation, body: unknown, errors: FormErrors): void {
  const { body: names, list, method } = operation
  if (names === undefined) {
    errors.require(body === undefined, 'body', `${method} has no body here.`)
    return
  }
  if (Array.isArray(body) !== (list === true)) throw new ApiError(400, 50035, 'Invalid Form Body')
  const entries: unknown[] = Array.isArray(body) ? body : [body]
  for (const entry of entries) {
    if (!isObject(entry)) throw new ApiError(400, 50035, 'Invalid Form Body')
    for (const key of Object.keys(entry)) {
      errors.require(names.includes(key), key, 'This body has no such name.', 'UNKNOWN')
    }
  }
}
