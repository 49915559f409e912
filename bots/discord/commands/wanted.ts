/** The program's commands as Discord's application commands. */
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  Locale,
  type APIApplicationCommandBasicOption,
  type LocalizationMap,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js'
import type { AnyBotCommand, OptionSpec } from '#app/bot_kit/command'
import type { BotRuntime } from '#app/bot_kit/frontend'
import { clip, DISCORD } from '#bots/discord/limits'

export type WantedCommand = RESTPostAPIChatInputApplicationCommandsJSONBody

type Words = Pick<BotRuntime, 't' | 'locales'>

/** Every command that people can type. */
export function wantedCommands(commands: readonly AnyBotCommand[], words: Words): WantedCommand[] {
  return commands.map((command) => ({
    type: ApplicationCommandType.ChatInput,
    name: command.name,
    ...described(command.description, words),
    // Discord wants required options before the others.
    options: Object.entries(command.options)
      .sort(([, a], [, b]) => Number(b.required === true) - Number(a.required === true))
      .map(([name, spec]) => option(name, spec, words)),
    // An age-restricted command shows only to adults in age-restricted channels.
    nsfw: command.guards.some((guard) => guard.kind === 'adultOnly'),
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
    integration_types: [ApplicationIntegrationType.GuildInstall],
  }))
}

function option(name: string, spec: OptionSpec, words: Words): APIApplicationCommandBasicOption {
  const common = {
    name,
    ...described(spec.description, words),
    ...(spec.required === true && { required: true }),
  }
  switch (spec.kind) {
    case 'text': {
      const text = {
        ...common,
        type: ApplicationCommandOptionType.String as const,
        max_length: Math.min(spec.maxLength, DISCORD.commandTextLength),
      }
      return spec.autocomplete ? { ...text, autocomplete: true } : text
    }
    case 'integer':
      return {
        ...common,
        type: ApplicationCommandOptionType.Integer,
        min_value: spec.min,
        max_value: spec.max,
      }
    case 'boolean':
      return { ...common, type: ApplicationCommandOptionType.Boolean }
    case 'choice':
      return {
        ...common,
        type: ApplicationCommandOptionType.String,
        choices: spec.choices.slice(0, DISCORD.commandChoices).map(({ value, name: key }) => ({
          name: clip(words.t(undefined, key), DISCORD.optionLabel),
          name_localizations: localized(key, words, DISCORD.optionLabel),
          value,
        })),
      }
  }
}

function described(key: string, words: Words) {
  return {
    description: clip(words.t(undefined, key), DISCORD.commandDescription),
    description_localizations: localized(key, words, DISCORD.commandDescription),
  }
}

/** The words in every Discord locale whose language the program has, beside its default. */
function localized(key: string, words: Words, length: number): LocalizationMap {
  const found: LocalizationMap = {}
  for (const language of words.locales.slice(1)) {
    for (const locale of Object.values(Locale)) {
      if (locale.split('-')[0] === language) found[locale] = clip(words.t(language, key), length)
    }
  }
  return found
}
