/*
 * Settings out of the environment (and `.env`), checked at boot. Each message names the variable and what
 * it should be; all that are wrong are told at once.
 */
import { Env } from '@adonisjs/core/env'
import { APP_ROOT } from '#start/root'
import { SettingsError } from '#start/settings_error'
import { encryptionKeys, optionalUrl, proxyList } from '#start/env_rules'

export default await Env.create(APP_ROOT, {
  NODE_ENV: Env.schema.enum.optional(['development', 'production', 'test'] as const),
  PORT: Env.schema.number.optional(),
  HOST: Env.schema.string.optional({ format: 'host' }),
  APP_URL: optionalUrl(['http:', 'https:']),
  TRUSTED_PROXIES: proxyList(),
  APP_KEY: Env.schema.secret(),
  LOG_LEVEL: Env.schema.enum.optional([
    'fatal',
    'error',
    'warn',
    'info',
    'debug',
    'trace',
    'silent',
  ] as const),

  DATABASE_URL: optionalUrl(['postgres:', 'postgresql:']),
  REDIS_URL: optionalUrl(['redis:', 'rediss:']),
  DATA_DIR: Env.schema.string.optional(),

  OPENAI_API_KEY: Env.schema.string.optional(),
  OPENAI_BASE_URL: optionalUrl(['http:', 'https:']),
  LLM_MODEL: Env.schema.string.optional(),
  IMAGE_MODEL: Env.schema.string.optional(),
  TRANSCRIPTION_MODEL: Env.schema.string.optional(),
  SPEECH_MODEL: Env.schema.string.optional(),
  SPEECH_VOICES: Env.schema.string.optional(),
  MODERATION_MODEL: Env.schema.string.optional(),

  TELEGRAM_BOT_TOKEN: Env.schema.string.optional(),
  TELEGRAM_API_ROOT: optionalUrl(['http:', 'https:']),
  TELEGRAM_MODE: Env.schema.enum.optional(['polling', 'webhook'] as const),
  TELEGRAM_WEBHOOK_SECRET: Env.schema.string.optional(),

  DISCORD_BOT_TOKEN: Env.schema.string.optional(),
  DISCORD_APPLICATION_ID: Env.schema.string.optional(),
  DISCORD_API_ROOT: optionalUrl(['http:', 'https:']),
  DISCORD_CLIENT_SECRET: Env.schema.string.optional(),

  GOOGLE_CLIENT_ID: Env.schema.string.optional(),
  GOOGLE_CLIENT_SECRET: Env.schema.string.optional(),
  GOOGLE_OAUTH_ROOT: optionalUrl(['http:', 'https:']),

  SMTP_HOST: Env.schema.string.optional({ format: 'host' }),
  SMTP_PORT: Env.schema.number.optional(),
  SMTP_USERNAME: Env.schema.string.optional(),
  SMTP_PASSWORD: Env.schema.string.optional(),
  MAIL_FROM: Env.schema.string.optional({ format: 'email' }),
  SUPPORT_CONTACT: Env.schema.string.optional(),

  STRIPE_SECRET_KEY: Env.schema.string.optional(),
  STRIPE_WEBHOOK_SECRET: Env.schema.string.optional(),
  STRIPE_API_BASE: optionalUrl(['http:', 'https:']),
  RAZORPAY_KEY_ID: Env.schema.string.optional(),
  RAZORPAY_KEY_SECRET: Env.schema.string.optional(),
  RAZORPAY_WEBHOOK_SECRET: Env.schema.string.optional(),
  RAZORPAY_API_BASE: optionalUrl(['http:', 'https:']),

  COACH_DAILY_ALERT_USD: Env.schema.string.optional(),

  ENCRYPTION_KEYS: encryptionKeys(),
}).catch((error: unknown) => {
  if (error instanceof Error && 'help' in error && typeof error.help === 'string') {
    throw new SettingsError(
      `Greenroom cannot start with these settings:\n${error.help}\n` +
        'Change them in the environment or in .env, then start again.'
    )
  }
  throw error
})
