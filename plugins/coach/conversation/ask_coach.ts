import type { ModelRun } from '#plugins/ai/api'
import { hear, keepAnswer, saidBefore } from '#plugins/coach/conversation/messages'
import { notice, type Noticed } from '#plugins/coach/conversation/notice'
import { promptFor } from '#plugins/coach/conversation/prompt'
import { findProfile } from '#plugins/coach/profile'
import { tasksOf, type Text } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

export interface Asking {
  project: Project
  /** Idempotency key: the same message again is not answered again. */
  key: string
  text: string
  locale: string
  accountId: string
  /** Aborting it stops the answer; what was said of it by then is kept. */
  signal: AbortSignal
  /** Who the demo model speaks as, and what it says first. */
  demo: { name: string; greeting: string }
}

export type Asked =
  /** So many within a day; the next is free then. */
  | { outcome: 'limit'; nextAt: Date }
  /** The same message came before; null while its answer is being made. */
  | { outcome: 'heard_before'; answer: string | null }
  | Answering

export interface Answering {
  outcome: 'answering'
  /** The answer as it is made. Throws `ModelError`. */
  chunks: ModelRun['chunks']
  /**
   * Once `chunks` has ended: keeps what was said of the answer.
   * @param said empty when nothing reached the creator
   * @returns what was noticed in the creator's message
   */
  finish(said: string): Promise<Noticed>
}

/** A creator says something to the coach: the one way to an answer, for every frontend and the web workspace. */
export async function askCoach(services: CoachServices, asking: Asking): Promise<Asked> {
  const { project, key, text } = asking
  const heard = await hear(project, key, text)
  if (heard.outcome !== 'heard') return heard
  const noticed = await notice(project, text)
  const run = await startAnswer(services, asking)
  return {
    outcome: 'answering',
    chunks: run.chunks,
    async finish(said) {
      if (said !== '') await keepAnswer(project.id, key, said)
      return noticed
    },
  }
}

async function startAnswer({ ai }: CoachServices, asking: Asking): Promise<ModelRun> {
  const { project, key, text, locale, demo } = asking
  const [profile, history] = await Promise.all([
    findProfile(project.creatorId),
    saidBefore(project.id, key),
  ])
  const tasks = tasksOf(project.programme)
  const say = (words: Text) => words[locale] ?? words.en ?? ''
  return ai.stream({
    modelId: ai.model(null).id,
    messages: promptFor({ project, profile, locale, now: new Date() }, history, text),
    accountId: asking.accountId,
    personId: project.creatorId,
    purpose: 'coach.reply',
    signal: asking.signal,
    demo: {
      ...demo,
      lines: tasks.map((task) => say(task.what)),
      prompts: tasks.map((task) => say(task.title)),
      knowledge: tasks.map((task) => say(task.why)),
      locale,
    },
  })
}
