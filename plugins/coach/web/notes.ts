import type { Words } from '#app/bot_kit/wording'
import { mayUntick } from '#plugins/coach/actions/tick_task'
import { say } from '#plugins/coach/programme/say'
import type { KeptMessage } from '#plugins/coach/conversation/messages'
import { tasksOf, type TaskAction } from '#plugins/coach/programme/programme'
import type { Project } from '#plugins/coach/project/project'
import type { Entry } from '#plugins/coach/project/history'
import { valueInWords } from '#plugins/coach/project/value_in_words'

/** What came of a message, as the conversation shows it: said, with what may be done about it now. */
export interface Note {
  text: string
  tone: 'noted' | 'asked' | 'offered'
  /** One button each; a form of the page. */
  ways: readonly { label: string; action: string; fields: Readonly<Record<string, string>> }[]
}

interface About {
  words: Words
  project: Project
  history: readonly Entry[]
  message: KeptMessage
}

/** The notes of a creator's message. What was taken back, answered or done meanwhile has no button any more. */
export function notesOf(about: About): Note[] {
  const { noticed } = about.message
  if (!noticed) return []
  return [
    ...noticed.decided.map((one) => decidedNote(about, one)),
    ...noticed.done.map(({ task }) => doneNote(about, task)),
    ...noticed.unsure.flatMap((one) => askedNote(about, one)),
    ...noticed.unsureDone.flatMap(({ task }) => askedDoneNote(about, task)),
    ...noticed.offered.flatMap((action) => offeredNote(about, action)),
  ]
}

type Value = { decision: string; value: string }

function decidedNote({ words, project, history }: About, { decision, value }: Value): Note {
  const standing = history.find((one) => one.decision === decision && one.superseded_at === null)
  const stands = standing?.value === value
  return {
    text: words.t('coach.web.notes.decided', {
      title: decisionTitle(words, project, decision),
      value: valueInWords(words, project, decision, value),
      stands: stands ? 'yes' : 'no',
    }),
    tone: 'noted',
    ways: stands
      ? [
          {
            label: words.t('coach.button.undo'),
            action: `/coach/decisions/${decision}/undo`,
            fields: { entry: standing.id },
          },
        ]
      : [],
  }
}

function doneNote({ words, project }: About, id: string): Note {
  const isTicked = project.ticks.has(id)
  const task = tasksOf(project.programme).find((one) => one.id === id)
  return {
    text: words.t('coach.web.notes.done', {
      title: taskTitle(words, project, id),
      stands: isTicked ? 'yes' : 'no',
    }),
    tone: 'noted',
    ways:
      task && mayUntick(task, project.ticks.get(id))
        ? [
            {
              label: words.t('coach.button.not_done'),
              action: `/coach/tasks/${id}`,
              fields: { done: 'no', back: 'chat' },
            },
          ]
        : [],
  }
}

/** A question is over once the same thing was decided after it. */
function askedNote(about: About, { decision, value }: Value): Note[] {
  const { words, project, message } = about
  const standing = project.decisions.get(decision)
  if (standing && (standing.value === value || standing.at > message.at)) return []
  return [
    {
      text: words.t('coach.web.notes.sure', {
        title: decisionTitle(words, project, decision),
        value: valueInWords(words, project, decision, value),
      }),
      tone: 'asked',
      ways: [
        {
          label: words.t('coach.button.yes'),
          action: `/coach/decisions/${decision}`,
          fields: { value, said: message.id, back: 'chat' },
        },
        notYet(about, 'decision', decision),
      ],
    },
  ]
}

function askedDoneNote(about: About, id: string): Note[] {
  const { words, project } = about
  if (project.ticks.has(id)) return []
  return [
    {
      text: words.t('coach.web.notes.sure_done', { title: taskTitle(words, project, id) }),
      tone: 'asked',
      ways: [
        {
          label: words.t('coach.button.done'),
          action: `/coach/tasks/${id}`,
          fields: { done: 'yes', said: about.message.id, back: 'chat' },
        },
        notYet(about, 'task', id),
      ],
    },
  ]
}

function offeredNote(about: About, action: TaskAction): Note[] {
  const { words, project } = about
  const task = tasksOf(project.programme).find((one) => one.action === action)
  if (!task || project.ticks.has(task.id)) return []
  return [
    {
      text: words.t(`coach.noticed.offer.${action}`),
      tone: 'offered',
      ways: [
        {
          label: words.t(`coach.noticed.do.${action}`),
          action: '/coach/deeds',
          fields: { action },
        },
      ],
    },
  ]
}

const notYet = ({ words, message }: About, kind: 'decision' | 'task', id: string) => ({
  label: words.t('coach.button.not_yet'),
  action: `/coach/messages/${message.id}/not-yet`,
  fields: { kind, id },
})

function decisionTitle(words: Words, { programme }: Project, id: string): string {
  const found = programme.decisions.find((one) => one.id === id)
  return found ? say(words, found.title) : id
}

function taskTitle(words: Words, { programme }: Project, id: string): string {
  const found = tasksOf(programme).find((one) => one.id === id)
  return found ? say(words, found.title) : id
}
