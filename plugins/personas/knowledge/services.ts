import type { Outbox } from '#app/job_kit/types'

/** What giving knowledge stands on. */
export interface KnowledgeServices {
  outbox: Outbox
}
