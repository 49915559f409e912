/** Many people at once, each waiting for an answer before the next thing: for benchmarks. */
import { buttonLabels, type DiscordEmulator, type Player } from '#tests/emulators/discord/index'
import type { WorldMessage } from '#tests/emulators/discord/world'

/** Messages that stay in a conversation; a long run would fill the memory. */
const KEPT = 50
const PATIENCE_MS = 20_000

export class Load {
  readonly #fans: Player[] = []
  readonly #waiting = new Map<string, (message: WorldMessage) => void>()

  constructor(private readonly discord: DiscordEmulator) {
    discord.http.recording = false
    discord.world.changes.on('said', (message: WorldMessage) => {
      if (message.author.bot && !message.thinking) this.#waiting.get(message.channelId)?.(message)
    })
  }

  /** Gives the ids of so many new people. */
  invite(count: number): string[] {
    const invited = Array.from({ length: count }, (_, index) => this.discord.player(`fan${index}`))
    this.#fans.push(...invited)
    return invited.map((fan) => fan.user.id)
  }

  /** The bot is connected and its commands are there. */
  async ready(command: string): Promise<void> {
    await this.discord.until(
      'the bot',
      () => this.discord.world.commands.some((one) => one.name === command),
      60_000
    )
  }

  /** The commands are gone, for another bot. */
  forget(): void {
    this.discord.world.commands = []
  }

  /** Everyone begins with a persona and agrees to its price. */
  async meet(persona: string): Promise<void> {
    await Promise.all(this.#fans.map((fan) => this.#meet(fan, persona)))
  }

  async #meet(fan: Player, persona: string): Promise<void> {
    await this.#next(fan, () => fan.slash(fan.dm, 'talk', { name: persona }))
    const quote = await this.#next(
      fan,
      () => fan.says(fan.dm, 'Hello'),
      (message) => buttonLabels(message).length > 0
    )
    const accept = buttonLabels(quote)[0] ?? ''
    await this.#next(
      fan,
      () => fan.presses(quote, accept),
      (message) => message.content !== ''
    )
  }

  /** Everyone uses a command again and again. Gives answers per second. */
  async commands(name: string, ms: number): Promise<number> {
    return this.#rate(ms, (fan) => this.#next(fan, () => fan.slash(fan.dm, name)))
  }

  /** Everyone talks again and again; an answer is complete when it ends with `ending`. Gives answers per second. */
  async talk(ms: number, ending: string): Promise<number> {
    return this.#rate(ms, (fan) =>
      this.#next(
        fan,
        () => fan.says(fan.dm, 'Tell me more'),
        (message) => message.content.endsWith(ending)
      )
    )
  }

  async #rate(ms: number, once: (fan: Player) => Promise<unknown>): Promise<number> {
    const start = performance.now()
    let done = 0
    const loop = async (fan: Player) => {
      while (performance.now() - start < ms) {
        await once(fan)
        done += 1
      }
    }
    await Promise.all(this.#fans.map(loop))
    return (done * 1000) / (performance.now() - start)
  }

  async #next(
    fan: Player,
    act: () => unknown,
    fits: (message: WorldMessage) => boolean = () => true
  ): Promise<WorldMessage> {
    const { dm } = fan
    for (const id of dm.messages.keys()) {
      if (dm.messages.size <= KEPT) break
      dm.messages.delete(id)
    }
    const { promise, resolve, reject } = Promise.withResolvers<WorldMessage>()
    const said: string[] = []
    this.#waiting.set(dm.id, (message) => {
      said.push(message.content || JSON.stringify(message.embeds))
      if (fits(message)) resolve(message)
    })
    const timer = setTimeout(() => {
      reject(
        new Error(`No answer in ${PATIENCE_MS} ms; it said: ${said.join(' | ').slice(0, 500)}`)
      )
    }, PATIENCE_MS)
    try {
      act()
      return await promise
    } finally {
      clearTimeout(timer)
      this.#waiting.delete(dm.id)
    }
  }
}
