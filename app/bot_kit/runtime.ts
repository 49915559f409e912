import type { LoggerService } from '@adonisjs/core/types'
import type { Identified, IdentityService } from '#app/identity/types'
import type { ButtonStore } from '#app/bot_kit/button_store'
import type {
  AnyBotCommand,
  Converse,
  Listen,
  ListenToFile,
  OpenLink,
  Overhear,
  ReceiveFile,
} from '#app/bot_kit/command'
import type { Conversation } from '#app/bot_kit/conversation'
import { Delivery } from '#app/bot_kit/delivering'
import type { BotErrorCode } from '#app/bot_kit/errors'
import type { BotRuntime } from '#app/bot_kit/frontend'
import type { Inbound } from '#app/bot_kit/inbound'
import { InOrder } from '#app/bot_kit/in_order'
import type { Inbox } from '#app/bot_kit/inbox'
import { ProgramStopping, type Lanes } from '#app/bot_kit/lanes'
import { LIMITS } from '#app/bot_kit/limits'
import type { Till } from '#app/bot_kit/payments'
import type { SpaceListener } from '#app/bot_kit/spaces/events'
import type { Surface } from '#app/bot_kit/surface'
import { Turn, type TurnServices } from '#app/bot_kit/turn'
import type { Wording } from '#app/bot_kit/wording'
import { turnSeconds, turnsTotal } from '#app/health/metrics'

export interface RuntimeOptions {
  commands: readonly AnyBotCommand[]
  converse: Converse | null
  listeners?: readonly Listen[]
  fileListeners?: readonly ListenToFile[]
  overhearers?: readonly Overhear[]
  fileReceivers: readonly ReceiveFile[]
  links?: readonly OpenLink[]
  till: Till | null
  spaces: SpaceListener | null
  identity: IdentityService
  inbox: Inbox
  buttons: ButtonStore
  lanes: Lanes
  wording: Wording
  logger: LoggerService
  /** True when the account may use the command now; counts the use. */
  allowUse: TurnServices['allowUse']
}

/** The conversation kit at work: from an update of a platform to an answer on it. */
export class Runtime implements BotRuntime {
  readonly locales: readonly string[]
  readonly till: Till | null
  readonly spaces: SpaceListener | null
  readonly #commands: ReadonlyMap<string, AnyBotCommand>
  readonly #options: RuntimeOptions
  readonly #arrivals = new InOrder()
  readonly #taken = new Set<Promise<unknown>>()
  #stopping = false

  constructor(options: RuntimeOptions) {
    this.#options = options
    this.#commands = byName(options.commands)
    this.locales = options.wording.locales
    this.till = options.till
    this.spaces = options.spaces
  }

