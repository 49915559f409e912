import app from '@adonisjs/core/services/app'
import { defineConfig, loaders } from '@adonisjs/i18n'
import { MessageFormatter } from '#app/support/message_formatter'
import plugins from '#plugins/index'
import bots from '#bots/index'

const folders = [
  'resources/lang',
  ...plugins.map((plugin) => `plugins/${plugin.name}/lang`),
  ...bots.map((bot) => `bots/${bot.name}/lang`),
]

const i18nConfig = defineConfig({
  defaultLocale: 'en',
  supportedLocales: ['en', 'es'],
  // Said outright: else it is negotiated anew for every message that anybody sends.
  fallbackLocales: { en: 'en', es: 'en' },
  formatter: () => new MessageFormatter(),
  loaders: folders.map((folder) => loaders.fs({ location: app.makePath(folder) })),
})

export default i18nConfig
