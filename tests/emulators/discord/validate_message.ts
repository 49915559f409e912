/**
 * What Discord refuses in a message (docs.discord.com/developers/resources/message and
 * /components/reference). Lengths count UTF-16 units, which is at least as strict as Discord's own count.
 */
import { emptyMessage, FormErrors } from '#tests/emulators/discord/errors'
import {
  asList,
  asNumber,
  asObject,
  asText,
  isObject,
  type Json,
} from '#tests/emulators/discord/json'

const EMBEDS_TOTAL = 6000

function text(errors: FormErrors, value: unknown, path: string, max: number, min = 0): number {
  if (value === undefined || value === null) return 0
  if (typeof value !== 'string') {
    errors.add(path, 'STRING_TYPE_CONVERT', 'Could not interpret as string.')
    return 0
  }
  if (value.length > max) {
    errors.add(path, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`)
  }
  if (value.trim().length < min) errors.add(path, 'BASE_TYPE_REQUIRED', 'This field is required')
  return value.length
}

/** An address that Discord would fetch or open: http(s) with a public-looking host. */
function url(
  errors: FormErrors,
  value: unknown,
  path: string,
  schemes: readonly string[],
  max = 2048
) {
  if (value === undefined || value === null) return
  const parsed = URL.parse(asText(value))
  const good =
    parsed !== null &&
    schemes.includes(parsed.protocol) &&
    parsed.href.length <= max &&
    (parsed.protocol === 'attachment:' || (parsed.hostname.includes('.') && parsed.hostname !== ''))
  errors.require(good, path, 'Not a well formed URL.', 'URL_TYPE_INVALID_URL')
}

function embeds(errors: FormErrors, value: unknown): void {
  const list = asList(value)
  errors.require(
    list.length <= 10,
    'embeds',
    'Must be 10 or fewer in length.',
    'BASE_TYPE_BAD_LENGTH'
  )
  let total = 0
  for (const [index, entry] of list.entries()) {
    const at = `embeds.${index}`
    const embed = asObject(entry)
    total += text(errors, embed.title, `${at}.title`, 256)
    total += text(errors, embed.description, `${at}.description`, 4096)
    url(errors, embed.url, `${at}.url`, ['http:', 'https:'])
    const footer = asObject(embed.footer)
    total += text(errors, footer.text, `${at}.footer.text`, 2048)
    const author = asObject(embed.author)
    total += text(errors, author.name, `${at}.author.name`, 256)
    url(errors, author.icon_url, `${at}.author.icon_url`, ['http:', 'https:', 'attachment:'])
    for (const key of ['image', 'thumbnail']) {
      url(errors, asObject(embed[key]).url, `${at}.${key}.url`, ['http:', 'https:', 'attachment:'])
    }
    const fields = asList(embed.fields)
    errors.require(fields.length <= 25, `${at}.fields`, 'Must be 25 or fewer in length.')
    for (const [number, one] of fields.entries()) {
      const field = asObject(one)
      total += text(errors, field.name, `${at}.fields.${number}.name`, 256, 1)
      total += text(errors, field.value, `${at}.fields.${number}.value`, 1024, 1)
    }
  }
  errors.require(total <= EMBEDS_TOTAL, 'embeds', 'Embed size exceeds maximum size of 6000')
}

function button(errors: FormErrors, component: Json, at: string, ids: Set<string>): void {
  const style = asNumber(component.style)
  errors.require(style >= 1 && style <= 6, `${at}.style`, 'Value must be one of 1 to 6.')
  text(errors, component.label, `${at}.label`, 80)
  errors.require(
    asText(component.label) !== '' || isObject(component.emoji) || style === 6,
    `${at}.label`,
    'A button needs a label or an emoji.'
  )
  if (style === 5) {
    errors.require(component.custom_id === undefined, `${at}.custom_id`, 'A link has no custom id.')
    errors.require(asText(component.url) !== '', `${at}.url`, 'This field is required')
    url(errors, component.url, `${at}.url`, ['http:', 'https:', 'discord:'], 512)
    errors.require(component.sku_id === undefined, `${at}.sku_id`, 'A link sells nothing.')
  } else if (style === 6) {
    premium(errors, component, at)
  } else {
    errors.require(component.url === undefined, `${at}.url`, 'Only a link has an address.')
    errors.require(component.sku_id === undefined, `${at}.sku_id`, 'Only a premium button sells.')
    customId(errors, component.custom_id, at, ids)
  }
}

/** A button that sells: its SKU is all that it has (docs.discord.com/developers/components/reference#button). */
function premium(errors: FormErrors, component: Json, at: string): void {
  errors.require(
    /^\d{15,21}$/.test(asText(component.sku_id)),
    `${at}.sku_id`,
    'Value is not snowflake.',
    'NUMBER_TYPE_COERCE'
  )
  for (const none of ['custom_id', 'label', 'url', 'emoji']) {
    errors.require(
      component[none] === undefined,
      `${at}.${none}`,
      `A premium button cannot have a ${none}.`
    )
  }
}

export function customId(errors: FormErrors, value: unknown, at: string, ids: Set<string>): void {
  const id = asText(value)
  errors.require(
    id.length >= 1 && id.length <= 100,
    `${at}.custom_id`,
    'Must be between 1 and 100 in length.',
    'BASE_TYPE_BAD_LENGTH'
  )
  errors.require(
    !ids.has(id),
    `${at}.custom_id`,
    'Component custom id cannot be duplicated',
    'COMPONENT_CUSTOM_ID_DUPLICATED'
  )
  ids.add(id)
}

export function select(errors: FormErrors, component: Json, at: string, ids: Set<string>): void {
  customId(errors, component.custom_id, at, ids)
  text(errors, component.placeholder, `${at}.placeholder`, 150)
  const options = asList(component.options)
  errors.require(
    options.length >= 1 && options.length <= 25,
    `${at}.options`,
    'Must be between 1 and 25 in length.',
    'BASE_TYPE_BAD_LENGTH'
  )
  const values = new Set<string>()
  for (const [index, entry] of options.entries()) {
    const option = asObject(entry)
    text(errors, option.label, `${at}.options.${index}.label`, 100, 1)
    text(errors, option.value, `${at}.options.${index}.value`, 100, 1)
    text(errors, option.description, `${at}.options.${index}.description`, 100)
    errors.require(
      !values.has(asText(option.value)),
      `${at}.options.${index}.value`,
      'The specified option value is already used',
      'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED'
    )
    values.add(asText(option.value))
  }
}

function components(errors: FormErrors, value: unknown): void {
  const rows = asList(value)
  errors.require(
    rows.length <= 5,
    'components',
    'Must be 5 or fewer in length.',
    'BASE_TYPE_BAD_LENGTH'
  )
  const ids = new Set<string>()
  for (const [index, entry] of rows.entries()) {
    const row = asObject(entry)
    const at = `components.${index}`
    errors.require(row.type === 1, `${at}.type`, 'Only action rows stand at the top.')
    const inner = asList(row.components).map(asObject)
    const buttons = inner.filter((one) => one.type === 2).length
    const width = inner.length - buttons > 0 ? 1 : 5
    errors.require(
      inner.length >= 1 && inner.length <= width,
      `${at}.components`,
      `Must be between 1 and ${width} in length.`,
      'BASE_TYPE_BAD_LENGTH'
    )
    for (const [number, component] of inner.entries()) {
      const place = `${at}.components.${number}`
      if (component.type === 2) button(errors, component, place, ids)
      else if (component.type === 3) select(errors, component, place, ids)
      else errors.add(`${place}.type`, 'UNION_TYPE_CHOICES', 'Unknown component type')
    }
  }
}

/** Checks a body that makes or edits a message. */
export function validateMessage(body: Json, options: { files: number; edit: boolean }): void {
  const errors = new FormErrors()
  text(errors, body.content, 'content', 2000)
  embeds(errors, body.embeds)
  components(errors, body.components)
  const nonce = body.nonce
  if (typeof nonce === 'string') text(errors, nonce, 'nonce', 25)
  const mentions = asObject(body.allowed_mentions)
  for (const kind of asList(mentions.parse)) {
    errors.require(
      kind === 'roles' || kind === 'users' || kind === 'everyone',
      'allowed_mentions.parse',
      'Value must be one of roles, users, everyone.'
    )
  }
  errors.throwIfAny()
  const has = (key: string) => asList(body[key]).length > 0
  const blank = asText(body.content).trim() === ''
  if (blank && !has('embeds') && !has('components') && options.files === 0) {
    const touchesNothing = body.content === undefined && body.embeds === undefined
    if (!options.edit || !touchesNothing) throw emptyMessage()
  }
}

/** Checks the fields that only a webhook's message has. */
export function validateWebhookIdentity(body: Json): void {
  const errors = new FormErrors()
  if (body.username !== undefined && body.username !== null) {
    const name = asText(body.username)
    text(errors, body.username, 'username', 80, 1)
    validateWebhookName(errors, name, 'username')
  }
  url(errors, body.avatar_url, 'avatar_url', ['http:', 'https:'])
  errors.throwIfAny()
}

/** Names that webhooks may not have (docs.discord.com/developers/resources/webhook#create-webhook). */
export function validateWebhookName(errors: FormErrors, name: string, path: string): void {
  const forbidden = /clyde|discord/i.test(name)
  errors.require(
    !forbidden,
    path,
    'Username cannot contain "clyde" or "discord"',
    'USERNAME_INVALID_CONTAINS'
  )
}
