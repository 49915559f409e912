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

/**
 * How a task sounds when somebody speaks of it, in one language. A phrase is words; `a|b` is one or the other, `…` up to
 * five words in between, `*` at the end of a word any ending. Case and accents do not matter.
 */
export interface HeardAs {
  /** What it is called. With words for having finished anything it counts as done. */
  thing: readonly string[]
  /** What says by itself that it was done. */
  done: readonly string[]
}

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
  /** By language; for a task that is ticked, or whose action is offered, out of what was said. */
  heard?: Readonly<Record<string, HeardAs>>
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

/** The coach ticks it when it hears that it is done; what a decision is, only the decision ticks. */
export const isHeard = ({ tickedBy, decision }: Task): boolean =>
  tickedBy.includes('coach') && decision === undefined
