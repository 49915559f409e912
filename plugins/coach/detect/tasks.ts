/** Finds tasks that a creator says are done, by patterns alone: for models that have no tools. English and Spanish. */
import { listeningFor, plain } from '#plugins/coach/detect/phrases'
import { clausesOf, type Clause } from '#plugins/coach/detect/stance'
import {
  DOUBTED,
  ELSEWHERE,
  EVERYTHING,
  FINISHED,
  OPEN,
  ORDERED,
  TICKED,
} from '#plugins/coach/detect/task_words'
import { isHeard, type Task } from '#plugins/coach/programme/programme'

/** A task that the creator says is done. */
export interface DoneTask {
  /** Its id in the programme. */
  task: string
  /** 0 to 1; below {@link ASK_BELOW} the coach asks. */
  confidence: number
}

/** How sure it is: said outright, said with a doubt, or "done" without a word of what. */
const CONFIDENCE = { said: 0.92, doubted: 0.6, unnamed: 0.6 } as const

/** What is spoken of beside it is not the thing itself. */
const BESIDE =
  /(?:about|regarding|(?<!everything |all |drafts? )for|your|sobre|acerca de|para|tus?) (?:the |my |our |las? |los? |el |mis? )?$/u

/** "and the rules": of what came before it. It names a thing and nothing else. */
const CARRIED =
  /^(?!now |then |first |ahora |entonces |primero )(?:and |also |y |e |tambien )*(?:the |my |our |las? |los? |el |mis? )?[^ ]+(?: [^ ]+){0,2}$/u

type DoneStance = 'said' | 'doubted' | 'open' | 'ordered' | 'elsewhere' | 'question' | null

interface Part {
  text: string
  stance: DoneStance
}

/** A message in the parts in which one thing is said each, and whether each says that something was finished. */
function partsOf(message: string): Part[] {
  const parts: Part[] = []
  for (const clause of clausesOf(message)) {
    let before: DoneStance = null
    for (const text of plain(clause.text).split(
      /,\s+|\s+(?=(?:and|y|e)\s)|:\s+(?=\p{L}+ \p{L}+ )/u
    )) {
      const own: DoneStance = stanceOf(text, clause.question)
      const stance: DoneStance = own ?? (CARRIED.test(text) ? before : null)
      parts.push({ text, stance })
      before = stance
    }
    // "I said I finished the rules but I lied" takes back what stands before it.
    if (/\b(?:lied|kidding|joking|es broma|menti)\b/u.test(plain(clause.text))) parts.length = 0
  }
  return parts
}

function stanceOf(text: string, question: boolean): DoneStance {
  if (question) return 'question'
  if (ORDERED.test(text)) return 'ordered'
  if (OPEN.test(text)) return 'open'
  if (ELSEWHERE.test(text)) return 'elsewhere'
  if (!FINISHED.test(text) && !TICKED.test(text)) return null
  return DOUBTED.test(text) ? 'doubted' : 'said'
}

/** Words after which a verb of the task's own is no report: to come, ordered, or somebody else's. */
function stanceBefore(text: string, question: boolean): DoneStance {
  if (question) return 'question'
  if (ORDERED.test(text)) return 'ordered'
  if (OPEN.test(text)) return 'open'
  if (ELSEWHERE.test(text)) return 'elsewhere'
  return DOUBTED.test(text) ? 'doubted' : 'said'
}

/**
 * Tasks that a message says are done, in its order, at most one entry each.
 * @param next the task that the coach would ask for: a bare "done" is taken for it, and asked about
 */
export function tasksDoneIn(
  message: string,
  tasks: readonly Task[],
  next: string | null = null
): DoneTask[] {
  const found = new Map<string, DoneTask>()
  const note = (task: string, confidence: number) => {
    const before = found.get(task)
    if (!before || before.confidence < confidence) found.set(task, { task, confidence })
  }
  for (const task of tasks.filter(isHeard)) {
    const confidence = confidenceOf(message, task)
    if (confidence !== null) note(task.id, confidence)
  }
  const isBare = message.length <= BARE_LENGTH && BARE.test(plain(message))
  if (found.size === 0 && next !== null && isBare) note(next, CONFIDENCE.unnamed)
  return [...found.values()]
}

const BARE =
  /^(?:(?:ok|okay|yes|yep|so|and|it'?s|it is|that'?s|all|i'?m|ya|si|esta)(?:, ?| ))*(?:done|finished|completed|ready|did it|hecho|list[oa]|terminad[oa])(?: (?:it|that|now|too))?[.! ✅]*$/u
/** Characters of a message that says nothing else. */
const BARE_LENGTH = 40

function confidenceOf(message: string, task: Task): number | null {
  const listening = listeningFor(task)
  if (!listening) return null
  const told = toldOutright(message, listening.done)
  const named = partsOf(message)
    .filter(({ text }) => names(text, listening.thing))
    .map(({ stance }) => stance)
  const all = [...told, ...named]
  // One "not yet" outweighs whatever else is said of the same thing.
  if (all.some((stance) => stance === 'open' || stance === 'ordered' || stance === 'question')) {
    return null
  }
  if (all.includes('said')) return CONFIDENCE.said
  return all.includes('doubted') ? CONFIDENCE.doubted : null
}

/** The stances in which its own words are said: only what stands before them, and how it ends, counts. */
function toldOutright(message: string, done: RegExp | null): DoneStance[] {
  if (!done) return []
  return clausesOf(message).flatMap(({ text, question }) => {
    const said = plain(text)
    const match = done.exec(said)
    if (!match) return []
    const after = said.slice(match.index + match[0].length)
    const isTakenBack = /^ ?(?:yet|tomorrow|later|next|soon|manana|luego)\b/u.test(after)
    return [isTakenBack ? 'open' : stanceBefore(said.slice(0, match.index), question)]
  })
}

function names(text: string, thing: RegExp): boolean {
  const match = thing.exec(text)
  return match !== null && !BESIDE.test(text.slice(0, match.index))
}

/**
 * Whether what was said can be a report of something finished, whatever it is about: `no` for orders, questions and what
 * is said of everything at once, `unclear` for what is to come, somebody else's or doubted.
 */
export function reportsDone(clauses: readonly Clause[]): 'said' | 'unclear' | 'no' {
  const stances = clauses.map(({ text, question }) => stanceBefore(plain(text), question))
  const isEverything = clauses.some(({ text }) => EVERYTHING.test(plain(text)))
  if (isEverything || stances.some((stance) => stance === 'ordered' || stance === 'question')) {
    return 'no'
  }
  return stances.length > 0 && stances.every((stance) => stance === 'said') ? 'said' : 'unclear'
}
