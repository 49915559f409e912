import type { JobHandler } from '#app/job_kit/types'

/** Who handles a topic. Several may listen to one; each is run until it succeeded, and then no more. */
export interface Subscription {
  topic: string
  /** Unique within the topic, for instance the plugin's name. */
  subscriber: string
  /** Loads the handler when its first job comes. */
  load: () => Promise<JobHandler>
}

/** A topic whose job is written once per slot of so many seconds, whatever number of processes run. */
export interface TopicSchedule {
  topic: string
  everySeconds: number
}
