import type { Doorkeeper, DoorkeeperFactory } from '#app/bot_kit/spaces/doorkeeper'
import type { ApplicationService } from '@adonisjs/core/types'
import discordConfig, { type DiscordSettings } from '#config/discord'

type Connected = DiscordSettings & { token: string }
type Doors = Doorkeeper & Required<Pick<Doorkeeper, 'makeRole' | 'takeBack'>>

/**
 * Discord's doors: roles of servers, given and taken by HTTP alone, so that any process can. discord.js is loaded when
 * the first one is wanted.
 */
class DiscordDoorkeeper implements Doorkeeper {
  readonly platform = 'discord'
  #doors: Promise<Doors> | null = null

  constructor(
    private readonly settings: Connected,
    private readonly app: ApplicationService
  ) {}

  async inspect(...asked: Parameters<Doorkeeper['inspect']>) {
    return (await this.#open()).inspect(...asked)
  }

  async runs(...asked: Parameters<Doorkeeper['runs']>) {
    return (await this.#open()).runs(...asked)
  }

  async letIn(...asked: Parameters<Doorkeeper['letIn']>) {
    return (await this.#open()).letIn(...asked)
  }

  async putOut(...asked: Parameters<Doorkeeper['putOut']>) {
    return (await this.#open()).putOut(...asked)
  }

  async look(...asked: Parameters<Doorkeeper['look']>) {
    return (await this.#open()).look(...asked)
  }

  async list(...asked: Parameters<Doorkeeper['list']>) {
    return (await this.#open()).list(...asked)
  }

  async answerRequest(...asked: Parameters<Doorkeeper['answerRequest']>) {
    return (await this.#open()).answerRequest(...asked)
  }

  async addLinks() {
    return (await this.#open()).addLinks()
  }

  async post(...asked: Parameters<Doorkeeper['post']>) {
    return (await this.#open()).post(...asked)
  }

  async makeRole(...asked: Parameters<NonNullable<Doorkeeper['makeRole']>>) {
    return (await this.#open()).makeRole(...asked)
  }

  async takeBack(...asked: Parameters<NonNullable<Doorkeeper['takeBack']>>) {
    return (await this.#open()).takeBack(...asked)
  }

  #open(): Promise<Doors> {
    this.#doors ??= this.#make().catch((error: unknown) => {
      this.#doors = null
      throw error
    })
    return this.#doors
  }

  async #make(): Promise<Doors> {
    const { RoleDoors } = await import('#bots/discord/role_doors')
    const { Wording } = await import('#app/bot_kit/wording')
    const words = new Wording(await this.app.container.make('i18n')).in(undefined)
    return new RoleDoors(this.settings, (key) => words.t(key))
  }
}

/** A doorkeeper with settings of one's own; the default export takes those of the environment. */
export function discordDoorkeeper(settings: DiscordSettings): DoorkeeperFactory {
  return ({ app }) => {
    const { token } = settings
    return token === undefined ? null : new DiscordDoorkeeper({ ...settings, token }, app)
  }
}

export default discordDoorkeeper(discordConfig)
