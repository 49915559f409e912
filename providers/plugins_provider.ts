import type { ApplicationService } from '@adonisjs/core/types'
import { escapeAttributes } from '#app/web_kit/safe_attributes'
import { PluginRegistry } from '#app/plugin_kit/registry'
import type { IdentityService } from '#app/identity/types'
import type { Messenger } from '#app/bot_kit/messenger'
import type { Doorkeepers } from '#app/bot_kit/spaces/doorkeeper'
import type { DatabaseOutbox } from '#app/job_kit/outbox'

/** Binds the house's services (`identity`, `outbox`, `messenger`, `doorkeepers`) and the plugins' (`plugins`), and mounts their views. */
export default class PluginsProvider {
  constructor(protected app: ApplicationService) {}

  register(): void {
    this.app.container.singleton('outbox', async () => {
      const { DatabaseOutbox } = await import('#app/job_kit/outbox')
      return new DatabaseOutbox()
    })
    this.app.container.singleton('identity', async () => {
      const { Identity } = await import('#app/identity/service')
      const { keepersOf } = await import('#app/identity/keepers')
      const frontends = async () => (await import('#bots/index')).default
      return new Identity(await this.app.container.make('outbox'), keepersOf(this.app, frontends))
    })
    this.app.container.singleton('messenger', async () => {
      const { HouseMessenger } = await import('#app/bot_kit/house_messenger')
      const frontends = async () => (await import('#bots/index')).default
      return new HouseMessenger({
        identity: () => this.app.container.make('identity'),
        house: () => this.app.container.make('bots'),
        frontends,
      })
    })
    this.app.container.singleton('doorkeepers', async () => {
      const { HouseDoorkeepers } = await import('#app/bot_kit/house_doorkeepers')
      const frontends = async () => (await import('#bots/index')).default
      return new HouseDoorkeepers(this.app, frontends)
    })
    this.app.container.singleton('plugins', async () => {
      const { default: plugins } = await import('#plugins/index')
      return new PluginRegistry({
        app: this.app,
        identity: await this.app.container.make('identity'),
        outbox: await this.app.container.make('outbox'),
        messenger: await this.app.container.make('messenger'),
        doorkeepers: await this.app.container.make('doorkeepers'),
        plugins,
      })
    })
  }

  async boot(): Promise<void> {
    const registry = await this.app.container.make('plugins')
    await registry.boot()
    const { default: edge } = await import('edge.js')
    escapeAttributes(edge)
    for (const { name, views } of registry.plugins) {
      if (views) edge.mount(name, this.app.makePath('plugins', name, 'views'))
    }
  }
}

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    plugins: PluginRegistry
    identity: IdentityService
    outbox: DatabaseOutbox
    messenger: Messenger
    doorkeepers: Doorkeepers
  }
}
