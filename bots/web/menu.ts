import type { BotRuntime } from '#app/bot_kit/frontend'
import type { MenuCommand } from '#bots/web/protocol'

/** The commands that the page offers when a slash is typed. */
export function menuOf(runtime: BotRuntime, locale: string): MenuCommand[] {
  return runtime.commands().map((command) => ({
    name: command.name,
    description: runtime.t(locale, command.description),
    options: Object.entries(command.options).map(([name, option]) => ({
      name,
      description: runtime.t(locale, option.description),
      required: option.required ?? false,
      completes: option.kind === 'text' && option.autocomplete !== undefined,
    })),
  }))
}
