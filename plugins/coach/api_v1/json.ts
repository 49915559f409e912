/** The coach's things as the JSON API tells them. */
import { progressNow } from '#plugins/coach/project/progress'
import { say } from '#plugins/coach/programme/say'
import type { KeptMessage } from '#plugins/coach/conversation/messages'
import type { Noticed } from '#plugins/coach/conversation/notice'
import type { Deed } from '#plugins/coach/deeds/deed'
import type { Profile } from '#plugins/coach/profile'
import type { Decision, Phase, Task } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'
import type { Entry } from '#plugins/coach/project/history'

/** A language to tell a programme's texts in. */
type In = { locale: string }

export const profileJson = (profile: Profile | null) => ({
  platform: profile?.platform ?? '',
  followers: profile?.followers ?? 0,
  engagement_basis_points: profile?.engagementBp ?? 0,
  niche: profile?.niche ?? '',
  audience: profile?.audience ?? '',
  goals: profile?.goals ?? '',
  tone: profile?.tone ?? '',
})

export const projectJson = (language: In, project: Project) => ({
  id: project.id,
  state: project.state,
  programme: {
    id: project.programme.id,
    version: project.programme.version,
    title: say(language, project.programme.title),
  },
  begun_at: project.begunAt.toISOString(),
  ended_at: project.endedAt?.toISOString() ?? null,
  target: project.target?.toISOString().slice(0, 10) ?? null,
  progress: progressJson(language, project),
})

export function progressJson(language: In, project: Project) {
  const { overall, planning, execution, timeline, behind, phase } = progressNow(project)
  return {
    overall,
    planning,
    execution,
    timeline,
    behind,
    phase: phase && { id: phase.id, title: say(language, phase.title) },
  }
}

export const taskJson = (language: In, project: Project, phase: Phase, task: Task) => ({
  id: task.id,
  phase: phase.id,
  title: say(language, task.title),
  what: say(language, task.what),
  why: say(language, task.why),
  how: say(language, task.how),
  cost: say(language, task.cost),
  minutes: task.minutes,
  may_tick: task.tickedBy,
  ticked_by: project.ticks.get(task.id) ?? null,
  live: task.live ?? null,
  decision: task.decision ?? null,
  action: task.action ?? null,
})

export function decisionJson(language: In, decision: Decision, history: readonly Entry[]) {
  const entries = history.filter((one) => one.decision === decision.id)
  const standing = entries.find((one) => one.superseded_at === null)
  return {
    id: decision.id,
    title: say(language, decision.title),
    question: say(language, decision.question),
    kind: decision.kind,
    choices: decision.choices ?? null,
    standing: standing ? entryJson(standing) : null,
    history: entries.map(entryJson),
  }
}

const entryJson = (one: Entry) => ({
  id: one.id,
  value: one.value,
  reason: one.reason,
  confidence: one.confidence,
  source: one.source,
  at: one.at.toISOString(),
  superseded_at: one.superseded_at?.toISOString() ?? null,
})

export const messageJson = (message: KeptMessage) => ({
  id: message.id,
  role: message.role,
  text: message.text,
  at: message.at.toISOString(),
  state: message.state,
  noticed: message.noticed && noticedJson(message.noticed),
})

export const noticedJson = ({ decided, unsure, done, unsureDone, offered }: Noticed) => ({
  decided,
  unsure,
  done,
  unsure_done: unsureDone,
  offered,
})

export const deedJson = (
  deed: Deed,
  t: (key: string, data?: Record<string, string | number>) => string
) => {
  const notes = (list: Deed['plan']['notes']) =>
    list.map(({ key, data }) => t(`coach.deed.note.${key}`, data))
  return {
    id: deed.id,
    action: deed.action,
    task: deed.taskId,
    state: deed.state,
    community: deed.plan.community,
    values: deed.plan.values,
    choices: deed.plan.choices,
    asks: deed.plan.asks,
    notes: notes(deed.plan.notes),
    result: deed.result && { notes: notes(deed.result.notes), lines: deed.result.lines },
    at: deed.at.toISOString(),
  }
}
