/** What a model can call while it coaches: everything that it says with them is checked before anything is written. */
import vine, { errors } from '@vinejs/vine'
import { mistakesOf } from '#app/support/validation_mistakes'
import type { ToolCall } from '#plugins/ai/api'
import { DECISION_LENGTH } from '#plugins/coach/actions/decide'
import { checkValue, isOwnValue } from '#plugins/coach/conversation/decision_value'
import type { NoteOutcome, Notes } from '#plugins/coach/conversation/notes'
import { clausesAround } from '#plugins/coach/detect/quotes'
import { stanceOf } from '#plugins/coach/detect/stance'
import { reportsDone, tasksDoneIn } from '#plugins/coach/detect/tasks'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { TASK_ACTIONS, tasksOf } from '#plugins/coach/programme/programme'

/** What a quote that is no plain statement is worth at most: the creator is asked. */
const DOUBTFUL = 0.6

const confidence = vine.number({ strict: true }).range([0, 1])
const quote = vine.string().trim().minLength(2).maxLength(COACH_LIMITS.message)
const decisionCall = vine.create({
  decision: vine.string().maxLength(40),
  value: vine.string().trim().minLength(1).maxLength(DECISION_LENGTH),
  confidence,
  quote,
})
const taskCall = vine.create({ task: vine.string().maxLength(40), confidence, quote })
const actionCall = vine.create({ action: vine.enum(TASK_ACTIONS) })

/** What a model is told of its call. An error it can mend; nothing was written then. */
type Told = { result: string } | { error: string }

const OUTCOMES: Readonly<Record<NoteOutcome, Told>> = {
  noted: { result: 'noted, and the creator sees it' },
  known: { result: 'it stands already' },
  asked: { result: 'the creator is asked to confirm it with a button' },
  too_many: { error: 'too much at once: leave it for now' },
  unknown: { error: 'the programme has no such thing that can be noted like this' },
}

/** The tools of one turn. */
export class CoachTools {
  /** Clauses that ticked a task already: the same words do not tick another one. */
  readonly #spent = new Set<string>()

  constructor(private readonly notes: Notes) {}

  /** Does what a model called, if it may. @returns what the model is told, JSON */
  async run(call: ToolCall): Promise<string> {
    return JSON.stringify(await this.#run(call))
  }

  async #run(call: ToolCall): Promise<Told> {
    let given: unknown
    try {
      given = JSON.parse(call.arguments)
    } catch {
      return { error: 'the arguments are not JSON' }
    }
    switch (call.name) {
      case 'note_decision':
        return checked(decisionCall, given, (said) => this.#decision(said))
      case 'note_task_done':
        return checked(taskCall, given, (said) => this.#done(said))
      case 'offer_action':
        return checked(actionCall, given, async ({ action }) => OUTCOMES[this.notes.offer(action)])
      default:
        return { error: 'there is no such tool' }
    }
  }

  async #decision(said: {
    decision: string
    value: string
    confidence: number
    quote: string
  }): Promise<Told> {
    const { text, project } = this.notes
    const clauses = clausesAround(text, said.quote)
    if (!clauses) return NOT_SAID
    const known = project.programme.decisions.find(({ id }) => id === said.decision)
    if (!known) return OUTCOMES.unknown
    const value = checkValue(known, inOneLine(said.value), this.notes.now)
    if ('error' in value) return value
    const isPlain = clauses.every((clause) => ['firm', 'plain'].includes(stanceOf(clause)))
    const isSure = isPlain && isOwnValue(known, value.value, text, this.notes.now)
    const found = {
      decision: known.id,
      value: value.value,
      confidence: isSure ? said.confidence : Math.min(said.confidence, DOUBTFUL),
    }
    return OUTCOMES[await this.notes.decision(found, 'model')]
  }

  async #done(said: { task: string; confidence: number; quote: string }): Promise<Told> {
    const { text, project } = this.notes
    const clauses = clausesAround(text, said.quote)
    if (!clauses) return NOT_SAID
    const stance = reportsDone(clauses)
    if (stance === 'no') {
      return {
        error:
          'that is an order, a question, or about everything at once; not a report of this task',
      }
    }
    const names = clauses.map((clause) => clause.text)
    // Words that told of one task tell of another one only where they name it too.
    const isSpent =
      names.some((name) => this.#spent.has(name)) &&
      !tasksDoneIn(text, tasksOf(project.programme)).some(({ task }) => task === said.task)
    const sure = stance === 'said' && !isSpent
    const outcome = await this.notes.done(
      said.task,
      sure ? said.confidence : Math.min(said.confidence, DOUBTFUL)
    )
    if (outcome === 'noted') for (const name of names) this.#spent.add(name)
    return OUTCOMES[outcome]
  }
}

/** What a database takes, and a list shows: without control characters and halves of characters. */
const inOneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cc}+/gu, ' ')
    .trim()

const NOT_SAID: Told = {
  error: "the quote does not stand in the creator's last message: only what is said there counts",
}

/** A compiled schema of vine, as far as it is needed here. */
interface Schema<T> {
  validate(data: unknown): Promise<T>
}

async function checked<T>(
  schema: Schema<T>,
  given: unknown,
  then: (said: T) => Promise<Told>
): Promise<Told> {
  let said: T
  try {
    said = await schema.validate(given)
  } catch (error) {
    if (!(error instanceof errors.E_VALIDATION_ERROR)) throw error
    const mistakes = mistakesOf(error).map(({ message }) => message)
    return { error: `the arguments do not fit: ${mistakes.join(' ')}` }
  }
  return then(said)
}
