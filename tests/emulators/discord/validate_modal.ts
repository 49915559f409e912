/** What Discord refuses in a modal (docs.discord.com/developers/interactions/receiving-and-responding). */
import { FormErrors } from '#tests/emulators/discord/errors'
import {
  asList,
  asNumber,
  asObject,
  asText,
  isObject,
  type Json,
} from '#tests/emulators/discord/json'
import { customId, select } from '#tests/emulators/discord/validate_message'

function within(value: unknown, min: number, max: number): boolean {
  const length = asText(value).length
  return length >= min && length <= max
}

function textInput(
  errors: FormErrors,
  input: Json,
  at: string,
  ids: Set<string>,
  labelled: boolean
) {
  customId(errors, input.custom_id, at, ids)
  errors.require(
    input.style === 1 || input.style === 2,
    `${at}.style`,
    'Value must be one of 1, 2.'
  )
  if (!labelled) errors.require(within(input.label, 1, 45), `${at}.label`, 'Must be 1 to 45 long.')
  if (input.placeholder !== undefined) {
    errors.require(within(input.placeholder, 0, 100), `${at}.placeholder`, 'Must be 100 or fewer.')
  }
  const max = asNumber(input.max_length, 4000)
  errors.require(max >= 1 && max <= 4000, `${at}.max_length`, 'Must be between 1 and 4000.')
  errors.require(within(input.value, 0, max), `${at}.value`, 'Longer than its own maximum.')
}

export function validateModal(data: Json): void {
  const errors = new FormErrors()
  const ids = new Set<string>()
  errors.require(within(data.custom_id, 1, 100), 'custom_id', 'Must be 1 to 100 long.')
  errors.require(within(data.title, 1, 45), 'title', 'Must be 1 to 45 long.')
  const parts = asList(data.components).map(asObject)
  errors.require(parts.length >= 1 && parts.length <= 5, 'components', 'Must be 1 to 5 long.')
  for (const [index, part] of parts.entries()) {
    const at = `components.${index}`
    if (part.type === 18) {
      errors.require(within(part.label, 1, 45), `${at}.label`, 'Must be 1 to 45 long.')
      if (part.description !== undefined && part.description !== null) {
        errors.require(
          within(part.description, 1, 100),
          `${at}.description`,
          'Must be 1 to 100 long.'
        )
      }
      const inner = asObject(part.component)
      if (inner.type === 4) textInput(errors, inner, `${at}.component`, ids, true)
      else if (inner.type === 3) select(errors, inner, `${at}.component`, ids)
      else errors.add(`${at}.component`, 'UNION_TYPE_CHOICES', 'Unknown component type')
    } else if (part.type === 1) {
      const inner = asList(part.components)
      errors.require(inner.length === 1, `${at}.components`, 'One input to a row.')
      textInput(errors, asObject(inner[0]), `${at}.components.0`, ids, false)
    } else {
      errors.add(`${at}.type`, 'UNION_TYPE_CHOICES', 'Unknown component type')
    }
  }
  errors.throwIfAny()
}

/** The inputs of a modal, whichever way they are wrapped. */
export function modalInputs(modal: Json): Json[] {
  return asList(modal.components)
    .map(asObject)
    .map((part) =>
      isObject(part.component) ? part.component : asObject(asList(part.components)[0])
    )
}
