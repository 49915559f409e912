import env from '#start/env'
import { SettingsError } from '#start/settings_error'
import { appUrl } from '#config/app'

/** Telegram's own servers; a self-hosted Bot API server or a test's stand-in has another address. */
const OFFICIAL_API = 'https://api.telegram.org'

const apiRoot = (env.get('TELEGRAM_API_ROOT') ?? OFFICIAL_API).replace(/\/+$/, '')
const token = env.get('TELEGRAM_BOT_TOKEN') || undefined
const mode = env.get('TELEGRAM_MODE') ?? 'polling'
const webhookSecret = env.get('TELEGRAM_WEBHOOK_SECRET') || undefined

if (token !== undefined && !/^\d+:[\w-]+$/.test(token)) {
  throw new SettingsError(
    'TELEGRAM_BOT_TOKEN should look like 123456789:AA…, as @BotFather gave it, without spaces or quotes'
  )
}
if (token !== undefined && mode === 'webhook') {
  // core.telegram.org/bots/api#setwebhook
  if (webhookSecret === undefined || !/^[\w-]{1,256}$/.test(webhookSecret)) {
    throw new SettingsError(
      'TELEGRAM_WEBHOOK_SECRET should be 1 to 256 of the characters A-Z a-z 0-9 _ - where TELEGRAM_MODE is webhook'
    )
  }
  if (apiRoot === OFFICIAL_API && !appUrl.startsWith('https:')) {
    throw new SettingsError(
      'APP_URL should be the public https:// address of this program where TELEGRAM_MODE is webhook'
    )
  }
}

const telegramConfig = {
  token,
  apiRoot,
  mode,
  webhookSecret,
  webhookUrl: `${appUrl}/webhooks/telegram`,
  /** Pictures of the program's own pages are read from here and uploaded: Telegram may not reach it. */
  appUrl,

  /** How long one call to Telegram may take, seconds. */
  callTimeoutSeconds: 15,
  /** How long Telegram keeps a poll open when there is nothing new, seconds. */
  pollSeconds: 25,
  /** Longest rest between two polls while updates come in, milliseconds. */
  pollRestMs: 20,
  /** Updates that one process works on at once. Most of them wait for a model. */
  concurrency: 1_000,
  /** Waits before a call is tried again when Telegram cannot be reached or fails, milliseconds. */
  outageRetryMs: [500, 1_000, 2_000, 4_000] as readonly number[],
  /** A 429 is waited out when it asks for no more than this, seconds, and so many times. */
  rateLimit: { maxDelaySeconds: 45, maxAttempts: 3 },
  /** Waits between attempts to connect: doubled from the first to the last, milliseconds. */
  reconnectMs: { first: 1_000, last: 60_000 },
  /** `start` reports for duty after this time at the latest, connected or not, milliseconds. */
  startPatienceMs: 5_000,

  /** "typing…" is shown when an answer takes longer than this, milliseconds. It is visible for 5 s. */
  typingDelayMs: 400,
  /** The first draft of a streamed answer waits this long, so that a quick answer is one message. */
  firstDraftMs: 200,
  /** Time between drafts in private chats, milliseconds. */
  draftIntervalMs: 700,
  /** A draft is visible for 30 s; one that does not change is repeated after this time, milliseconds. */
  draftRefreshMs: 20_000,
  /** Time between edits in groups, milliseconds: Telegram allows about 20 messages a minute there. */
  editIntervalMs: 3_200,
}

export type TelegramSettings = typeof telegramConfig

export default telegramConfig
