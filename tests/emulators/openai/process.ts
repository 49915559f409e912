/** The emulator in a process of its own: a benchmark must not share its CPU with what it measures. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startOpenAiEmulator } from '#tests/emulators/openai/server'

export interface EmulatorProcess {
  /** For `OPENAI_BASE_URL`; ends in `/v1`. */
  baseUrl: string
  stop(): Promise<void>
}

/** Starts it with one answer for everything, written at once unless there is a delay between pieces. */
export async function startOpenAiEmulatorProcess(answer: {
  text: string
  pieces: number
  delayMs?: number
  /** Milliseconds before the first piece. */
  firstDelayMs?: number
}): Promise<EmulatorProcess> {
  const child = fork(
    fileURLToPath(import.meta.url),
    [
      answer.text,
      String(answer.pieces),
      String(answer.delayMs ?? ''),
      String(answer.firstDelayMs ?? ''),
    ],
    { execArgv: ['--import=#typescript'] }
  )
  const messages: unknown[] = await once(child, 'message')
  return {
    baseUrl: String(messages[0]),
    stop: async () => {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.send) {
  const [text, pieces, delayMs, firstDelayMs] = process.argv.slice(2)
  const { baseUrl, close } = await startOpenAiEmulator({
    behaviour: {
      kind: 'answer',
      text,
      chunks: Number(pieces),
      delayMs: delayMs ? Number(delayMs) : undefined,
      firstDelayMs: firstDelayMs ? Number(firstDelayMs) : undefined,
    },
    record: false,
  })
  process.send(baseUrl)
  // The parent is gone, however it went.
  process.once('disconnect', () => void close())
}
