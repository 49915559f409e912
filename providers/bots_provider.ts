import type { ApplicationService } from '@adonisjs/core/types'
import type { AnyBotCommand, BotModule } from '#app/bot_kit/command'
import { BotHouse } from '#app/bot_kit/house'
import type { Frontend } from '#app/bot_kit/inbound'
import { Runtime } from '#app/bot_kit/runtime'
import type { Worker } from '#app/job_kit/worker'
import { greet, prepareDatabase, runsEverything } from '#start/everything'

/** What a process does beside answering ace commands. */
interface Roles {
  frontends: readonly Frontend[]
  jobs: boolean
}

/**
 * Binds the conversation kit (`bots`) and the worker (`jobs`), starts what the process is for, and stops it
 * before the database goes.
 */
export default class BotsProvider {
  #house: BotHouse | undefined
  #worker: Worker | undefined

  constructor(protected app: ApplicationService) {}

  register(): void {
    this.app.container.singleton('bots', () => this.#makeHouse())
    this.app.container.singleton('jobs', () => this.#makeWorker())
    this.app.container.singleton('pages', async () => (await import('#bots/web/pages')).pages)
  }

  /** Before the web server listens. Code generation runs this too, but never as the whole program. */
  async start(): Promise<void> {
    if (this.app.getEnvironment() !== 'web' || !runsEverything()) return
    // While the database is asked, what comes next is loaded.
    await Promise.all([prepareDatabase(this.app), this.app.container.make('bots')])
  }

  /** The web process starts here; the other processes are ace commands, which start what they are for. */
  async ready(): Promise<void> {
    if (this.app.getEnvironment() !== 'web') return
    if (runsEverything()) {
      await this.#start({ frontends: ['web', 'telegram', 'discord'], jobs: true })
      await greet(this.app)
    } else {
      await this.#start({ frontends: await this.#webFrontends(), jobs: false })
    }
  }

  async shutdown(): Promise<void> {
    await Promise.all([this.#house?.stop(), this.#worker?.stop()])
  }

  async #start(roles: Roles): Promise<void> {
    if (roles.jobs) await (await this.app.container.make('jobs')).start()
    await (await this.app.container.make('bots')).start(roles.frontends)
  }

  /** Telegram's webhook arrives at the web process, so that frontend lives here in webhook mode. */
  async #webFrontends(): Promise<readonly Frontend[]> {
    const { default: env } = await import('#start/env')
    return env.get('TELEGRAM_MODE') === 'webhook' ? ['web', 'telegram'] : ['web']
  }

  async #makeHouse(): Promise<BotHouse> {
    const { Inbox } = await import('#app/bot_kit/inbox')
    const { ButtonStore } = await import('#app/bot_kit/button_store')
    const { Wording } = await import('#app/bot_kit/wording')
    const { allowUse } = await import('#app/bot_kit/cooldown')
    const { makeLanes } = await import('#app/bot_kit/make_lanes')
    const { default: frontends } = await import('#bots/index')
    const logger = await this.app.container.make('logger')
    const modules = await this.#modules()
    const converse = modules.map((module) => module.converse).filter((found) => found !== undefined)
    if (converse.length > 1) throw new Error('Two plugins answer plain messages; one may')

    const runtime: Runtime = new Runtime({
      commands: await this.#commands(modules, () => runtime.commands()),
      converse: converse[0] ?? null,
      listeners: modules.flatMap((module) => module.listen ?? []),
      fileListeners: modules.flatMap((module) => module.listenToFile ?? []),
      overhearers: modules.flatMap((module) => module.overhear ?? []),
      till: this.#onlyOne('till', modules),
      spaces: this.#onlyOne('spaces', modules),
      fileReceivers: modules.flatMap((module) => module.receiveFile ?? []),
      links: modules.flatMap((module) => module.openLink ?? []),
      identity: await this.app.container.make('identity'),
      inbox: new Inbox(),
      buttons: new ButtonStore(),
      lanes: await makeLanes(logger),
      wording: new Wording(await this.app.container.make('i18n')),
      logger,
      allowUse,
    })
    this.#house = new BotHouse({ app: this.app, logger, runtime, frontends })
    return this.#house
  }

  async #modules(): Promise<BotModule[]> {
    const registry = await this.app.container.make('plugins')
    const { default: identityBot } = await import('#app/identity/bot/index')
    const modules: BotModule[] = [identityBot(await this.app.container.make('identity'))]
    for (const plugin of registry.plugins) {
      if (!plugin.bot) continue
      const { default: factory } = await plugin.bot()
      modules.push(factory(registry.contextOf(plugin)))
    }
    return modules
  }

  /** A part that one plugin in the program may have. */
  #onlyOne<P extends 'till' | 'spaces'>(
    part: P,
    modules: readonly BotModule[]
  ): NonNullable<BotModule[P]> | null {
    const [first, second] = modules.flatMap((module) => module[part] ?? [])
    if (second) throw new Error(`Two plugins bring a "${part}"; one may`)
    return first ?? null
  }

  async #commands(
    modules: readonly BotModule[],
    listed: () => readonly AnyBotCommand[]
  ): Promise<AnyBotCommand[]> {
    const { helpCommand } = await import('#app/bot_kit/bot/help')
    return [helpCommand(listed), ...modules.flatMap((module) => module.commands)]
  }

  async #makeWorker(): Promise<Worker> {
    const { makeWorker } = await import('#app/job_kit/make_worker')
    this.#worker = await makeWorker(this.app)
    return this.#worker
  }
}

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    bots: BotHouse
    jobs: Worker
  }
}
