import type { Api } from 'grammy'
import type { BotCommand } from 'grammy/types'
import type { BotRuntime } from '#app/bot_kit/frontend'
import { TELEGRAM_LIMITS } from '#bots/telegram/limits'

/** The menu in one language; the default language's is shown to everyone without one of their own. */
export interface Menu {
  languageCode: string | undefined
  commands: BotCommand[]
}

/** The command menus that the program wants, one per language. */
export function wantedMenus(runtime: Pick<BotRuntime, 'commands' | 'locales' | 't'>): Menu[] {
  return runtime.locales.map((locale, index) => ({
    // Telegram takes ISO 639-1 alone.
    languageCode: index === 0 ? undefined : new Intl.Locale(locale).language,
    commands: runtime
      .commands()
      .slice(0, TELEGRAM_LIMITS.commands)
      .map((command) => ({
        command: command.name,
        description: runtime
          .t(locale, command.description)
          .slice(0, TELEGRAM_LIMITS.commandDescription),
      })),
  }))
}

/** Sets the menus that differ from what Telegram has. Answers how many. */
export async function syncMenus(api: Api, menus: readonly Menu[]): Promise<number> {
  let changed = 0
  for (const { languageCode, commands } of menus) {
    const language =
      languageCode !== undefined && isLanguage(languageCode) ? { language_code: languageCode } : {}
    const present = await api.getMyCommands(language)
    if (sameMenu(present, commands)) continue
    await api.setMyCommands(commands, language)
    changed++
  }
  return changed
}

type Language = NonNullable<NonNullable<Parameters<Api['getMyCommands']>[0]>['language_code']>

/** ISO 639-1 has nothing but codes of two letters. */
function isLanguage(code: string): code is Language {
  return /^[a-z]{2}$/.test(code)
}

function sameMenu(a: readonly BotCommand[], b: readonly BotCommand[]): boolean {
  return (
    a.length === b.length &&
    a.every((entry, at) => {
      const other = b[at]
      return entry.command === other?.command && entry.description === other.description
    })
  )
}
