/** Runs {@link file://./child.ts}: another process of the program. */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Report, Task } from '#plugins/personas/tests/support/crash_points'

export interface RunningProgram {
  /** Resolves when the fan sees the first word. */
  firstWord: Promise<void>
  /** Resolves when a reply could not be settled for the first time. */
  failedToSettle: Promise<void>
  /** Lets a paused program go on. */
  goOn(): void
  /** Resolves when the process is gone. */
  ended: Promise<{ signal: NodeJS.Signals | null; code: number | null; texts: readonly string[] }>
}

/** Has another process say something. */
export function startProgram(task: Task, env: NodeJS.ProcessEnv = process.env): RunningProgram {
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), {
    execArgv: ['--import=#typescript'],
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.send(task)
  const firstWord = Promise.withResolvers<void>()
  const failedToSettle = Promise.withResolvers<void>()
  let texts: readonly string[] = []
  child.on('message', (report: Report) => {
    if (report.kind === 'first_word') firstWord.resolve()
    else if (report.kind === 'settling_failed') failedToSettle.resolve()
    else texts = report.texts
  })
  return {
    firstWord: firstWord.promise,
    failedToSettle: failedToSettle.promise,
    goOn: () => void child.send('go'),
    ended: endOf(child).then((end) => ({ ...end, texts })),
  }
}

function endOf(child: ChildProcess) {
  return new Promise<{ signal: NodeJS.Signals | null; code: number | null }>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}
