import type { KnowledgeFailure } from '#plugins/personas/knowledge/knowledge'

/** A file has no text that can be read, for a reason that its person is told. */
export class ReadingFailed extends Error {
  constructor(
    readonly reason: KnowledgeFailure,
    options?: ErrorOptions
  ) {
    super(`The file cannot be read: ${reason}`, options)
  }
}
