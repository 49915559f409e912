/** The emulator and its people in a process of their own: a benchmark must not share its CPU with what it measures. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startDiscordEmulator } from '#tests/emulators/discord/index'
import { asNumber, asObject, asText } from '#tests/emulators/discord/json'
import { Load } from '#tests/emulators/discord/load'

export interface DiscordProcess {
  apiRoot: string
  token: string
  /** See {@link Load}, whose methods these are. */
  invite(count: number): Promise<string[]>
  ready(command: string): Promise<void>
  forget(): Promise<void>
  meet(persona: string): Promise<void>
  commands(name: string, ms: number): Promise<number>
  talk(ms: number, ending: string): Promise<number>
  stop(): Promise<void>
}

type Request =
  | { do: 'invite'; count: number }
  | { do: 'ready'; command: string }
  | { do: 'forget' }
  | { do: 'meet'; persona: string }
  | { do: 'commands'; name: string; ms: number }
  | { do: 'talk'; ms: number; ending: string }

export async function startDiscordProcess(): Promise<DiscordProcess> {
  const child = fork(fileURLToPath(import.meta.url), { execArgv: ['--import=#typescript'] })
  const started = asObject(await answerOf(child))
  const ask = async (request: Request): Promise<unknown> => {
    const answer = answerOf(child)
    child.send(request)
    const { result, error } = asObject(await answer)
    if (error !== undefined) throw new Error(asText(error))
    return result
  }
  return {
    apiRoot: asText(started.apiRoot),
    token: asText(started.token),
    invite: async (count) => {
      const ids = await ask({ do: 'invite', count })
      return Array.isArray(ids) ? ids.map(String) : []
    },
    ready: async (command) => void (await ask({ do: 'ready', command })),
    forget: async () => void (await ask({ do: 'forget' })),
    meet: async (persona) => void (await ask({ do: 'meet', persona })),
    commands: async (name, ms) => asNumber(await ask({ do: 'commands', name, ms })),
    talk: async (ms, ending) => asNumber(await ask({ do: 'talk', ms, ending })),
    stop: async () => {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const messages: unknown[] = await once(child, 'message')
  return messages[0]
}

function perform(load: Load, request: Request): unknown {
  switch (request.do) {
    case 'invite':
      return load.invite(request.count)
    case 'ready':
      return load.ready(request.command)
    case 'forget':
      return load.forget()
    case 'meet':
      return load.meet(request.persona)
    case 'commands':
      return load.commands(request.name, request.ms)
    case 'talk':
      return load.talk(request.ms, request.ending)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send) {
  const discord = await startDiscordEmulator()
  const load = new Load(discord)
  process.on('message', (request: Request) => {
    Promise.resolve()
      .then(() => perform(load, request))
      .then((result) => process.send?.({ result }))
      .catch((error: unknown) => process.send?.({ error: String(error) }))
  })
  process.once('disconnect', () => process.exit(0))
  process.send({ apiRoot: discord.apiRoot, token: discord.token })
}
