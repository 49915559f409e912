import type { Browser, BrowserContextOptions } from 'playwright'
import { launchChromium } from '#tests/browser/support/chromium'
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

  static async build(env: Readonly<Record<string, string>> = {}): Promise<Stage> {
    const database = await scratchDatabase()
    const [program, browser] = await Promise.all([
      startProgram({ env: { DATABASE_URL: database.url, ...env } }),
      launchChromium(),
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

  async strike(): Promise<void> {
    await this.browser.close()
    await this.program.stop()
    await this.database.drop()
  }
}
