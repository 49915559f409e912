import type { PluginContext } from '#app/plugin_kit/types'
import aiConfig from '#config/ai'
import { Ai } from '#plugins/ai/ai'
import { DemoProvider } from '#plugins/ai/providers/demo_provider'
import { OpenAiProvider } from '#plugins/ai/providers/openai_provider'
import { UsageLog } from '#plugins/ai/usage_log'

/** Makes the service: a server's models when one is connected, else the demo model. */
export default async function aiService({ app }: PluginContext): Promise<Ai> {
  const { connection, timeouts, demoPause } = aiConfig
  const usageLog = new UsageLog({
    db: await app.container.make('lucid.db'),
    logger: await app.container.make('logger'),
  })
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
    demo: connection === null,
    onUsage: (row) => usageLog.add(row),
  })
}
