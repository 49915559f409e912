/** Where a program dies in the middle of a paid reply, in order. */
export const CRASH_POINTS = [
  'after_hold',
  'after_first_word',
  'after_delivery',
  'before_capture',
  'after_capture',
] as const
export type CrashPoint = (typeof CRASH_POINTS)[number]

/** What another process is to say, and where it is to die. */
export interface Task {
  platformId: string
  text: string
  updateId: string
  crashAt: CrashPoint | null
  /** Others who say the same at the same moment: the program dies once all of them are there. */
  others?: readonly { platformId: string; updateId: string }[]
  /** Then a button to press, by its label. */
  press?: string
  /** Wait for a second message after the first word. */
  pause: boolean
  /** Seconds that the hold lives. */
  holdLifetime: number
}

export type Report =
  | { kind: 'first_word' }
  /** The reply could not be settled for now. */
  | { kind: 'settling_failed' }
  | { kind: 'done'; texts: string[] }
