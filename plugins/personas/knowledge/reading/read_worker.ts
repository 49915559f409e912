/** Reads one file in a thread of its own, which can be ended when the file does not let it. */
import { parentPort, workerData } from 'node:worker_threads'
import type { KnowledgeFailure, Speaker } from '#plugins/personas/knowledge/knowledge'
import {
  readContent,
  speakersIn,
  type ReadingTask,
  type ReadText,
} from '#plugins/personas/knowledge/reading/read_content'
import { ReadingFailed } from '#plugins/personas/knowledge/reading/reading_failed'

export type ReadingReport =
  | { kind: 'progress'; percent: number }
  | { kind: 'read'; read: ReadText }
  | { kind: 'speakers'; speakers: readonly Speaker[] | null }
  | { kind: 'failed'; reason: KnowledgeFailure; cause: string }

export interface ReadingOrder extends ReadingTask {
  want: 'passages' | 'speakers'
}

const report = (message: ReadingReport): void => parentPort?.postMessage(message)

async function work(order: ReadingOrder): Promise<void> {
  try {
    if (order.want === 'speakers') {
      report({ kind: 'speakers', speakers: speakersIn(order) })
      return
    }
    const read = await readContent(order, (percent) => report({ kind: 'progress', percent }))
    report({ kind: 'read', read })
  } catch (error) {
    // Whatever a library says of a file, it is the file that is not as it should be.
    const reason = error instanceof ReadingFailed ? error.reason : 'damaged'
    report({ kind: 'failed', reason, cause: String(error instanceof Error ? error.stack : error) })
  }
}

const isOrder = (data: unknown): data is ReadingOrder =>
  typeof data === 'object' && data !== null && 'content' in data && 'want' in data

const order: unknown = workerData
if (!isOrder(order)) throw new Error('The reader was given nothing to read')
await work(order)
