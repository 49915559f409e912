import type { HttpRouterService } from '@adonisjs/core/types'
import type { Frontend } from '#app/bot_kit/inbound'
import type { BotFrontendFactory, FrontendContext } from '#app/bot_kit/frontend'
import type { OutreachFactory } from '#app/bot_kit/messenger'
import type { DoorkeeperFactory } from '#app/bot_kit/spaces/doorkeeper'
import type { PeopleModule } from '#app/plugin_kit/types'

/** A frontend as `bots/index.ts` lists it: data and lazy imports, nothing else. */
export interface FrontendDefinition {
  /** The folder's name under `bots/`, and the prefix of its tables and i18n keys. */
  name: Frontend
  frontend: () => Promise<{ default: BotFrontendFactory }>
  /** Web routes, in the web process alone. */
  routes?: () => Promise<{ default: (router: HttpRouterService, context: FrontendContext) => void }>
  /** How the program writes to somebody who has not just said something. It works in every process. */
  outreach?: () => Promise<{ default: OutreachFactory }>
  /** Its hand on servers and chats: who is let in, who is put out. It works in every process. */
  doorkeeper?: () => Promise<{ default: DoorkeeperFactory }>
  /** What it keeps of people, beside what the plugins keep. */
  people?: () => Promise<{ default: PeopleModule }>
  /** It has tables, in `migrations/`. */
  migrations?: boolean
  /**
   * Spreads the frontend over processes of its own where the platform asks for it (`bots:<name>`). Null when this
   * process is to run it itself.
   */
  spread?: () => Promise<{ default: (context: FrontendContext) => Promise<Spread | null> }>
}

/** The processes that run a frontend in this one's stead. */
export interface Spread {
  /** Resolves when all of them have finished their replies and ended. */
  stop(): Promise<void>
}

/** Declares a frontend; the one way to do so. */
export function defineFrontend(definition: FrontendDefinition): FrontendDefinition {
  return definition
}
