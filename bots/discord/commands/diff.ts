/** What has to change for Discord to have the wanted commands. */
import { isDeepStrictEqual } from 'node:util'
import { property } from '#bots/discord/drafts'
import type { WantedCommand } from '#bots/discord/commands/wanted'

export interface CommandDiff {
  create: string[]
  edit: string[]
  delete: string[]
}

/**
 * Compares by name. What Discord adds of its own (ids, versions, defaults, empty translations) is no difference.
 * @param existing what `GET /applications/{id}/commands?with_localizations=true` answered
 */
export function diffCommands(
  wanted: readonly WantedCommand[],
  existing: readonly unknown[]
): CommandDiff {
  const there = new Map(existing.map((command) => [String(property(command, 'name')), command]))
  const diff: CommandDiff = { create: [], edit: [], delete: [] }
  for (const command of wanted) {
    const known = there.get(command.name)
    there.delete(command.name)
    if (known === undefined) diff.create.push(command.name)
    else if (!isDeepStrictEqual(normal(command), normal(known))) diff.edit.push(command.name)
  }
  diff.delete.push(...there.keys())
  return diff
}

export function isEmpty(diff: CommandDiff): boolean {
  return diff.create.length + diff.edit.length + diff.delete.length === 0
}

/** The part of a command that is ours, with what may be left out made explicit. */
function normal(command: unknown) {
  return {
    type: property(command, 'type') ?? 1,
    name: property(command, 'name'),
    description: property(command, 'description'),
    translations: translations(property(command, 'description_localizations')),
    nsfw: property(command, 'nsfw') === true,
    contexts: sorted(property(command, 'contexts')),
    installs: sorted(property(command, 'integration_types')),
    options: list(property(command, 'options')).map(normalOption),
  }
}

function normalOption(option: unknown) {
  return {
    type: property(option, 'type'),
    name: property(option, 'name'),
    description: property(option, 'description'),
    translations: translations(property(option, 'description_localizations')),
    required: property(option, 'required') === true,
    autocomplete: property(option, 'autocomplete') === true,
    maxLength: property(option, 'max_length'),
    min: property(option, 'min_value'),
    max: property(option, 'max_value'),
    choices: list(property(option, 'choices')).map((choice) => ({
      name: property(choice, 'name'),
      value: property(choice, 'value'),
      translations: translations(property(choice, 'name_localizations')),
    })),
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function sorted(value: unknown): string {
  return list(value).map(String).sort().join(',')
}

function translations(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)))
}
