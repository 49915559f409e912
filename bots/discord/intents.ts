import { GatewayIntentBits } from 'discord.js'
import type { LoggerService } from '@adonisjs/core/types'
import type { DiscordApi } from '#bots/discord/api'
import { describe } from '#bots/discord/failures'
import { GuildApi } from '#bots/discord/guild_api'

/**
 * Enough for everything that has to work: direct messages, mentions, interactions and what happens to servers and roles
 * reach the bot without a privileged intent (docs.discord.com/developers/events/gateway#gateway-intents).
 */
const ALWAYS = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.DirectMessages,
]

/**
 * What is asked of the gateway. Server Members is privileged: it is asked for when the operator has switched it on for the
 * application, which its flags say, and given up when Discord refuses it all the same. Without it, repair finds what
 * events would have told.
 */
export class Intents {
  #refused = false

  constructor(
    private readonly options: {
      api: DiscordApi
      logger: LoggerService
      /** Whether anybody wants to hear of members. */
      wanted: boolean
    }
  ) {}

  async choose(): Promise<{ bits: readonly GatewayIntentBits[]; members: boolean }> {
    const { api, logger, wanted } = this.options
    if (!wanted || this.#refused) return { bits: ALWAYS, members: false }
    try {
      const members = await new GuildApi(api).listsMembers()
      return { bits: members ? [...ALWAYS, GatewayIntentBits.GuildMembers] : ALWAYS, members }
    } catch (error) {
      logger.info(describe(error), 'Discord did not say which intents the application has')
      return { bits: ALWAYS, members: false }
    }
  }

  /** Discord did not allow Server Members: it is not asked for again. */
  giveUpMembers(): void {
    this.#refused = true
    this.options.logger.warn(
      'Discord refused the Server Members intent: the bot goes on without it, and changes by hand in servers are found ' +
        'by the daily repair. Switch it on under Bot, Privileged Gateway Intents in the Discord Developer Portal and ' +
        'restart to have them found at once.'
    )
  }
}
