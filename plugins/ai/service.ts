import type { PluginContext } from '#app/plugin_kit/types'
import aiConfig from '#config/ai'
import { Ai } from '#plugins/ai/ai'
import { MediaServer } from '#plugins/ai/media/media_server'
import { DemoProvider } from '#plugins/ai/providers/demo_provider'
import { OpenAiProvider } from '#plugins/ai/providers/openai_provider'
import { UsageLog } from '#plugins/ai/usage_log'

/** Makes the service: a server's models when one is connected, else the demo model. */
export default async function aiService({ app }: PluginContext): Promise<Ai> {
  const { connection, media, timeouts, demoPause } = aiConfig
  const logger = await app.container.make('logger')
  const usageLog = new UsageLog({ db: await app.container.make('lucid.db'), logger })
  app.terminating(() => usageLog.close())
  const i18n = await app.container.make('i18n')
  return new Ai({
    settings: aiConfig,
    provider: connection
      ? new OpenAiProvider(connection, timeouts.total)
      : new DemoProvider({
          pause: demoPause,
          words: (locale) => (key, data) => i18n.locale(locale).formatMessage(key, data),
        }),
    server: connection && new MediaServer(connection, media.openAi, timeouts.picture),
    demo: connection === null,
    onUsage: (row) => usageLog.add(row),
    onFailure: (what, error) =>
      logger.warn({ err: error, what }, 'The AI server failed at something'),
  })
}
