/** The gateway client: what it listens to, what it remembers, and what it shrugs off. */
import { Client, Options, Partials, type GatewayIntentBits } from 'discord.js'
import type { LoggerService } from '@adonisjs/core/types'
import { SteadyStrategy } from '#bots/discord/steady_strategy'
import type { DiscordSettings } from '#config/discord'

export function makeClient(
  settings: DiscordSettings,
  intents: readonly GatewayIntentBits[],
  logger: LoggerService
): Client {
  return new Client({
    intents,
    // Without it, direct messages of people who wrote before the start would be dropped.
    partials: [Partials.Channel],
    // A shard's own process is told its number by its parent; else this process takes all that there are.
    ...(process.env.SHARDS === undefined && { shards: 'auto' }),
    rest: { api: settings.apiRoot, version: '10', timeout: settings.callTimeoutMs },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      // A reply brings the message that it replies to; it is looked up here.
      MessageManager: 25,
      GuildMemberManager: {
        maxSize: 100,
        keepOverLimit: (member) => member.id === member.client.user.id,
      },
      UserManager: { maxSize: 1_000, keepOverLimit: (user) => user.id === user.client.user.id },
      ReactionManager: 0,
      PresenceManager: 0,
      VoiceStateManager: 0,
      GuildEmojiManager: 0,
      GuildStickerManager: 0,
      GuildScheduledEventManager: 0,
      StageInstanceManager: 0,
      ThreadMemberManager: 0,
    }),
    ws: { buildStrategy: (manager) => new SteadyStrategy(manager, logger) },
  })
}
