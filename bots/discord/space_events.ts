/** What Discord tells of servers, brought to whoever looks after them. */
import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { Events, GatewayDispatchEvents, type Client } from 'discord.js'
import { DateTime } from 'luxon'
import type { LoggerService } from '@adonisjs/core/types'
import type { SpaceEvent, SpaceListener } from '#app/bot_kit/spaces/events'
import { property } from '#bots/discord/drafts'
import { describe } from '#bots/discord/failures'
import { readDispatch, type Told } from '#bots/discord/guild_dispatches'
import { Debounce } from '#bots/discord/debounce'

/** Events that wait to be kept; more are left to the repair. */
const MOST_WAITING = 5_000
/** Dragging one role moves others, each of which is told of: one look at the server is enough, milliseconds. */
const STANDING_MS = 500
/** People whose roles are remembered, so that a new nickname is no event. */
const MOST_REMEMBERED = 20_000
/** A farewell waits so long for what is being kept, milliseconds. */
const GOODBYE_MS = 3_000

/**
 * Dispatches carry no id of their own, but the number of each is fixed within its session and repeated when a session is
 * resumed: both together are the event's id. What is told twice is one event; what is lost (the program was away, the
 * database was) is found by the daily preflight and repair.
 */
export class SpaceEvents {
  readonly #sessions = new Map<number, string>()
  readonly #lines = new Map<string, Promise<void>>()
  #waiting = 0
  #last = 0
  readonly #roles = new Map<string, string>()
  readonly #standing = new Debounce<string, SpaceEvent>(STANDING_MS, (event) =>
    this.#enqueue(event)
  )

  constructor(
    private readonly services: {
      /** Null when nobody looks after any server. */
      spaces: SpaceListener | null
      logger: LoggerService
      /** Waits before an event is tried again while the database is away, milliseconds. */
      pausesMs: readonly number[]
    }
  ) {}

  listen(client: Client): void {
    if (!this.services.spaces) return
    // Before discord.js takes a dispatch in, so that what it knew of the server until then can be compared with it.
    client.on(Events.Raw, (packet: unknown, shard: number) => {
      if (property(packet, 't') === GatewayDispatchEvents.Ready) {
        const session = String(property(property(packet, 'd'), 'session_id'))
        this.#sessions.set(shard, createHash('sha256').update(session).digest('hex').slice(0, 16))
      }
      for (const [index, told] of readDispatch(packet, client).entries()) {
        this.#hear(told, `${this.#sessions.get(shard)}:${String(property(packet, 's'))}:${index}`)
      }
    })
  }

  /** What was heard is kept; nothing more is. */
  async stop(): Promise<void> {
    this.#standing.flush()
    const enough = new AbortController()
    const patience = wait(GOODBYE_MS, undefined, { signal: enough.signal }).catch(() => undefined)
    await Promise.race([Promise.all(this.#lines.values()), patience])
    enough.abort()
  }

  #hear({ guildId, ...told }: Told, id: string): void {
    if (told.kind === 'member_changed') {
      const { platformId, isIn, roleIds } = told
      const roles = isIn ? (roleIds ?? []).toSorted().join() : 'out'
      if (!this.#isNews(`${guildId}:${platformId}`, roles)) return
    }
    const space = { platform: 'discord', id: guildId } as const
    const event = { ...told, id: `discord:${id}`, space, at: this.#next() }
    if (event.kind === 'bot_changed') this.#standing.add(guildId, event)
    else this.#enqueue(event)
  }

  /** Discord says no time, but an order: of two events, the later one has the later time. */
  #next(): Date {
    this.#last = Math.max(DateTime.utc().toMillis(), this.#last + 1)
    return new Date(this.#last)
  }

  /** Nicknames, pictures and time-outs are told as changes, too. */
  #isNews(who: string, roles: string): boolean {
    const before = this.#roles.get(who)
    this.#roles.delete(who)
    this.#roles.set(who, roles)
    const [oldest] = this.#roles.keys()
    if (this.#roles.size > MOST_REMEMBERED && oldest !== undefined) this.#roles.delete(oldest)
    return before !== roles
  }

  /** Events of one server are kept in their order. */
  #enqueue(event: SpaceEvent): void {
    if (this.#waiting >= MOST_WAITING) {
      this.services.logger.error(
        { event: event.id },
        'too many events of servers wait: one was left'
      )
      return
    }
    this.#waiting += 1
    const { id } = event.space
    const line = (this.#lines.get(id) ?? Promise.resolve())
      .then(() => this.#keep(event))
      .finally(() => {
        this.#waiting -= 1
        if (this.#lines.get(id) === line) this.#lines.delete(id)
      })
    this.#lines.set(id, line)
  }

  async #keep(event: SpaceEvent): Promise<void> {
    const { spaces, logger, pausesMs } = this.services
    if (!spaces) return
    for (const pause of [...pausesMs, null]) {
      try {
        if (await spaces.caresFor(event)) await spaces.take(event)
        return
      } catch (error) {
        if (pause !== null) {
          await wait(pause)
          continue
        }
        logger.error(
          { event: event.id, kind: event.kind, ...describe(error) },
          'what Discord says of a server was not kept; preflight and repair find it again'
        )
      }
    }
  }
}
