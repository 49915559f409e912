import { setTimeout as delay } from 'node:timers/promises'
import { ModelError } from '#plugins/ai/api'
import { askCoach, type Answering, type Asking } from '#plugins/coach/conversation/ask_coach'
import { askToStop } from '#plugins/coach/conversation/claim'
import type { Ending } from '#plugins/coach/conversation/messages'
import type { Noticed } from '#plugins/coach/conversation/notice'
import { COACH_LIMITS } from '#plugins/coach/limits'
import type { Project } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

/** What a page is told of an answer; the last one is `end`, `failed` or `limit`. */
export type AnswerEvent =
  | { kind: 'piece'; text: string }
  /** What was written down, ticked, asked and offered because of the message; before the end. */
  | { kind: 'noticed'; noticed: Noticed }
  /** `answer` is the whole of it, with all pieces. */
  | { kind: 'end'; answer: string; ending: Ending }
  /** The message is kept: the same key again tries anew, and is not counted again. `program`: also where it has no room. */
  | { kind: 'failed'; reason: 'model' | 'program' }
  | { kind: 'limit'; nextAt: Date }
  /** Another process makes it: its end is waited for. */
  | { kind: 'elsewhere' }

/** One answer as it is made, and those who look at it. */
class RunningAnswer {
  readonly stopping = new AbortController()
  readonly ended: Promise<void>
  followers = 0
  /** Another process makes it. */
  isElsewhere = false
  /** It was stopped while it was made elsewhere: it is not begun anew here. */
  isUnwanted = false
  /** In order; bounded by the limits of an answer. */
  readonly #events: AnswerEvent[] = []
  #isOver = false
  #more = Promise.withResolvers<void>()

  constructor(services: CoachServices, asking: Asking) {
    this.ended = this.#make(services, asking)
  }

  /** Everything from its first word, and then what comes. */
  async *events(signal: AbortSignal): AsyncGenerator<AnswerEvent, void> {
    const gone = Promise.withResolvers<void>()
    const leave = () => gone.resolve()
    signal.addEventListener('abort', leave, { once: true })
    try {
      let next = 0
      while (!signal.aborted) {
        // Asked for before the look: what comes in between wakes it.
        const more = this.#more.promise
        const event = this.#events[next]
        if (event) {
          next += 1
          yield event
        } else if (this.#isOver) return
        else await Promise.race([more, gone.promise])
      }
    } finally {
      signal.removeEventListener('abort', leave)
    }
  }

  async #make(services: CoachServices, asking: Asking): Promise<void> {
    try {
      await this.#ask(services, { ...asking, signal: this.stopping.signal })
    } catch (error) {
      this.#tell({ kind: 'failed', reason: error instanceof ModelError ? 'model' : 'program' })
    } finally {
      this.#isOver = true
      this.#wake()
    }
  }

  /** What another process answers is waited for; when it dies over it, its claim runs out, and the answer is made here. */
  async #ask(services: CoachServices, asking: Asking): Promise<void> {
    const until = Date.now() + COACH_LIMITS.waitSeconds * 1_000
    for (let look = 0; ; look += 1) {
      const asked = await askCoach(services, asking)
      switch (asked.outcome) {
        case 'answering':
          this.isElsewhere = false
          if (this.isUnwanted) this.stopping.abort()
          return this.#pump(asked)
        case 'limit':
          return this.#tell({ kind: 'limit', nextAt: asked.nextAt })
        case 'heard_before':
          return this.#tellKept(asked.answer, asked)
        case 'crisis':
          return this.#tellKept(asked.answer, { ending: 'crisis', noticed: null })
        case 'being_answered':
      }
      this.isElsewhere = true
      if (look === 0) this.#tell({ kind: 'elsewhere' })
      if (Date.now() >= until || asking.signal.aborted) break
      await delay(COACH_LIMITS.lookMs)
    }
    this.#tell({ kind: 'failed', reason: 'program' })
  }

  async #pump(asked: Answering): Promise<void> {
    let answer = ''
    try {
      for await (const text of asked.chunks) {
        answer += text
        this.#tell({ kind: 'piece', text })
      }
    } catch (error) {
      const { noticed } = await asked.finish('')
      this.#tell({ kind: 'noticed', noticed })
      throw error
    }
    const { noticed, ending } = await asked.finish(answer, this.stopping.signal.aborted)
    this.#tell({ kind: 'noticed', noticed })
    if (answer.trim() === '') return this.#tell({ kind: 'failed', reason: 'model' })
    this.#tell({ kind: 'end', answer, ending })
  }

  #tellKept(answer: string, kept: { ending: Ending; noticed: Noticed | null }): void {
    if (kept.noticed) this.#tell({ kind: 'noticed', noticed: kept.noticed })
    this.#tell({ kind: 'end', answer, ending: kept.ending })
  }

  #tell(event: AnswerEvent): void {
    this.#events.push(event)
    this.#wake()
  }

  #wake(): void {
    this.#more.resolve()
    this.#more = Promise.withResolvers()
  }
}

/** By creator and key; those of this process. */
const running = new Map<string, RunningAnswer>()

const nameOf = (creatorId: string, key: string): string => `${creatorId}:${key}`

/**
 * A message to the coach and its answer, which goes on whether or not anybody follows it: the same message again
 * follows the running answer from its first word.
 * @param asking.signal of the connection: aborting it ends the following, never the answer (see {@link stopAnswer})
 */
export async function* follow(
  services: CoachServices,
  asking: Asking
): AsyncGenerator<AnswerEvent, void> {
  const name = nameOf(asking.project.creatorId, asking.key)
  let answer = running.get(name)
  if (answer ? answer.followers >= COACH_LIMITS.followers : running.size >= COACH_LIMITS.running) {
    yield { kind: 'failed', reason: 'program' }
    return
  }
  if (!answer) {
    answer = new RunningAnswer(services, asking)
    running.set(name, answer)
    void answer.ended.then(() => running.delete(name))
  }
  answer.followers += 1
  try {
    yield* answer.events(asking.signal)
  } finally {
    answer.followers -= 1
  }
}

/**
 * Its creator wants no more of it: what was said is kept, here at once, and within {@link COACH_LIMITS.stopLookMs} where
 * another process makes it. False when nobody makes such an answer.
 */
export async function stopAnswer(
  { id, creatorId }: Pick<Project, 'id' | 'creatorId'>,
  key: string
): Promise<boolean> {
  const answer = running.get(nameOf(creatorId, key))
  if (!answer || answer.isElsewhere) {
    if (answer) answer.isUnwanted = true
    return askToStop(id, key)
  }
  answer.stopping.abort()
  return true
}

/** The process stops: answers end where they are and are kept. */
export async function stopRunningAnswers(): Promise<void> {
  const all = [...running.values()]
  for (const answer of all) answer.stopping.abort()
  await Promise.all(all.map(({ ended }) => ended))
}
