import i18nManager from '@adonisjs/i18n/services/main'
import type { Pack } from '#plugins/payments/packs/pack'

/**
 * What a pack is called and what is said of it: an admin's words in the language, else the program's own of that
 * pack, else the admin's in another language, else its id.
 */
export function packWords(
  pack: Pick<Pack, 'id' | 'names' | 'lines'>,
  locale: string
): { name: string; line: string } {
  const own = (part: string): string | undefined => {
    const key = `payments.packs.${pack.id}.${part}`
    const i18n = i18nManager.locale(locale)
    return i18n.hasMessage(key) ? i18n.t(key) : undefined
  }
  const { defaultLocale } = i18nManager
  const { names, lines } = pack
  return {
    name:
      names[locale] ?? own('name') ?? names[defaultLocale] ?? Object.values(names)[0] ?? pack.id,
    line: lines[locale] ?? own('line') ?? lines[defaultLocale] ?? Object.values(lines)[0] ?? '',
  }
}
