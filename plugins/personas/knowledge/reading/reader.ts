import { Worker } from 'node:worker_threads'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import type { Speaker } from '#plugins/personas/knowledge/knowledge'
import type { ReadingTask, ReadText } from '#plugins/personas/knowledge/reading/read_content'
import type { ReadingOrder, ReadingReport } from '#plugins/personas/knowledge/reading/read_worker'
import { ReadingFailed } from '#plugins/personas/knowledge/reading/reading_failed'

/** Sources are TypeScript, the production build is not. */
const IS_SOURCE = import.meta.url.endsWith('.ts')
/** By its address: a bare name would be looked for in the folder that the program was started from. */
const LOADER = IS_SOURCE ? [`--import=${import.meta.resolve('#typescript')}`] : []
const WORKER = new URL(IS_SOURCE ? './read_worker.ts' : './read_worker.js', import.meta.url)

export interface Reading {
  signal: AbortSignal
  onProgress?: (percent: number) => void
  /** Milliseconds; {@link KNOWLEDGE_LIMITS.readingTime} unless told otherwise. */
  time?: number
}

/**
 * The passages of a file, found in a thread of its own within limits of time and memory.
 * @throws ReadingFailed; the signal's reason
 */
export async function readPassages(task: ReadingTask, reading: Reading): Promise<ReadText> {
  const report = await run({ ...task, want: 'passages' }, reading)
  if (report.kind !== 'read') throw new Error(`The reader answered ${report.kind}`)
  return report.read
}

/** Who speaks in a file; null when it is no chat. */
export async function readSpeakers(
  task: ReadingTask,
  reading: Reading
): Promise<readonly Speaker[] | null> {
  const report = await run({ ...task, want: 'speakers' }, reading)
  if (report.kind !== 'speakers') throw new Error(`The reader answered ${report.kind}`)
  return report.speakers
}

type Answer = Exclude<ReadingReport, { kind: 'progress' | 'failed' }>

async function run(order: ReadingOrder, reading: Reading): Promise<Answer> {
  const { signal, onProgress, time = KNOWLEDGE_LIMITS.readingTime } = reading
  signal.throwIfAborted()
  const worker = new Worker(WORKER, {
    workerData: order,
    execArgv: LOADER,
    resourceLimits: { maxOldGenerationSizeMb: KNOWLEDGE_LIMITS.readingMemory },
    stdout: true,
    stderr: true,
  })
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const timer = setTimeout(() => reject(new ReadingFailed('took_too_long')), time)
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  worker.on('message', (report: ReadingReport) => {
    if (report.kind === 'progress') onProgress?.(report.percent)
    else if (report.kind === 'failed') {
      reject(new ReadingFailed(report.reason, { cause: report.cause }))
    } else resolve(report)
  })
  worker.on('error', (cause: unknown) => {
    const outOfMemory =
      cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY'
    reject(outOfMemory ? new ReadingFailed('damaged', { cause }) : cause)
  })
  worker.on('exit', () => reject(new Error('The reader ended without an answer')))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    await worker.terminate()
  }
}
