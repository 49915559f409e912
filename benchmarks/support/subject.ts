/** What is measured: a process of its own, that says when it is ready and does what it is told. */
import { fork } from 'node:child_process'

/** What a subject sends; the framework sends messages of its own, which are passed over. */
export type Said<Answer> =
  { bench: 'ready' } | { bench: 'done'; answer: Answer } | { bench: 'failed'; error: string }

export interface Subject<Order, Answer> {
  /** One order at a time. */
  tell(order: Order): Promise<Answer>
  /** Lets it end. */
  stop(): void
}

/** Settings of the program that no benchmark has a say in. */
export const PROGRAM_SETTINGS = {
  LOG_LEVEL: 'error',
  NODE_ENV: 'production',
  APP_KEY: 'a-key-that-only-a-benchmark-would-use',
  ENCRYPTION_KEYS: Buffer.alloc(32, 'benchmark').toString('base64'),
}

export async function startSubject<Order extends object, Answer>(
  file: URL,
  env: Readonly<Record<string, string>>
): Promise<Subject<Order, Answer>> {
  const child = fork(file, {
    execArgv: ['--import=#typescript'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })

  async function next(): Promise<Said<Answer>> {
    const { promise, resolve, reject } = Promise.withResolvers<Said<Answer>>()
    const onMessage = (message: string | Said<Answer>) => {
      if (typeof message === 'object' && 'bench' in message) resolve(message)
    }
    const onExit = () => reject(new Error(`${file.pathname} ended`))
    child.on('message', onMessage).once('exit', onExit)
    try {
      return await promise
    } finally {
      child.off('message', onMessage).off('exit', onExit)
    }
  }

  const begun = await next()
  if (begun.bench === 'failed') throw new Error(begun.error)
  return {
    async tell(order) {
      const answer = next()
      child.send(order)
      const said = await answer
      if (said.bench === 'done') return said.answer
      throw new Error(said.bench === 'failed' ? said.error : 'It began anew')
    },
    stop: () => child.disconnect(),
  }
}
