import app from '@adonisjs/core/services/app'
import i18nManager from '@adonisjs/i18n/services/main'
import type { Person } from '#app/identity/types'
import type { PageLink, PageModule } from '#app/plugin_kit/types'
import { Wording } from '#app/bot_kit/wording'

let loading: Promise<readonly PageModule[]> | undefined

/** What the plugins bring to the pages' shell; loaded with the first page. */
function modules(): Promise<readonly PageModule[]> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}

async function load(): Promise<readonly PageModule[]> {
  const registry = await app.container.make('plugins')
  const found: PageModule[] = []
  for (const plugin of registry.plugins) {
    if (!plugin.page) continue
    const { default: factory } = await plugin.page()
    found.push(factory(registry.contextOf(plugin)))
  }
  return found
}

/** Millicoins as a person reads them: "1.5 coins". */
export function coinsIn(locale: string): (amount: bigint) => string {
  return new Wording(i18nManager).in(locale).coins
}

/** A person's wallet in words; null for guests and where nothing keeps wallets. */
export async function balanceInWords(
  personId: string | null,
  locale: string
): Promise<string | null> {
  if (personId === null) return null
  for (const module of await modules()) {
    if (module.balance) return coinsIn(locale)(await module.balance(personId))
  }
  return null
}

/** Where more coins are got; null where no plugin sells them. */
export async function moreCoinsIn(locale: string): Promise<PageLink | null> {
  for (const module of await modules()) {
    if (module.moreCoins) return module.moreCoins(locale)
  }
  return null
}

/** What every page must say, for instance that a demo model answers. */
export async function noticesIn(locale: string): Promise<readonly string[]> {
  const all = await Promise.all(
    (await modules()).map(async (module) => (await module.notices?.(locale)) ?? [])
  )
  return all.flat()
}

/** The pages that a person has beside the chat. */
export async function linksOf(person: Person, locale: string): Promise<readonly PageLink[]> {
  const all = await Promise.all(
    (await modules()).map(async (module) => (await module.links?.(person, locale)) ?? [])
  )
  return all.flat()
}
