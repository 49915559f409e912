import type { Browser, BrowserContextOptions } from 'playwright'
import { launchChromium, type BrowserNeeds } from '#tests/browser/support/chromium'
import { ChatPage } from '#tests/browser/support/chat_page'
import { startProgram, type Program } from '#tests/support/program'
import { scratchDatabase, type ScratchDatabase } from '#tests/support/scratch_database'

export const PHONE = { width: 390, height: 844 }
export const SMALL_PHONE = { width: 360, height: 640 }
export const DESKTOP = { width: 1280, height: 800 }

/** The whole program on a database of its own, and a browser in front of it. */
export class Stage {
  private constructor(
    readonly program: Program,
    readonly browser: Browser,
    readonly database: ScratchDatabase
  ) {}

  static async build(
    env: Readonly<Record<string, string>> = {},
    needs: BrowserNeeds = {}
  ): Promise<Stage> {
    const database = await scratchDatabase()
    const [program, browser] = await Promise.all([
      startProgram({ env: { DATABASE_URL: database.url, ...env } }),
      launchChromium(needs),
    ])
    return new Stage(program, browser, database)
  }

  /** A person with a browser that nobody used before. */
  async visitor(options: BrowserContextOptions = {}): Promise<ChatPage> {
    const context = await this.browser.newContext({
      baseURL: this.program.url,
      viewport: DESKTOP,
      locale: 'en-US',
      ...options,
    })
    return new ChatPage(await context.newPage())
  }

  /** Gives a role to the person who came last. */
  async newestBecomes(role: 'admin' | 'creator'): Promise<void> {
    await this.database.query(
      `insert into person_roles (person_id, role)
       select id, $1 from people order by created_at desc, id desc limit 1 on conflict do nothing`,
      [role]
    )
  }

  async strike(): Promise<void> {
    await this.browser.close()
    await this.program.stop()
    await this.database.drop()
  }
}
