import env from '#start/env'
import { SettingsError } from '#start/settings_error'
import { appUrl } from '#config/app'

/** Discord's own servers; a test's stand-in has another address. */
const OFFICIAL_API = 'https://discord.com/api'

const token = env.get('DISCORD_BOT_TOKEN') || undefined
const applicationId = env.get('DISCORD_APPLICATION_ID') || undefined

if (token !== undefined && !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) {
  throw new SettingsError(
    'DISCORD_BOT_TOKEN should be three parts joined by dots, as the Bot page of your application in the ' +
      'Discord Developer Portal shows it, without spaces, quotes or the word Bot'
  )
}
if (applicationId !== undefined && !/^\d{15,21}$/.test(applicationId)) {
  throw new SettingsError(
    'DISCORD_APPLICATION_ID should be the number that your application has in the Discord Developer Portal'
  )
}

const discordConfig = {
  token,
  /** Discord names it when the bot connects; set, it is compared, so that a mixed-up token is noticed. */
  applicationId,
  apiRoot: (env.get('DISCORD_API_ROOT') ?? OFFICIAL_API).replace(/\/+$/, ''),
  /** Pictures of the program's own pages are addressed or read from here. */
  appUrl,

  /** How long one call to Discord may take, milliseconds. */
  callTimeoutMs: 15_000,
  /** Discord's limit for a bot over all routes; per-route limits are read from its answers. */
  globalRequestsPerSecond: 50,
  /** A 429 that asks for more than this counts as an outage, milliseconds. */
  longestRateLimitMs: 45_000,
  /** Waits before a call is tried again when Discord cannot be reached or fails, milliseconds. */
  outageRetryMs: [500, 1_000, 2_000, 4_000] as readonly number[],
  /** Waits between attempts to connect: doubled from the first to the last, milliseconds. */
  reconnectMs: { first: 1_000, last: 60_000 },
  /** Time between the starts of two shards' processes, milliseconds: Discord takes one IDENTIFY in five seconds. */
  shardSpawnDelayMs: 5_500,
  /** `start` reports for duty after this time at the latest, connected or not, milliseconds. */
  startPatienceMs: 5_000,

  /**
   * An interaction that has no answer yet is deferred after this time, milliseconds. Discord gives up at
   * 3,000 (docs.discord.com/developers/interactions/receiving-and-responding); a quicker answer needs one call
   * instead of two.
   */
  deferAfterMs: 1_000,
  /** "typing…" is shown when an answer takes longer than this, milliseconds. It is visible for 10 s. */
  typingDelayMs: 400,
  /** The first part of a streamed answer waits this long, so that a quick answer is one message. */
  firstShowMs: 200,
  /** Time between the edits of a streamed answer, milliseconds: Discord takes about five in five seconds. */
  editIntervalMs: 1_200,
}

export type DiscordSettings = typeof discordConfig

export default discordConfig
