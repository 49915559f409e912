import { join } from 'node:path'
import type { ApplicationService } from '@adonisjs/core/types'
import type { EmbeddedServer } from '#database/embedded/server'

/** Starts the embedded Postgres when `DATABASE_URL` is unset, before Lucid reads where the database is. */
export default class DatabaseProvider {
  #server: EmbeddedServer | undefined

  constructor(protected app: ApplicationService) {}

  register(): void {
    this.app.container.singleton('database.server', () => this.#server ?? null)
  }

  async boot(): Promise<void> {
    const { default: env } = await import('#start/env')
    if (env.get('DATABASE_URL')) return
    const { startEmbeddedPostgres } = await import('#database/embedded/server')
    this.#server = await startEmbeddedPostgres({
      dataDir: env.get('DATA_DIR') ?? join(this.app.makePath(), '.data'),
      database: 'greenroom',
    })
    // Commands beside a running program share its server; the web process owns the folder.
    if (this.app.getEnvironment() === 'web') await this.#server.own()
    this.app.config.set('database.connections.postgres.connection', this.#server.url)
  }

  async shutdown(): Promise<void> {
    await this.#server?.stop()
  }
}

declare module '@adonisjs/core/types' {
  interface ContainerBindings {
    /** The embedded server, or null where `DATABASE_URL` names one. */
    'database.server': EmbeddedServer | null
  }
}
