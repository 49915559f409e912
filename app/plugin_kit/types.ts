/** The contract between a plugin and the house. */
import type { BaseCommand } from '@adonisjs/core/ace'
import type { ApplicationService, HttpRouterService } from '@adonisjs/core/types'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { BotModule } from '#app/bot_kit/command'
import type { Messenger } from '#app/bot_kit/messenger'
import type { Doorkeepers } from '#app/bot_kit/spaces/doorkeeper'
import type { JobHandler, Outbox } from '#app/job_kit/types'
import type { IdentityService, Person, Role, Say } from '#app/identity/types'

/**
 * What each plugin's service is, by the plugin's name. A plugin adds itself in its `api.ts`:
 *
 * ```ts
 * declare module '#app/plugin_kit/types' {
 *   interface Services { ledger: LedgerService }
 * }
 * ```
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by augmentation
export interface Services {}
export type ServiceName = keyof Services & string

/** A module that is loaded only when its part is needed; the part is its default export. */
export type Lazy<T> = () => Promise<{ default: T }>

/** What a plugin's parts are given. */
export interface PluginContext {
  app: ApplicationService
  identity: IdentityService
  outbox: Outbox
  /** Writes to people who have not just said something. */
  messenger: Messenger
  /** Lets people into servers and chats, and puts them out. */
  doorkeepers: Doorkeepers
  /** The service of a plugin that `requires` lists, or the plugin's own; anything else is refused. */
  use<N extends ServiceName>(name: N): Services[N]
}

/** Makes the plugin's service, once per process. It may be asynchronous (reading settings, a catalogue). */
export type ServiceFactory<S> = (context: PluginContext) => S | Promise<S>

/** Declares routes. They are grouped under `.as(<plugin name>)` already. */
export type RouteModule = (router: HttpRouterService, context: PluginContext) => void

export type BotModuleFactory = (context: PluginContext) => BotModule

/** Handles an event out of the outbox. It runs at least once, so it must be idempotent. */
export type JobModule = (context: PluginContext) => JobHandler

export interface Schedule {
  /** A job of the same plugin. */
  job: string
  everySeconds: number
}

/** A page of the admin panel; nobody without one of `roles` gets to see it. */
export interface AdminPage {
  path: string
  /** i18n key. */
  title: string
  roles: readonly [Role, ...Role[]]
}

/** A way to a page of this program. */
export interface PageLink {
  label: string
  /** Site-relative. */
  href: string
}

/** What the shell of the web pages shows of a plugin. */
export interface PageModule {
  /** Said on every page, in a language: for instance that a demo model answers. */
  notices?(locale: string): Promise<readonly string[]>
  /** Pages that a person has beside the chat, in a language: shown on the account page. */
  links?(person: Person, locale: string): readonly PageLink[] | Promise<readonly PageLink[]>
  /** What a person's wallet holds, millicoins. One plugin in the program says it. */
  balance?(personId: string): Promise<bigint>
  /** Where more coins are got, in a language; shown beside the balance. One plugin in the program says it. */
  moreCoins?(locale: string): PageLink
}

export type PageModuleFactory = (context: PluginContext) => PageModule

/** Two people become one. Everything happens in one transaction: each plugin moves what is its own, or all is left. */
export interface Merge {
  /** Ends: its accounts, coins and memories become those of `into`. */
  from: string
  into: string
  /** Both people are locked in it. */
  trx: TransactionClientContract
}

/** Why two people cannot become one now; the person is told in words (`identity.link.<reason>`). */
export type MergeRefusal = { outcome: 'refused'; reason: 'busy' }

/** What a plugin keeps of people, for the three things that people may do with their data. */
export interface PeopleModule {
  /** Moves what belongs to `from` to `into`. The same call again finds nothing left to move. */
  merge?(merge: Merge): Promise<MergeRefusal | { outcome: 'merged' }>
  /**
   * Makes what is kept of a person unreadable, in the transaction that ends the person. What the books need stays
   * under the person's id, which then means nobody.
   * @throws E_PERSON_BUSY when something of theirs is under way (an open hold): nothing is deleted then
   */
  forget?(request: {
    personId: string
    accountIds: readonly string[]
    trx: TransactionClientContract
  }): Promise<void>
  /** Everything that is kept of a person, in names that a person understands; JSON, without bigints. */
  export?(personId: string): Promise<Readonly<Record<string, unknown>>>
  /** What {@link forget} would take from the person and they may regret, a sentence each ("12 coins"). */
  losses?(personId: string, say: Say): Promise<readonly string[]>
}

export type PeopleModuleFactory = (context: PluginContext) => PeopleModule

/** What a plugin adds to the description of the JSON API (`/api/v1/openapi.json`), as OpenAPI 3.1 has it. */
export interface OpenApiPart {
  /** By path, below `/api/v1`; a test holds them against the routes. */
  paths: Readonly<Record<string, object>>
  schemas: Readonly<Record<string, object>>
}

export interface PluginDefinition {
  /** `a-z_`; the folder's name, the prefix of its tables and of its i18n keys. */
  name: string
  /** Plugins whose `api.ts` this one imports. */
  requires?: readonly string[]
  /** Name of the plugin's file in `config/`, when it has settings. */
  config?: string
  /** It has migrations, in `migrations/`. */
  migrations?: boolean
  service?: Lazy<ServiceFactory<unknown>>
  routes?: Lazy<RouteModule>
  /** Handlers by the outbox topic that they listen to, for instance `identity.person_joined`. */
  listeners?: Readonly<Record<string, Lazy<JobModule>>>
  /** Jobs by name; their topic is `<plugin>.<name>`. */
  jobs?: Readonly<Record<string, Lazy<JobModule>>>
  schedules?: readonly Schedule[]
  /** Ace commands. */
  commands?: readonly Lazy<typeof BaseCommand>[]
  bot?: Lazy<BotModuleFactory>
  /** Its part of the JSON API's description. */
  openApi?: Lazy<OpenApiPart>
  page?: Lazy<PageModuleFactory>
  people?: Lazy<PeopleModuleFactory>
  adminPages?: readonly AdminPage[]
  /** It has Edge views in `views/`, mounted as the disk of the plugin's name. */
  views?: boolean
  /** Writes demonstration data; idempotent. */
  demo?: Lazy<(context: PluginContext) => Promise<void>>
}
