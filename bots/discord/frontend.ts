import type { BotFrontend, FrontendContext } from '#app/bot_kit/frontend'
import type { DiscordConnection } from '#bots/discord/connection'
import discordConfig, { type DiscordSettings } from '#config/discord'

/** The Discord bot with settings of one's own; the default export takes those of the environment. */
export function discordFrontend(
  settings: DiscordSettings
): (context: FrontendContext) => BotFrontend {
  return (context): BotFrontend => {
    let connection: DiscordConnection | null = null
    return {
      name: 'discord',
      status: () => connection?.status ?? 'off',
      async start() {
        const { token } = settings
        if (token === undefined || connection) return
        // discord.js is loaded only where there is a bot to run.
        const { DiscordConnection: Connection } = await import('#bots/discord/connection')
        connection = new Connection(context, { ...settings, token })
        await connection.start()
      },
      async stop() {
        await connection?.stop()
        connection = null
      },
    }
  }
}

export default discordFrontend(discordConfig)
