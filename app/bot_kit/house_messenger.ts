import type { Account, IdentityService } from '#app/identity/types'
import type { FrontendDefinition } from '#app/bot_kit/define_frontend'
import type { BotHouse } from '#app/bot_kit/house'
import { FRONTENDS, type Frontend, type Inbound, type Place } from '#app/bot_kit/inbound'
import { Inbox } from '#app/bot_kit/inbox'
import {
  inboundOf,
  MESSAGE_KEY_LENGTH,
  MessageDelayed,
  type MessageOutcome,
  type MessageRequest,
  type Messenger,
  type Outreach,
  type OutreachSurface,
} from '#app/bot_kit/messenger'
import { WatchedSurface } from '#app/bot_kit/watched_surface'

/** Under which the inbox knows what the program says by itself, whatever the platform. */
const SOURCE = 'program'

export interface HouseMessengerOptions {
  identity(): Promise<IdentityService>
  /** Its frontends need not be running here. */
  house(): Promise<Pick<BotHouse, 'context' | 'invoke'>>
  frontends(): Promise<readonly FrontendDefinition[]>
}

/** Where a message could be said. */
interface Way {
  account: Account
  frontend: Frontend
  place: Place
  surface: OutreachSurface
}

/** Writes to people by the frontends' own ways; the kit runs what is said as a turn of theirs. */
export class HouseMessenger implements Messenger {
  readonly #inbox = new Inbox()
  readonly #outreach = new Map<Frontend, Promise<Outreach | null>>()

  constructor(private readonly options: HouseMessengerOptions) {}

  async say(request: MessageRequest): Promise<MessageOutcome> {
    const { key } = request
    if (key.length > MESSAGE_KEY_LENGTH) throw new Error(`A message's key is too long: ${key}`)
    if (!(await this.#inbox.claim(SOURCE, key))) {
      if (await this.#inbox.isFinished(SOURCE, key)) return 'said_before'
      throw new MessageDelayed('Another process says it, or began to say it and ended')
    }
    let outcome: 'said' | 'unreachable' = 'unreachable'
    try {
      outcome = await this.#reach(request)
    } finally {
      if (outcome === 'said') await this.#inbox.finish(SOURCE, key)
      else await this.#inbox.release(SOURCE, key)
    }
    return outcome
  }

  /** Says it on the first way that leads to the person. */
  async #reach({ key, to, invocation }: MessageRequest): Promise<'said' | 'unreachable'> {
    const accounts = await this.#accountsFor(to)
    let delayed: Error | null = null
    for (const account of accounts) {
      try {
        const way = await this.#wayTo(account, key, 'account' in to ? to.place : undefined)
        if (!way) continue
        const inbound = inboundOf(key, account, way.place, invocation)
        const said = await this.#sayBy(way, { ...inbound, frontend: way.frontend })
        if (said === 'said') return 'said'
        if (said === 'outage') delayed = new MessageDelayed(`${way.frontend} cannot be reached`)
      } catch (error) {
        // The next account may be reached all the same.
        delayed = error instanceof Error ? error : new MessageDelayed(String(error))
      }
    }
    if (delayed !== null) throw delayed
    return 'unreachable'
  }

  async #sayBy(way: Way, inbound: Inbound): Promise<'said' | 'undeliverable' | 'outage'> {
    const house = await this.options.house()
    const surface = new WatchedSurface(way.surface)
    try {
      await house.invoke(inbound, surface)
    } catch (error) {
      // What the person has read already is not said a second time.
      if (!surface.reached) throw error
      house.context.logger.error({ err: error, update: inbound.id }, 'a message broke off')
    } finally {
      await way.surface.close?.()
    }
    if (surface.reached || surface.undelivered === null) return 'said'
    return surface.undelivered === 'outage' ? 'outage' : 'undeliverable'
  }

  async #wayTo(account: Account, key: string, given?: Place): Promise<Way | null> {
    const frontend = FRONTENDS.find((name) => name === account.platform)
    const outreach = frontend && (await this.#outreachOf(frontend))
    if (!frontend || !outreach) return null
    const place = given ?? (await outreach.directPlace(account))
    const surface = place && (await outreach.surfaceFor({ account, place, key }))
    return place && surface ? { account, frontend, place, surface } : null
  }

  /** Who is written to, as things are now: nobody who was deleted or banned meanwhile. */
  async #accountsFor(to: MessageRequest['to']): Promise<readonly Account[]> {
    if (!('account' in to)) return this.#of(to.personId)
    const identity = await this.options.identity()
    const known = await identity.lookUp(`${to.account.platform}:${to.account.platformId}`)
    if (!known || (known.account.bannedAt ?? known.person?.bannedAt)) return []
    const { account, person } = known
    if (to.place || !person) return [account]
    const others = await this.#of(person.id)
    return [account, ...others.filter(({ id }) => id !== account.id)]
  }

  /** A person's accounts: the bot account that spoke last, the other ones, then the browsers. */
  async #of(personId: string): Promise<readonly Account[]> {
    const identity = await this.options.identity()
    const person = await identity.findPerson(personId)
    if (!person || person.bannedAt) return []
    const accounts = (await identity.accountsOf(person.id)).filter(({ bannedAt }) => !bannedAt)
    const spoke = ({ spokeAt }: Account) => spokeAt?.getTime() ?? 0
    const browsers = ({ platform }: Account) => (platform === 'web' ? 1 : 0)
    return accounts.toSorted((a, b) => browsers(a) - browsers(b) || spoke(b) - spoke(a))
  }

  #outreachOf(name: Frontend): Promise<Outreach | null> {
    let found = this.#outreach.get(name)
    if (!found) {
      found = this.#makeOutreach(name)
      this.#outreach.set(name, found)
      found.catch(() => this.#outreach.delete(name))
    }
    return found
  }

  async #makeOutreach(name: Frontend): Promise<Outreach | null> {
    const frontends = await this.options.frontends()
    const outreach = await frontends.find((one) => one.name === name)?.outreach?.()
    const house = await this.options.house()
    return outreach?.default(house.context) ?? null
  }
}
