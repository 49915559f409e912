/**
 * Telegram on loopback: a strict Bot API server over HTTP, and the people who use it.
 *
 * ```ts
 * const telegram = await startTelegramEmulator()
 * const fan = telegram.person({ name: 'Ana' })
 * fan.says('/start')
 * await fan.hears('Welcome')
 * ```
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Entrances } from '#tests/emulators/telegram/entrances'
import { ApiError } from '#tests/emulators/telegram/errors'
import { Faults, refusalOf } from '#tests/emulators/telegram/faults'
import { Files } from '#tests/emulators/telegram/files'
import { answer, readParameters, refuse } from '#tests/emulators/telegram/http'
import { Invoices } from '#tests/emulators/telegram/invoices'
import { Menus } from '#tests/emulators/telegram/menus'
import { METHODS, type MethodServices } from '#tests/emulators/telegram/methods'
import { checkParameters } from '#tests/emulators/telegram/parameters'
import { Payments } from '#tests/emulators/telegram/payments'
import { Person } from '#tests/emulators/telegram/people'
import { Presses } from '#tests/emulators/telegram/presses'
import { Updates } from '#tests/emulators/telegram/updates'
import type { Params, WireUser } from '#tests/emulators/telegram/wire'
import { World, type EmulatedChat } from '#tests/emulators/telegram/world'

export interface TelegramEmulatorOptions {
  /** Loopback port; any free one when absent. */
  port?: number
  token?: string
  username?: string
  /** Keep the calls in {@link TelegramEmulator.calls}; off for benchmarks. */
  record?: boolean
}

/** One call of the bot, and the status it was answered with. */
export interface RecordedCall {
  method: string
  params: Params
  at: number
  status: number
}

export class TelegramEmulator implements MethodServices {
  readonly me: WireUser
  readonly invoices = new Invoices()
  readonly payments: Payments
  readonly entrances: Entrances
  readonly world = new World()
  readonly updates = new Updates(this.world.changed)
  readonly presses = new Presses(this.world)
  readonly menus = new Menus()
  readonly files = new Files()
  readonly faults = new Faults()
  readonly calls: RecordedCall[] = []
  /** Called for every call that was answered well; for load generators. */
  onCall: ((method: string, params: Params) => void) | undefined
  #outage = false
  readonly #server = createServer((request, response) => void this.#serve(request, response))

  constructor(
    readonly token: string,
    private readonly options: TelegramEmulatorOptions
  ) {
    const [id] = token.split(':')
    this.me = {
      id: Number(id),
      is_bot: true,
      first_name: 'Greenroom',
      username: options.username ?? 'greenroom_test_bot',
    }
    this.payments = new Payments(this)
    this.entrances = new Entrances(this)
  }

  /** What `TELEGRAM_API_ROOT` is to be. */
  get apiRoot(): string {
    const address = this.#server.address()
    if (address === null || typeof address === 'string') throw new Error('It does not listen')
    return `http://127.0.0.1:${address.port}`
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(this.options.port ?? 0, '127.0.0.1', resolve)
    })
  }

  async close(): Promise<void> {
    this.updates.close()
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  /** Someone new; they have not written to the bot yet. */
  person(
    options: { name?: string; username?: string; language?: string; id?: number } = {}
  ): Person {
    return new Person(this.world.newUser({ ...options, name: options.name ?? 'Ana' }), this)
  }

  /** A new supergroup, or a basic group, with the bot in it. */
  group(
    title: string,
    members: readonly Person[] = [],
    options: { forum?: boolean; basic?: boolean; owner?: Person } = {}
  ): EmulatedChat {
    const { owner, ...kind } = options
    const group = this.world.newGroup(title, kind)
    for (const { wire } of members) group.roll.set(wire, { status: 'member' })
    if (owner) group.roll.set(owner.wire, { status: 'creator' })
    group.roll.set(this.me, { status: 'member' })
    return group
  }

  /** A new private channel; the bot is not in it. */
  channel(title: string, owner: Person, subscribers: readonly Person[] = []): EmulatedChat {
    const channel = this.world.newChannel(title)
    for (const { wire } of subscribers) channel.roll.set(wire, { status: 'member' })
    channel.roll.set(owner.wire, { status: 'creator' })
    return channel
  }

  /** Cuts every connection, now and from now on. */
  beginOutage(): void {
    this.#outage = true
    this.#server.closeAllConnections()
  }

  endOutage(): void {
    this.#outage = false
  }

  /** Calls of one method, oldest first. */
  callsOf(method: string): RecordedCall[] {
    return this.calls.filter((call) => call.method === method)
  }

  /** Waits until something holds in the chats. */
  until<T>(
    what: string,
    holds: () => T | undefined | null | false,
    deadlineMs?: number
  ): Promise<T> {
    return this.world.until(what, holds, deadlineMs)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#outage) return void request.socket.destroy()
    const url = new URL(request.url ?? '/', 'http://telegram')
    if (url.pathname.startsWith('/file/')) return this.files.serve(url, this.token, response)
    const [, token, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(url.pathname) ?? []
    let params: Params = {}
    let status = 200
    try {
      if (token === undefined) throw new ApiError(404, 'Not Found')
      if (token !== this.token) throw new ApiError(401, 'Unauthorized')
      params = await readParameters(request, url)
      const struck = this.faults.strike(method, params.chat_id)
      if (struck) {
        const refusal = refusalOf(struck)
        if (refusal) throw refusal
        if ('silence' in struck) return
        if ('garbage' in struck) return void response.writeHead(502).end('<html>Bad Gateway</html>')
        if ('cut' in struck && struck.cut === 'after') await this.#call(method, params, response)
        return void request.socket.destroy()
      }
      answer(response, await this.#call(method, params, response))
      this.onCall?.(method, params)
    } catch (error) {
      const refusal =
        error instanceof ApiError
          ? error
          : new ApiError(500, `Internal Server Error: ${String(error)}`)
      status = refusal.code
      refuse(response, refusal)
    } finally {
      if (this.options.record !== false) this.calls.push({ method, params, at: Date.now(), status })
      if (this.options.record !== false) this.world.changed()
    }
  }

  async #call(method: string, params: Params, response: ServerResponse): Promise<unknown> {
    checkParameters(method, params)
    if (method === 'getUpdates') {
      return this.updates.poll(params, (forget) => response.once('close', forget))
    }
    const run = METHODS[method]
    if (!run) throw new ApiError(404, 'Not Found: method not found')
    return run(params, this)
  }
}

/** Starts one on a free port of loopback. */
export async function startTelegramEmulator(
  options: TelegramEmulatorOptions = {}
): Promise<TelegramEmulator> {
  const emulator = new TelegramEmulator(
    options.token ?? '7000000001:AAtest-token_of-an-emulated-bot_00000',
    options
  )
  await emulator.listen()
  return emulator
}
