import type { REST } from 'discord.js'
import type { Refused } from '#app/bot_kit/spaces/problems'
import { codeOf } from '#bots/discord/failures'
import type { GuildApi } from '#bots/discord/guild_api'
import { doorProblems } from '#bots/discord/guilds'
import { Brake, CODES, problem, refusalOf, unexplained } from '#bots/discord/refusals'

/** What is about to be done in a server. */
export interface Deed {
  guildId: string
  /** `in`, `out`, `list`: what was refused is refused to the next one who does the same. */
  what: string
  /** The role that it is about. */
  roleId?: string
}

/**
 * Makes calls about servers, and turns what goes wrong into an answer. A door that was found shut is not tried again for a
 * moment: thousands of people may be on their way to it.
 */
export class Asking {
  readonly #brake = new Brake()

  constructor(
    private readonly api: GuildApi,
    rest: REST
  ) {
    this.#brake.watch(rest)
  }

  async about<T>(deed: Deed, work: () => Promise<T>): Promise<T | Refused> {
    const name = `${deed.guildId}:${deed.what}:${deed.roleId ?? ''}`
    const held = this.#brake.holds(name)
    if (held) return held
    try {
      return await work()
    } catch (error) {
      const refused = refusalOf(error) ?? (await this.#explain(deed, error))
      return this.#brake.note(name, refused, error)
    }
  }

  /** The server is looked at anew: what was refused there may go now. */
  anew(guildId: string): void {
    this.#brake.open(guildId)
  }

  /** Why Discord refused: its answer says no more than that a permission is missing. */
  async #explain({ guildId, roleId }: Deed, refusal: unknown): Promise<Refused> {
    const { message } = refusal instanceof Error ? refusal : { message: '' }
    const code = codeOf(refusal)
    if (code === CODES.twoFactor) {
      return problem({ kind: 'missing_permission', permission: 'manage_roles' }, message)
    }
    if (code === CODES.unknownRole && roleId !== undefined) {
      return problem({ kind: 'role_gone', roleId }, message)
    }
    try {
      const [guild, bot] = await Promise.all([this.api.guild(guildId), this.api.bot(guildId)])
      const [found] = doorProblems(guild, bot, roleId === undefined ? [] : [roleId])
      return found ? problem(found, message) : unexplained(refusal)
    } catch (error) {
      return refusalOf(error) ?? unexplained(error)
    }
  }
}