  commands(): readonly AnyBotCommand[] {
    return [...this.#commands.values()]
      .filter((command) => !command.internal)
      .sort((a, b) => a.name.localeCompare(b.name))
  }

  t(locale: string | undefined, key: string, data?: Record<string, unknown>): string {
    return this.#options.wording.in(locale).t(key, data)
  }

  async complete(request: Parameters<BotRuntime['complete']>[0]) {
    const option = this.#commands.get(request.command)?.options[request.option]
    if (option?.kind !== 'text' || !option.autocomplete) return []
    try {
      const found = await option.autocomplete(request.typed.slice(0, option.maxLength), {
        frontend: request.frontend,
        locale: this.#options.wording.in(request.locale).locale,
      })
      return found.slice(0, LIMITS.selectOptions)
    } catch (error) {
      this.#options.logger.error({ err: error, command: request.command }, 'completion failed')
      return []
    }
  }

  async handle(inbound: Inbound, surface: Surface): Promise<void> {
    const { frontend } = inbound
    const stopTimer = turnSeconds.startTimer({ frontend })
    const taken = this.#take(inbound, surface)
    this.#taken.add(taken)
    turnsTotal.inc({ frontend, outcome: await taken })
    this.#taken.delete(taken)
    stopTimer()
  }

  async #take(
    inbound: Inbound,
    surface: Surface
  ): Promise<'answered' | 'redelivered' | 'stopping' | 'failed'> {
    if (this.#stopping) return 'stopping'
    try {
      const turn = await this.#arrivals.pass(laneOf(inbound), () => this.#enter(inbound, surface))
      if (!turn) return 'redelivered'
      await turn.ended
      await this.#options.inbox.finish(inbound.frontend, inbound.id)
      return 'answered'
    } catch (error) {
      this.#options.logger.error({ err: error, update: inbound.id }, 'a turn failed')
      await this.#apologise(inbound, surface)
      return 'failed'
    }
  }

  /**
   * Runs what the program itself begins, when the turns before it in that place have ended. Who calls has claimed its
   * key, and tries again when it throws: nobody is told of a failure that they have not asked for.
   * @throws ProgramStopping when no turns are taken any more, and whatever the turn throws
   */
  async invoke(inbound: Inbound, surface: Surface): Promise<void> {
    if (this.#stopping) throw new ProgramStopping()
    const { frontend } = inbound
    const stopTimer = turnSeconds.startTimer({ frontend })
    const running = this.#options.lanes.run(laneOf(inbound), async (signal) => {
      await (await this.#turn(inbound, surface, signal)).run()
    })
    // The process waits for it; that it failed is the caller's matter.
    const settled = running.then(
      () => 'answered',
      () => 'failed'
    )
    this.#taken.add(settled)
    turnsTotal.inc({ frontend, outcome: await settled })
    this.#taken.delete(settled)
    stopTimer()
    if ((await running) === 'full') throw new Error('Too many turns wait in this place')
  }

  /** Takes no more updates and waits for the turns that run; when `signal` aborts they are stopped. */
  async drain(signal: AbortSignal): Promise<void> {
    this.#stopping = true
    await this.#options.lanes.drain(signal)
    // A turn that has ended still writes down that its update had its effect.
    await Promise.all(this.#taken)
  }

  /**
   * Takes a place in the lane. Updates of one conversation go through this one by one, so that none overtakes
   * another. Null for an update that was taken before.
   */
  async #enter(inbound: Inbound, surface: Surface): Promise<{ ended: Promise<void> } | null> {
    if (!(await this.#options.inbox.claim(inbound.frontend, inbound.id))) return null
    return { ended: this.#answer(inbound, surface) }
  }

  async #answer(inbound: Inbound, surface: Surface): Promise<void> {
    const start = (signal: AbortSignal) => this.#turn(inbound, surface, signal)
    const unstoppable = new AbortController().signal
    if (isOutOfBand(this.#commands, inbound)) {
      await (await start(unstoppable)).run()
      return
    }
    const ran = await this.#options.lanes.run(laneOf(inbound), async (signal) => {
      await (await start(signal)).run()
    })
    if (ran === 'full') await (await start(unstoppable)).refuse('busy')
  }

  /** Who speaks is found out when their turn begins: the turn before may have been the one that they joined in. */
  async #turn(inbound: Inbound, surface: Surface, signal: AbortSignal): Promise<Turn> {
    const { account, person } = await this.#speakerOf(inbound)
    const conversation: Conversation = { inbound, surface, account, person, signal }
    return new Turn(conversation, {
      commands: this.#commands,
      converse: this.#options.converse,
      listeners: this.#options.listeners ?? [],
      fileListeners: this.#options.fileListeners ?? [],
      overhearers: this.#options.overhearers ?? [],
      fileReceivers: this.#options.fileReceivers,
      links: this.#options.links ?? [],
      buttons: this.#options.buttons,
      words: this.#options.wording.in(account.locale ?? inbound.sender.locale),
      logger: this.#options.logger,
      allowUse: this.#options.allowUse,
      stopRunningTurn: () => this.#options.lanes.stop(laneOf(inbound)),
    })
  }

  /** Somebody whom the program writes to has not spoken, and is not made anew when they left meanwhile. */
  async #speakerOf({ frontend, sender, event }: Inbound): Promise<Identified> {
    const { identity } = this.#options
    if (event.kind !== 'invoke') return identity.identify({ platform: frontend, ...sender })
    const known = await identity.lookUp(`${frontend}:${sender.platformId}`)
    if (!known) throw new Error('The account is not there any more')
    return known
  }

  /** The last thing that can be done for a person whose turn broke: to say so. */
  async #apologise(inbound: Inbound, surface: Surface): Promise<void> {
    const code: BotErrorCode = 'internal'
    const text = this.t(inbound.sender.locale, `bot.errors.${code}`)
    try {
      await surface.draw({ kind: 'text', text, tone: 'error', code }, Delivery.plainDrawing)
    } catch (error) {
      this.#options.logger.error({ err: error, update: inbound.id }, 'the apology failed too')
    }
  }
}

/** In a group each person has a lane: nobody waits for a stranger's reply. */
function laneOf(inbound: Inbound): string {
  const { frontend, place, sender } = inbound
  return `${frontend}:${place.id}:${sender.platformId}`
}

function isOutOfBand(commands: ReadonlyMap<string, AnyBotCommand>, inbound: Inbound): boolean {
  return inbound.event.kind === 'command' && commands.get(inbound.event.name)?.outOfBand === true
}

function byName(commands: readonly AnyBotCommand[]): ReadonlyMap<string, AnyBotCommand> {
  const map = new Map<string, AnyBotCommand>()
  for (const command of commands) {
    if (map.has(command.name)) throw new Error(`Two commands are named ${command.name}`)
    map.set(command.name, command)
  }
  return map
}
