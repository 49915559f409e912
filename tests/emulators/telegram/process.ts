/**
 * The emulator in a process of its own, with people who write as fast as they are answered: a benchmark must not
 * share its CPU with what it measures.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startTelegramEmulator, type TelegramEmulator } from '#tests/emulators/telegram/index'
import type { Person } from '#tests/emulators/telegram/people'
import { isRecord } from '#tests/emulators/telegram/wire'

/** No answer takes longer than this, milliseconds. */
const PATIENCE_MS = 15_000

/** What the process is asked for. */
type Request =
  | { kind: 'invite'; count: number }
  | { kind: 'meet'; command: string; accept: string }
  | { kind: 'talk'; people: number; text: string; ending: string; forMs: number }

export interface TelegramProcess {
  /** For `TELEGRAM_API_ROOT` and `TELEGRAM_BOT_TOKEN`. */
  apiRoot: string
  token: string
  /** So many people come; answers their Telegram ids. */
  invite(count: number): Promise<string[]>
  /** Each of them sends the command, writes once and presses the button that begins with `accept`. */
  meet(command: string, accept: string): Promise<void>
  /**
   * So many of them say the text again and again, as soon as the bot's message that ends with `ending` is there.
   * Answers the answers per second.
   */
  talk(how: { people: number; text: string; ending: string; forMs: number }): Promise<number>
  stop(): Promise<void>
}

export async function startTelegramProcess(): Promise<TelegramProcess> {
  const child = fork(fileURLToPath(import.meta.url), {
    execArgv: ['--import=#typescript'],
  })
  const address = await answerOf(child)
  if (!isRecord(address)) throw new Error('The emulator did not start')
  return {
    apiRoot: String(address.apiRoot),
    token: String(address.token),
    invite: async (count) => {
      const ids = await ask(child, { kind: 'invite', count })
      return Array.isArray(ids) ? ids.map(String) : []
    },
    meet: async (command, accept) => {
      await ask(child, { kind: 'meet', command, accept })
    },
    talk: async (how) => Number(await ask(child, { kind: 'talk', ...how })),
    stop: async () => {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

async function ask(child: ChildProcess, request: Request): Promise<unknown> {
  const answered = answerOf(child)
  child.send(request)
  const answer = await answered
  if (isRecord(answer) && 'error' in answer) throw new Error(String(answer.error))
  return isRecord(answer) ? answer.value : undefined
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const messages: unknown[] = await once(child, 'message')
  return messages[0]
}

/** The people of the process. */
class Crowd {
  readonly #people: Person[] = []
  /** By chat: what happens when the awaited message is there. */
  readonly #waiting = new Map<number, (text: string) => void>()

  constructor(private readonly telegram: TelegramEmulator) {
    telegram.onCall = (method, params) => {
      if (method === 'sendMessage') this.#waiting.get(Number(params.chat_id))?.(String(params.text))
    }
  }

  async do(request: Request): Promise<unknown> {
    switch (request.kind) {
      case 'invite':
        for (let n = 0; n < request.count; n++) this.#people.push(this.telegram.person())
        return this.#people.map((person) => String(person.id))
      case 'meet':
        return Promise.all(this.#people.map((person) => this.#meet(person, request)))
      case 'talk':
        return this.#talk(request)
    }
  }

  async #meet(
    person: Person,
    { command, accept }: Extract<Request, { kind: 'meet' }>
  ): Promise<void> {
    person.says(command)
    await this.telegram.until('an answer', () => person.chat.fromBot.length > 0, 60_000)
    person.says('Hello')
    await this.telegram.until('a price', () => person.findButton(accept), 60_000)
    const before = person.chat.fromBot.length
    await person.presses(accept)
    await this.telegram.until('a reply', () => person.chat.fromBot.length > before, 60_000)
  }

  /** Says something and waits for the bot's message that ends so. */
  #answered(person: Person, text: string, ending: string): Promise<void> {
    return new Promise((resolve, reject) => {
      let last = 'nothing'
      const patience = setTimeout(() => {
        reject(new Error(`No answer to ${text}; the last that was heard: ${last}`))
      }, PATIENCE_MS)
      this.#waiting.set(person.id, (said) => {
        last = said
        if (!said.endsWith(ending)) return
        clearTimeout(patience)
        resolve()
      })
      person.says(text)
    })
  }

  async #talk({
    people,
    text,
    ending,
    forMs,
  }: Extract<Request, { kind: 'talk' }>): Promise<number> {
    const start = performance.now()
    let answers = 0
    const loop = async (person: Person) => {
      while (performance.now() - start < forMs) {
        await this.#answered(person, text, ending)
        answers++
      }
      this.#waiting.delete(person.id)
    }
    await Promise.all(this.#people.slice(0, people).map(loop))
    return (answers * 1_000) / (performance.now() - start)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send) {
  const telegram = await startTelegramEmulator({ record: false })
  const crowd = new Crowd(telegram)
  process.on('message', (request: Request) => {
    crowd.do(request).then(
      (value) => process.send?.({ value }),
      (error: unknown) => process.send?.({ error: String(error) })
    )
  })
  // The parent is gone, however it went.
  process.once('disconnect', () => process.exit(0))
  process.send({ apiRoot: telegram.apiRoot, token: telegram.token })
}
