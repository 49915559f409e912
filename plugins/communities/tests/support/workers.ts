/** Processes that work for the communities, side by side on one database: see {@link file://./working_child.ts}. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Order, Said } from '#plugins/communities/tests/support/working_child'
import type { DiscordEmulator } from '#tests/emulators/discord/index'
import { bareEnvironment } from '#tests/support/environment'

export interface Worker {
  /** Resolves when it has done it, or has died of it. */
  does(order: Order): Promise<'done' | 'died'>
  stop(): Promise<void>
}

/** Starts one, whose Discord this is. */
export async function startWorker(discord: DiscordEmulator): Promise<Worker> {
  const child = fork(fileURLToPath(new URL('working_child.ts', import.meta.url)), {
    execArgv: ['--import=#typescript'],
    env: {
      ...bareEnvironment(),
      LOG_LEVEL: 'error',
      DISCORD_BOT_TOKEN: discord.token,
      DISCORD_APPLICATION_ID: discord.applicationId,
      DISCORD_API_ROOT: discord.apiRoot,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  if ((await said(child)) !== 'ready') throw new Error('A worker could not start')
  return {
    async does(order) {
      const end = said(child)
      child.send(order)
      const how = await end
      if (how === 'ready') throw new Error('It began anew')
      return how
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}

/** What it says next; the framework sends messages of its own, which are passed over. */
async function said(child: ChildProcess): Promise<'ready' | 'done' | 'died'> {
  const { promise, resolve, reject } = Promise.withResolvers<'ready' | 'done' | 'died'>()
  const onMessage = (message: string | Said): void => {
    if (typeof message === 'string' || !('child' in message)) return
    if (message.child === 'failed') reject(new Error(message.error))
    else resolve(message.child)
  }
  const onExit = (_code: number | null, signal: string | null): void => {
    if (signal === 'SIGKILL') resolve('died')
    else reject(new Error('A worker ended'))
  }
  child.on('message', onMessage).once('exit', onExit)
  try {
    return await promise
  } finally {
    child.off('message', onMessage).off('exit', onExit)
  }
}
