/** A programme: what somebody does, step by step, and decides on the way. It is data; see `programmes/`. */

/** A text in every language that the program has. */
export type Text = Readonly<Record<string, string>>

/** Who may tick a task: its creator, the coach out of what was said, or what is so in the program. */
export const TICKERS = ['creator', 'coach', 'live'] as const
export type Ticker = (typeof TICKERS)[number]

/** What of a creator's communities ticks tasks by itself. */
export const LIVE_SIGNS = [
  'space_connected',
  'preflight_green',
  'tier_made',
  'welcome_written',
  'persona_included',
  'tier_on_sale',
  'announced',
  'first_member',
] as const
export type LiveSign = (typeof LIVE_SIGNS)[number]

/** What the coach can do for a task, once the creator said yes. */
export const TASK_ACTIONS = [
  'start_preflight',
  'create_tier',
  'write_welcome',
  'make_host',
  'schedule_launch',
] as const
export type TaskAction = (typeof TASK_ACTIONS)[number]

export interface Task {
  /** `a-z_`; unique in the programme, and kept for ever: what was ticked is known by it. */
  id: string
  title: Text
  what: Text
  why: Text
  minutes: number
  cost: Text
  tickedBy: readonly Ticker[]
  /** How it is ticked, in words. */
  how: Text
  /** Of what `live` looks at. */
  live?: LiveSign
  /** The decision that is all there is to do. */
  decision?: string
  action?: TaskAction
}

export interface Phase {
  id: string
  title: Text
  goal: Text
  /** How much of the whole it is, against the other phases. */
  weight: number
  /** Said when its last task is ticked. */
  celebration: Text
  tasks: readonly Task[]
}

export interface Decision {
  id: string
  title: Text
  question: Text
  kind: 'choice' | 'price' | 'date' | 'text'
  /** Of a choice. */
  choices?: readonly string[]
}

export interface Programme {
  id: string
  version: number
  title: Text
  about: Text
  phases: readonly Phase[]
  decisions: readonly Decision[]
}

export const tasksOf = (programme: Programme): readonly Task[] =>
  programme.phases.flatMap(({ tasks }) => tasks)
