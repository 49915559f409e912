import type { ModelRun, StreamRequest } from '#plugins/ai/api'
import { answerWithTools, TURN_LIMITS } from '#plugins/coach/conversation/answer_with_tools'
import { Claim } from '#plugins/coach/conversation/claim'
import {
  crisisHelp,
  helpInCrisis,
  isCrisisByServer,
  isCrisisNow,
  type Crisis,
} from '#plugins/coach/conversation/crisis'
import { cutAtLimits } from '#plugins/coach/conversation/cut_at_limits'
import { demoAnswer } from '#plugins/coach/conversation/demo_answer'
import { hear, type ClaimedMessage } from '#plugins/coach/conversation/hear'
import { saidBefore, type Ending } from '#plugins/coach/conversation/messages'
import { notice, type Noticed } from '#plugins/coach/conversation/notice'
import { promptFor } from '#plugins/coach/conversation/prompt'
import { askForSummary } from '#plugins/coach/conversation/summarise'
import { findProfile } from '#plugins/coach/profile'
import { tasksOf, type Text } from '#plugins/coach/programme/programme'
import { activeProject, type Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

export interface Asking {
  project: Project
  /** Idempotency key: the same message again is not answered again, nor counted. */
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
  /** The same message came before, or one before it, and its answer is being made: here or in another process. */
  | { outcome: 'being_answered' }
  /** The same message came before and has its answer. */
  | { outcome: 'heard_before'; answer: string; ending: Ending; noticed: Noticed | null }
  /** Somebody may be in danger: who helps stands in the place of an answer, and the message does not count. */
  | Crisis
  | Answering

export interface Answering {
  outcome: 'answering'
  /** The answer as it is made, to the limits of one. Throws `ModelError`. */
  chunks: ModelRun['chunks']
  /** Messages that are still free after this one. */
  left: number
  /**
   * Once `chunks` has ended: keeps what was said of the answer. Without a word the message stays without an answer, and
   * the same key tries anew.
   * @param said empty when nothing reached the creator
   * @param stopped the creator wanted no more of it where it is shown; what was stopped elsewhere is known here
   */
  finish(said: string, stopped?: boolean): Promise<Finished>
}

export interface Finished {
  /** In the creator's message. */
  noticed: Noticed
  ending: Ending
}

/**
 * A creator says something to the coach: the one way to an answer, for every frontend and the web workspace. Messages of
 * one project are answered one after the other. Whoever may be in danger is told who helps: at once, whatever else waits,
 * and also when no message is free any more.
 */
export async function askCoach(services: CoachServices, asking: Asking): Promise<Asked> {
  const spoken = spokenIn(asking)
  const careful = await services.personas.isCareful(spoken.creatorId)
  if (isCrisisNow(services, spoken, careful)) return helpInCrisis(services, spoken)
  const heard = await hear(asking.project, asking.key, asking.text)
  if (heard.outcome === 'heard_before' && heard.ending === 'crisis') {
    return crisisHelp(services, spoken)
  }
  if (heard.outcome === 'limit' && (await isCrisisByServer(services, spoken, careful))) {
    return helpInCrisis(services, spoken)
  }
  if (heard.outcome !== 'heard') return heard
  const claim = new Claim(heard.message)
  try {
    // Before anything is noticed in it. Another try finds what was noticed, so it was looked at before.
    const isLookedAt = heard.message.noticed !== null
    if (!isLookedAt && (await isCrisisByServer(services, spoken, careful))) {
      const crisis = await helpInCrisis(services, spoken)
      await claim.giveUp()
      return crisis
    }
    const isNext = await claim.turn(asking.signal)
    if (!isNext) {
      await claim.giveUp()
      return { outcome: 'being_answered' }
    }
    return await answer(services, { ...asking, careful }, heard.message, claim)
  } catch (error) {
    await claim.giveUp()
    throw error
  }
}

const spokenIn = ({ project, key, text, locale, accountId, signal }: Asking) => ({
  projectId: project.id,
  creatorId: project.creatorId,
  key,
  text,
  locale,
  accountId,
  signal,
})

/** @param asking.careful not long ago its creator wrote that they may be in danger */
async function answer(
  services: CoachServices,
  asking: Asking & { careful: boolean },
  message: ClaimedMessage,
  claim: Claim
): Promise<Answering> {
  // What was answered before it may have decided something.
  const { programmes } = services
  const project = (await activeProject(programmes, asking.project.creatorId)) ?? asking.project
  const noticed = message.noticed ?? (await notice(project, message.text))
  if (message.noticed === null) await claim.keepNoticed(noticed)
  const signal = AbortSignal.any([asking.signal, claim.stopped])
  const heard = { ...asking, project, text: message.text, signal }
  const request = await requestFor(services, heard, noticed)
  const made = answerWithTools(services, {
    project,
    text: message.text,
    noticed,
    keep: (all) => claim.keepNoticed(all),
    request,
  })
  const cut = cutAtLimits(made.chunks)
  return {
    outcome: 'answering',
    chunks: cut.chunks,
    left: message.left,
    async finish(said, stopped = false) {
      // Nobody may have pulled a word of it: it is over all the same.
      await made.chunks[Symbol.asyncIterator]().return?.()
      const finished = {
        noticed: await made.noticed,
        ending: endingOf(stopped || claim.stopped.aborted, cut.isCut()),
      }
      if (said.trim() === '') {
        await claim.keepNoticed(finished.noticed)
        await claim.giveUp()
        return finished
      }
      await claim.keep({ text: said, ...finished })
      await askForSummary(services, project.id)
      return finished
    },
  }
}

const endingOf = (stopped: boolean, cut: boolean): Ending =>
  stopped ? 'stopped' : cut ? 'cut' : 'whole'

async function requestFor(
  { ai, communities }: CoachServices,
  asking: Asking & { careful: boolean },
  noticed: Noticed
): Promise<StreamRequest> {
  const { project, key, text, locale, careful, demo } = asking
  const [profile, history, standing] = await Promise.all([
    findProfile(project.creatorId),
    saidBefore(project.id, key),
    communities.standingOf(project.creatorId),
  ])
  const tasks = tasksOf(project.programme)
  const say = (words: Text) => words[locale] ?? words.en ?? ''
  const says = demoAnswer(project, noticed, say)
  const model = ai.model(null)
  const forTools = ai.takesTools(model.id) ? TURN_LIMITS.room : 0
  return {
    modelId: model.id,
    messages: promptFor(
      { project, profile, standing, locale, careful, now: new Date() },
      { history, text },
      {
        tokens: model.contextSize - model.maxReplyTokens - forTools,
        count: (words) => ai.countTokens(words),
      }
    ),
    accountId: asking.accountId,
    personId: project.creatorId,
    purpose: 'coach.reply',
    signal: asking.signal,
    demo: {
      ...demo,
      ...(says !== undefined && { says }),
      lines: tasks.map((task) => say(task.what)),
      prompts: tasks.map((task) => say(task.title)),
      knowledge: tasks.map((task) => say(task.why)),
      locale,
    },
  }
}
