import { DiscordjsError, DiscordjsErrorCodes } from 'discord.js'

/**
 * What discord.js says when trying again would not help, with what the operator can do
 * (docs.discord.com/developers/topics/opcodes-and-status-codes#gateway).
 */
const HOPELESS: readonly { says: RegExp; code: number; help: string }[] = [
  {
    says: /authentication failed/i,
    code: 4004,
    help: 'DISCORD_BOT_TOKEN is not valid: copy the token again from the Bot page of your application',
  },
  {
    says: /invalid shard/i,
    code: 4010,
    help: 'the shard numbers are wrong: start the bot with bots:discord',
  },
  {
    says: /sharding is required/i,
    code: 4011,
    help: 'the bot is in too many servers for one connection: start it with bots:discord',
  },
  {
    says: /invalid api version/i,
    code: 4012,
    help: 'Discord no longer speaks this version: update the program',
  },
  {
    says: /invalid intents/i,
    code: 4013,
    help: 'Discord does not know an intent: update the program',
  },
  {
    says: /disallowed intents/i,
    code: 4014,
    help: 'an intent is not allowed for this application',
  },
]

/** An intent was asked for that is not switched on for the application. */
export const DISALLOWED_INTENTS = 4014

/** Why a failed login stays one: the gateway's close code; null when trying again may help. */
export function hopelessCode(error: unknown): number | null {
  if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid)
    return 4004
  const message = error instanceof Error ? error.message : ''
  return HOPELESS.find(({ says }) => says.test(message))?.code ?? null
}

/** What the operator can do about a close code; null when it is none of those that stay. */
export function helpFor(code: number): string | null {
  return HOPELESS.find((one) => one.code === code)?.help ?? null
}
