import type { Words } from '#app/bot_kit/wording'
import { dayInWords } from '#app/support/day_in_words'
import { progressNow } from '#plugins/coach/project/progress'
import { mayUntick } from '#plugins/coach/actions/tick_task'
import { say } from '#plugins/coach/programme/say'
import type { KeptMessage } from '#plugins/coach/conversation/messages'
import type { Phase, Task } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'
import type { Entry } from '#plugins/coach/project/history'
import { notesOf } from '#plugins/coach/web/notes'
import { valueInWords } from '#plugins/coach/project/value_in_words'

const DAY_MS = 86_400_000

/** How far the project is, in words and per cent. */
export function progressPart(words: Words, project: Project, now: Date) {
  const progress = progressNow(project, now)
  const percent = (part: number) => Math.floor(part * 100)
  const bar = (key: string, part: number | null, note = '') => ({
    key,
    label: words.t(`coach.progress.${key}`),
    percent: percent(part ?? 0),
    isEmpty: part === null,
    note,
  })
  const { target } = project
  const days = target && Math.ceil((target.getTime() - now.getTime()) / DAY_MS)
  return {
    overall: percent(progress.overall),
    phase: progress.phase && {
      title: say(words, progress.phase.title),
      goal: say(words, progress.phase.goal),
    },
    isBehind: progress.behind,
    bars: [
      bar('overall', progress.overall),
      bar('planning', progress.planning),
      bar('execution', progress.execution),
      bar(
        'timeline',
        progress.timeline,
        target === null || days === null
          ? words.t('coach.progress.no_day')
          : words.t('coach.web.progress.opens', {
              when: days < 0 ? 'past' : days === 0 ? 'today' : 'to_come',
              day: dayInWords(target, words.locale),
              days,
            })
      ),
    ],
  }
}

/** Every task, phase by phase, with what may be done with it here. */
export function tasksPart(words: Words, project: Project) {
  return project.programme.phases.map((phase) => {
    const done = phase.tasks.filter(({ id }) => project.ticks.has(id)).length
    return {
      id: phase.id,
      title: say(words, phase.title),
      goal: say(words, phase.goal),
      done,
      all: phase.tasks.length,
      isCurrent: progressNow(project).phase?.id === phase.id,
      celebration: done === phase.tasks.length ? say(words, phase.celebration) : null,
      tasks: phase.tasks.map((task) => taskPart(words, project, phase, task)),
    }
  })
}

function taskPart(words: Words, project: Project, phase: Phase, task: Task) {
  const ticked = project.ticks.get(task.id)
  return {
    id: task.id,
    phase: phase.id,
    title: say(words, task.title),
    what: say(words, task.what),
    why: say(words, task.why),
    facts: [
      { name: words.t('coach.tasks.cost'), value: say(words, task.cost) },
      { name: words.t('coach.web.tasks.how'), value: say(words, task.how) },
    ],
    minutes: words.t('coach.web.tasks.minutes', { minutes: task.minutes }),
    isDone: ticked !== undefined,
    by: ticked ? words.t(`coach.web.tasks.by.${ticked}`) : null,
    canTick: ticked === undefined && task.tickedBy.includes('creator'),
    canUntick: mayUntick(task, ticked),
    decision: task.decision ?? null,
    action: ticked === undefined ? (task.action ?? null) : null,
  }
}

/** Every decision with its history. */
export function decisionsPart(words: Words, project: Project, history: readonly Entry[]) {
  return project.programme.decisions.map((decision) => {
    const entries = history.filter((one) => one.decision === decision.id)
    const standing = entries.find((one) => one.superseded_at === null)
    const inWords = (value: string) => valueInWords(words, project, decision.id, value)
    return {
      id: decision.id,
      title: say(words, decision.title),
      question: say(words, decision.question),
      kind: decision.kind,
      choices: (decision.choices ?? []).map((value) => ({ value, label: inWords(value) })),
      standing: standing && {
        id: standing.id,
        value: standing.value,
        words: inWords(standing.value),
        reason: standing.reason,
        by: words.t(`coach.web.decisions.by.${standing.source}`, {
          day: dayInWords(standing.at, words.locale),
        }),
      },
      before: entries
        .filter((one) => one.superseded_at !== null)
        .map((one) => ({
          words: inWords(one.value),
          reason: one.reason,
          day: dayInWords(one.at, words.locale),
          iso: one.at.toISOString().slice(0, 10),
        })),
    }
  })
}

/** The conversation: messages, each turn's notes behind its answer. */
export function conversationPart(
  words: Words,
  project: Project,
  history: readonly Entry[],
  messages: readonly KeptMessage[]
) {
  return messages.map((message) => {
    const isMine = message.role === 'creator'
    const answered = messages.find(({ key, role }) => key === message.key && role === 'creator')
    const isLastOfTurn = !isMine || message.state !== 'answered'
    return {
      id: message.id,
      isMine,
      text: message.text,
      iso: message.at.toISOString(),
      isRunning: isMine && message.state === 'being_answered',
      isUnanswered: isMine && message.state === 'unanswered',
      isStopped: message.state === 'stopped',
      isCut: message.state === 'cut',
      notes:
        isLastOfTurn && answered ? notesOf({ words, project, history, message: answered }) : [],
    }
  })
}
