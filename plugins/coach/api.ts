/** The coach's door: nothing of it is for other plugins yet but what it can teach. */
import type { Programmes } from '#plugins/coach/programme/programmes'

export interface CoachService {
  /** Read and checked when the program starts. */
  readonly programmes: Programmes
}

declare module '#app/plugin_kit/types' {
  interface Services {
    coach: CoachService
  }
}
