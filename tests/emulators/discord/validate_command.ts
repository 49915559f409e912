/**
 * What Discord refuses in an application command
 * (docs.discord.com/developers/interactions/application-commands).
 */
import { FormErrors } from '#tests/emulators/discord/errors'
import {
  asList,
  asNumber,
  asObject,
  asText,
  isObject,
  type Json,
} from '#tests/emulators/discord/json'

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u
const CHOICE_TYPES = new Set([3, 4, 10])
const LOCALES = new Set(
  (
    'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi ' +
    'th zh-CN ja zh-TW ko'
  ).split(' ')
)

function name(errors: FormErrors, value: unknown, at: string): void {
  const given = asText(value)
  errors.require(
    NAME.test(given) && given === given.toLowerCase(),
    `${at}name`,
    'Command name is invalid',
    'APPLICATION_COMMAND_INVALID_NAME'
  )
}

function localized(errors: FormErrors, value: unknown, at: string, max: number): void {
  if (value === undefined || value === null) return
  for (const [locale, words] of Object.entries(asObject(value))) {
    errors.require(LOCALES.has(locale), `${at}.${locale}`, 'Unknown locale')
    const length = asText(words).length
    errors.require(length >= 1 && length <= max, `${at}.${locale}`, `Must be 1 to ${max} long.`)
  }
}

function choices(errors: FormErrors, option: Json, at: string): void {
  const list = asList(option.choices)
  errors.require(list.length <= 25, `${at}choices`, 'Must be 25 or fewer in length.')
  errors.require(
    list.length === 0 || CHOICE_TYPES.has(asNumber(option.type)),
    `${at}choices`,
    'Not for this type.'
  )
  errors.require(
    !(list.length > 0 && option.autocomplete === true),
    `${at}autocomplete`,
    'Not with choices.'
  )
  const values = new Set<unknown>()
  for (const [index, entry] of list.entries()) {
    const choice = asObject(entry)
    const length = asText(choice.name).length
    errors.require(
      length >= 1 && length <= 100,
      `${at}choices.${index}.name`,
      'Must be 1 to 100 long.'
    )
    localized(errors, choice.name_localizations, `${at}choices.${index}.name_localizations`, 100)
    const value = choice.value
    const good =
      option.type === 3 ? asText(value).length <= 100 && value !== '' : typeof value === 'number'
    errors.require(
      good && !values.has(value),
      `${at}choices.${index}.value`,
      'Wrong or repeated value.'
    )
    values.add(value)
  }
}

function options(errors: FormErrors, value: unknown): void {
  const list = asList(value).map(asObject)
  errors.require(list.length <= 25, 'options', 'Must be 25 or fewer in length.')
  const names = new Set<string>()
  let optionalSeen = false
  for (const [index, option] of list.entries()) {
    const at = `options.${index}.`
    name(errors, option.name, at)
    errors.require(!names.has(asText(option.name)), `${at}name`, 'Option names must be unique')
    names.add(asText(option.name))
    const type = asNumber(option.type)
    errors.require(type >= 1 && type <= 11, `${at}type`, 'Value must be one of 1 to 11.')
    const length = asText(option.description).length
    errors.require(length >= 1 && length <= 100, `${at}description`, 'Must be 1 to 100 long.')
    localized(errors, option.description_localizations, `${at}description_localizations`, 100)
    if (option.required === true) {
      errors.require(
        !optionalSeen,
        `${at}required`,
        'Required options must be placed before non-required options',
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID'
      )
    } else optionalSeen = true
    if (option.max_length !== undefined) {
      const max = asNumber(option.max_length)
      errors.require(type === 3 && max >= 1 && max <= 6000, `${at}max_length`, 'Must be 1 to 6000.')
    }
    for (const bound of ['min_value', 'max_value']) {
      if (option[bound] === undefined) continue
      const good = (type === 4 || type === 10) && typeof option[bound] === 'number'
      errors.require(good, at + bound, 'Only numbers have bounds.')
    }
    choices(errors, option, at)
  }
}

export function validateCommand(body: Json): void {
  const errors = new FormErrors()
  const type = asNumber(body.type, 1)
  if (type === 1) {
    name(errors, body.name, '')
    const length = asText(body.description).length
    errors.require(length >= 1 && length <= 100, 'description', 'Must be 1 to 100 long.')
  }
  localized(errors, body.name_localizations, 'name_localizations', 32)
  localized(errors, body.description_localizations, 'description_localizations', 100)
  options(errors, body.options)
  for (const key of ['contexts', 'integration_types']) {
    if (body[key] === undefined || body[key] === null) continue
    const top = key === 'contexts' ? 2 : 1
    const good =
      asList(body[key]).length > 0 &&
      asList(body[key]).every((one) => asNumber(one, -1) >= 0 && asNumber(one) <= top)
    errors.require(good, key, 'Wrong values.')
  }
  errors.throwIfAny()
}

/** A command as Discord stores it and gives it back: with its defaults filled in. */
export function storedCommand(
  body: Json,
  id: string,
  applicationId: string,
  version: string
): Json {
  return {
    id,
    application_id: applicationId,
    version,
    type: asNumber(body.type, 1),
    name: body.name,
    name_localizations: body.name_localizations ?? null,
    description: body.description,
    description_localizations: body.description_localizations ?? null,
    default_member_permissions: body.default_member_permissions ?? null,
    dm_permission: true,
    contexts: body.contexts ?? null,
    integration_types: body.integration_types ?? [0],
    nsfw: body.nsfw === true,
    options: asList(body.options).map((entry) => storedOption(asObject(entry))),
  }
}

/** Discord leaves out `required: false` and `autocomplete: false`, and adds empty localizations. */
function storedOption(option: Json): Json {
  const { required, autocomplete, ...rest } = option
  return {
    ...rest,
    description_localizations: option.description_localizations ?? null,
    ...(required === true && { required }),
    ...(autocomplete === true && { autocomplete }),
    ...(isObject(option.choices) || Array.isArray(option.choices)
      ? {
          choices: asList(option.choices)
            .map(asObject)
            .map((choice) => ({ name_localizations: null, ...choice })),
        }
      : {}),
  }
}
