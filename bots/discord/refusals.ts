/** What Discord's refusals mean for a door, and the brake before too many of them. */
import { DiscordAPIError, RateLimitError, type REST } from 'discord.js'
import type { PersonProblem, Refused, SpaceProblem } from '#app/bot_kit/spaces/problems'
import { codeOf, describe, isOutage } from '#bots/discord/failures'

/** JSON error codes (docs.discord.com/developers/topics/opcodes-and-status-codes#json). */
export const CODES = {
  unknownChannel: 10003,
  unknownGuild: 10004,
  unknownMember: 10007,
  unknownMessage: 10008,
  unknownRole: 10011,
  unknownUser: 10013,
  unknownBan: 10026,
  missingAccess: 50001,
  missingPermissions: 50013,
  invalidRole: 50028,
  invalidForm: 50035,
  /** The server asks for two-factor login of whoever manages roles, and the bot's owner has none. */
  twoFactor: 60003,
} as const

/**
 * Answers with 401, 403 and 429 after which the doors rest until Discord's ten minutes are over. An address that gets
 * 10,000 of them is shut out (docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans);
 * a quarter, since other processes may share it.
 */
const MOST_INVALID = 2_500
/** A token that Discord does not take is not shown to it again for so long, milliseconds. */
const BAD_TOKEN_REST_MS = 60_000
/** An address that is shut out waits for so long, milliseconds: the ten minutes of the limit. */
const SHUT_OUT_MS = 600_000
/** A refusal of one door counts for everybody at it for so long, milliseconds; so a thousand people cost one refusal. */
const SHUT_DOOR_MS = 3_000
const MOST_SHUT_DOORS = 1_000
/** What Discord refuses for no reason that is known here is tried again after this time, milliseconds. */
const UNEXPLAINED_MS = 15 * 60_000

export const problem = (found: SpaceProblem | PersonProblem, detail: string): Refused => ({
  outcome: 'problem',
  problem: found,
  detail,
})

/**
 * What an error means where it needs no further look; null for a refusal that does (a missing permission, a role), and
 * for the codes that mean different things in different places.
 * @throws what is no error of Discord's or of the way to it: a bug of ours
 */
export function refusalOf(error: unknown): Refused | null {
  if (error instanceof RateLimitError) {
    if (isShutOut(error)) return retry('shut out', SHUT_OUT_MS)
    return retry('rate limited', Math.max(error.timeToReset, error.retryAfter))
  }
  if (isOutage(error)) return retry(String(describe(error).error), null)
  if (!(error instanceof DiscordAPIError)) throw error
  if (error.status === 401) return retry('the token is not valid', BAD_TOKEN_REST_MS)
  switch (codeOf(error)) {
    case CODES.unknownGuild:
    case CODES.missingAccess:
      return problem({ kind: 'not_there' }, error.message)
    case CODES.unknownUser:
      return problem({ kind: 'no_such_account' }, error.message)
    default:
      return null
  }
}

/** Discord says how long a limit lasts; what stands before it and shuts addresses out does not. */
function isShutOut(error: RateLimitError): boolean {
  return error.retryAfter <= 0
}

/** A refusal that nothing explains: it may be over later, and is not asked for often. */
export function unexplained(error: unknown): Refused {
  return retry(String(describe(error).error), UNEXPLAINED_MS)
}

function retry(reason: string, afterMs: number | null): Refused {
  return { outcome: 'retry', reason, afterMs }
}

/** Keeps from asking where the answer is known: at a door that is shut, and of a Discord that has had enough. */
export class Brake {
  #restUntil = 0
  readonly #shut = new Map<string, { refused: Refused; until: number }>()

  watch(rest: REST): void {
    rest.on('invalidRequestWarning', ({ count, remainingTime }) => {
      if (count >= MOST_INVALID) this.#rest(remainingTime)
    })
  }

  /** Why a call is not to be made now; null when it may be. */
  holds(door: string): Refused | null {
    const now = Date.now()
    if (now < this.#restUntil) return retry('too many refusals', this.#restUntil - now)
    const shut = this.#shut.get(door)
    if (shut && now < shut.until) return shut.refused
    if (shut) this.#shut.delete(door)
    return null
  }

  /** What Discord refused, and why. What is not about one person is so for the next one, too. */
  note(door: string, refused: Refused, error: unknown): Refused {
    if (error instanceof RateLimitError && isShutOut(error)) this.#rest(SHUT_OUT_MS)
    if (!(error instanceof DiscordAPIError)) return refused
    const isShared =
      refused.outcome === 'problem'
        ? refused.problem.kind !== 'no_such_account'
        : error.status === 403
    if (error.status === 401) this.#rest(BAD_TOKEN_REST_MS)
    else if (isShared) {
      this.#shut.set(door, { refused, until: Date.now() + SHUT_DOOR_MS })
      const [oldest] = this.#shut.keys()
      if (this.#shut.size > MOST_SHUT_DOORS && oldest !== undefined) this.#shut.delete(oldest)
    }
    return refused
  }

  /** The server was looked at anew: what was refused there may go now. */
  open(guildId: string): void {
    for (const door of this.#shut.keys()) {
      if (door.startsWith(`${guildId}:`)) this.#shut.delete(door)
    }
  }

  #rest(ms: number): void {
    this.#restUntil = Math.max(this.#restUntil, Date.now() + ms)
  }
}
