import i18nManager from '@adonisjs/i18n/services/main'
import type { Memory } from '#plugins/personas/memory/recollection'

/** What a persona keeps in mind, as the demo model can say it. */
export function demoMemories(memories: readonly Memory[], locale: string): readonly string[] {
  const i18n = i18nManager.locale(
    i18nManager.getSupportedLocaleFor([locale]) ?? i18nManager.defaultLocale
  )
  return memories.map(({ source, text }) =>
    i18n.t(source === 'persona' ? 'personas.memory.demo.said' : 'personas.memory.demo.told', {
      text,
    })
  )
}
