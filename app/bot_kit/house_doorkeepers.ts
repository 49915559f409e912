import type { ApplicationService } from '@adonisjs/core/types'
import type { FrontendDefinition } from '#app/bot_kit/define_frontend'
import type { Doorkeeper, Doorkeepers } from '#app/bot_kit/spaces/doorkeeper'
import type { SpacePlatform } from '#app/bot_kit/spaces/space'

/** The frontends' doorkeepers, each made when it is first wanted. */
export class HouseDoorkeepers implements Doorkeepers {
  readonly #made = new Map<SpacePlatform, Promise<Doorkeeper | null>>()

  constructor(
    private readonly app: ApplicationService,
    private readonly frontends: () => Promise<readonly FrontendDefinition[]>
  ) {}

  of(platform: SpacePlatform): Promise<Doorkeeper | null> {
    let made = this.#made.get(platform)
    if (!made) {
      made = this.#make(platform)
      this.#made.set(platform, made)
      made.catch(() => this.#made.delete(platform))
    }
    return made
  }

  async #make(platform: SpacePlatform): Promise<Doorkeeper | null> {
    const frontends = await this.frontends()
    const part = await frontends.find(({ name }) => name === platform)?.doorkeeper?.()
    return part?.default({ app: this.app }) ?? null
  }
}
