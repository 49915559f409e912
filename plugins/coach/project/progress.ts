/** How far a project has come: computed whenever it is asked for, never stored. */
import { tasksOf, type Programme, type Phase } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'

export interface Progress {
  /** 0 to 1 each. `overall` weighs the phases as the programme says. */
  overall: number
  /** Decisions taken. */
  planning: number
  /** Tasks done. */
  execution: number
  /** Of the days between the beginning and the opening day, those that are over; null without a day. */
  timeline: number | null
  /** The opening day comes sooner than the work, at the pace so far. */
  behind: boolean
  /** The phase that one is in: the first that is not done; null when everything is. */
  phase: Phase | null
}

export interface Standing {
  ticked: ReadonlySet<string>
  /** Decisions that stand. */
  decided: ReadonlySet<string>
  begunAt: Date
  /** The opening day. */
  target: Date | null
}

/** Being late by less than this part of the time is nothing to warn of. */
const SLACK = 0.15

/** How far a project is, now. */
export const progressNow = (project: Project, now = new Date()): Progress =>
  progressOf(
    project.programme,
    {
      ticked: new Set(project.ticks.keys()),
      decided: new Set(project.decisions.keys()),
      begunAt: project.begunAt,
      target: project.target,
    },
    now
  )

export function progressOf(programme: Programme, standing: Standing, now: Date): Progress {
  const tasks = tasksOf(programme)
  const done = (phase: Phase) =>
    phase.tasks.filter(({ id }) => standing.ticked.has(id)).length / phase.tasks.length
  const weights = programme.phases.reduce((sum, { weight }) => sum + weight, 0)
  const overall =
    programme.phases.reduce((sum, phase) => sum + done(phase) * phase.weight, 0) / weights
  const timeline = timelineOf(standing, now)
  const execution = tasks.filter(({ id }) => standing.ticked.has(id)).length / tasks.length
  return {
    overall,
    planning: share(
      programme.decisions.filter(({ id }) => standing.decided.has(id)).length,
      programme.decisions.length
    ),
    execution,
    timeline,
    behind:
      timeline !== null && execution < 1 && timeline > beforeOpening(programme, standing) + SLACK,
    phase: programme.phases.find((phase) => done(phase) < 1) ?? null,
  }
}

/** What has to be done before the opening day is done by this part: the last phase comes with it and after it. */
function beforeOpening(programme: Programme, { ticked }: Standing): number {
  const before = programme.phases.slice(0, -1).flatMap(({ tasks }) => tasks)
  return share(before.filter(({ id }) => ticked.has(id)).length, before.length)
}

function timelineOf({ begunAt, target }: Standing, now: Date): number | null {
  if (target === null) return null
  const whole = target.getTime() - begunAt.getTime()
  return whole <= 0 ? 1 : Math.min(1, Math.max(0, (now.getTime() - begunAt.getTime()) / whole))
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole)

/** A bar of ten parts for a chat: `▰▰▰▱▱▱▱▱▱▱ 30 %`. */
export function barOf(part: number): string {
  const full = Math.floor(part * 10)
  return `${'▰'.repeat(full)}${'▱'.repeat(10 - full)} ${Math.floor(part * 100)} %`
}
