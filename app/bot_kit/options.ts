import type { AnyBotCommand, OptionSpec, ParsedOptions } from '#app/bot_kit/command'
import type { OptionValue } from '#app/bot_kit/reply'

export type OptionsOutcome =
  | { outcome: 'parsed'; options: ParsedOptions }
  /** `option` is the first that is missing or wrong. */
  | { outcome: 'bad_option'; option: string }

/**
 * Checks what was given against a command's options. Text that stands behind the command's name is the
 * positional option's, where the platform has no typed options.
 */
export function parseOptions(
  command: AnyBotCommand,
  given: Readonly<Record<string, OptionValue>>,
  rest: string
): OptionsOutcome {
  const values: Record<string, OptionValue> = { ...given }
  if (rest !== '' && command.positional && values[command.positional] === undefined) {
    values[command.positional] = rest
  }
  const parsed: Record<string, OptionValue | undefined> = {}
  for (const [name, spec] of Object.entries(command.options)) {
    const value = values[name]
    if (value === undefined || value === '') {
      if (spec.required) return { outcome: 'bad_option', option: name }
      continue
    }
    const result = parseValue(spec, value)
    if (result === undefined) return { outcome: 'bad_option', option: name }
    parsed[name] = result
  }
  return { outcome: 'parsed', options: parsed }
}

/** The value in the option's type, or undefined when it is not one of its values. */
function parseValue(spec: OptionSpec, value: OptionValue): OptionValue | undefined {
  switch (spec.kind) {
    case 'text':
      return String(value).length <= spec.maxLength ? String(value) : undefined
    case 'integer': {
      const number = typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value
      return Number.isInteger(number) && Number(number) >= spec.min && Number(number) <= spec.max
        ? number
        : undefined
    }
    case 'boolean':
      if (typeof value === 'boolean') return value
      return value === 'true' ? true : value === 'false' ? false : undefined
    case 'choice':
      return spec.choices.some((choice) => choice.value === value) ? value : undefined
  }
}
