import type { I18nManager } from '@adonisjs/i18n'
import { formatCoinNumber } from '#app/support/coins'

/** The words of one language. */
export interface Words {
  locale: string
  t(key: string, data?: Record<string, unknown>): string
  /** Millicoins as a person reads them: "1.5 coins". */
  coins(amount: bigint): string
}

/** What the program says, in every language that it has. */
export class Wording {
  constructor(private readonly i18n: I18nManager) {}

  get locales(): readonly string[] {
    const others = this.i18n
      .supportedLocales()
      .filter((locale) => locale !== this.i18n.defaultLocale)
    return [this.i18n.defaultLocale, ...others]
  }

  /** The words of the nearest language that the program has. */
  in(locale: string | undefined): Words {
    const nearest = this.#nearest(locale)
    const i18n = this.i18n.locale(nearest)
    return {
      locale: nearest,
      t: (key, data) => i18n.t(key, data),
      coins: (amount) =>
        i18n.t('bot.coins', {
          // ICU picks the plural by this: one coin exactly, or any other amount.
          count: amount === 1000n ? 1 : 2,
          amount: formatCoinNumber(amount, nearest),
        }),
    }
  }

  /** Most people have a language of the program's by its own name; the others' is negotiated, which takes longer. */
  #nearest(locale: string | undefined): string {
    if (locale === undefined) return this.i18n.defaultLocale
    if (this.i18n.supportedLocales().includes(locale)) return locale
    return this.i18n.getSupportedLocaleFor([locale]) ?? this.i18n.defaultLocale
  }
}
