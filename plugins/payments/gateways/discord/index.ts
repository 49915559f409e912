import type { ApplicationService } from '@adonisjs/core/types'
import i18nManager from '@adonisjs/i18n/services/main'
import discordConfig from '#config/discord'
import paymentsConfig from '#config/payments'
import { catalogueFindings } from '#plugins/payments/gateways/discord/findings'
import type { DiscordGateway } from '#plugins/payments/gateways/discord/discord_gateway'

/** Discord's Premium Apps, where there is a Discord bot; what is wrong with its packs is said in the log. */
export async function makeDiscord(app: ApplicationService): Promise<DiscordGateway | null> {
  const { token, apiRoot, applicationId } = discordConfig
  if (token === undefined) return null
  const countTests = !app.inProduction
  const gateway = await discordAt({ token, apiRoot, applicationId, countTests })
  const logger = await app.container.make('logger')
  void logFindings(gateway, (about, text) => logger.warn(about, text))
  return gateway
}

/** Premium Apps of an application; discord.js is loaded only where there is one. */
export async function discordAt(bot: {
  token: string
  apiRoot: string
  applicationId?: string
  countTests: boolean
}): Promise<DiscordGateway> {
  const { DiscordStore } = await import('#plugins/payments/gateways/discord/store')
  const { DiscordGateway: Gateway } =
    await import('#plugins/payments/gateways/discord/discord_gateway')
  const { countTests, ...options } = bot
  const store = new DiscordStore({ ...options, timeoutMs: paymentsConfig.callTimeoutMs })
  return new Gateway(store, { countTests })
}

/** Says which packs cannot be sold as they are. */
async function logFindings(
  gateway: DiscordGateway,
  warn: (about: object, text: string) => void
): Promise<void> {
  const words = i18nManager.locale(i18nManager.defaultLocale)
  try {
    for (const { packId, problem } of await catalogueFindings(gateway)) {
      warn({ pack: packId, problem }, words.t(`payments.discord.catalogue.${problem}`))
    }
  } catch (error) {
    warn({ err: error }, 'what Discord sells could not be looked up')
  }
}
