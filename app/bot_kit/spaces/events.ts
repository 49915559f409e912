import type { PaidThere } from '#app/bot_kit/spaces/answers'
import type { SpaceRef } from '#app/bot_kit/spaces/space'

/** What a platform tells of a space, in the kit's words. `id` is stable: told twice, it is one event. */
export type SpaceEvent = { id: string; space: SpaceRef; at: Date } &
  /** Somebody came in (Discord: into the server, or was given roles) or went out. */
  (
    | {
        kind: 'member_changed'
        platformId: string
        isIn: boolean
        roleIds: readonly string[] | null
        /** They pay the platform itself; `link` is the one that they came by, where it is told. */
        paidThere?: PaidThere & { link: string | null }
      }
    /** Somebody asks to be let in. */
    | { kind: 'entry_requested'; platformId: string; link: string | null }
    /** The bot was made an administrator, was added, or its rights or roles changed: the preflight may turn out otherwise. */
    | {
        kind: 'bot_changed'
        /** Who added it or changed it (Telegram's `my_chat_member.from`); null where the platform does not say. */
        byPlatformId: string | null
      }
    | { kind: 'bot_removed' }
    | { kind: 'role_removed'; roleId: string }
    | { kind: 'role_changed'; roleId: string }
    /** A group became a supergroup: it has another id from now on. */
    | { kind: 'space_moved'; toId: string }
    | { kind: 'space_renamed'; title: string }
  )

/** Where frontends bring what their platform tells of spaces. One plugin in the program has it. */
export interface SpaceListener {
  /**
   * Whether anybody cares for this kind of event of this space: others are not kept. Cheap, asked for every event; may
   * be a little out of date. A bot that somebody added (`bot_changed` by somebody) matters in every space.
   */
  caresFor(event: SpaceEvent): Promise<boolean>
  /** Keeps an event durably; resolves when it is kept. */
  take(event: SpaceEvent): Promise<void>
}
