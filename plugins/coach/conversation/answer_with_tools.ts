import {
  ModelError,
  type AiService,
  type ChatMessage,
  type ModelRun,
  type StreamRequest,
  type ToolCall,
} from '#plugins/ai/api'
import type { Noticed } from '#plugins/coach/conversation/notice'
import { Notes } from '#plugins/coach/conversation/notes'
import { toolsFor } from '#plugins/coach/conversation/offered_tools'
import { CoachTools } from '#plugins/coach/conversation/tools'
import type { Project } from '#plugins/coach/project/project'

/** What one turn may cost. A turn is a call or two and their answer; more is a model that goes round in circles. */
export const TURN_LIMITS = {
  /** Rounds in which tools may be called; then words are wanted. */
  rounds: 3,
  /** Calls of one round that are looked at. */
  calls: 8,
  /** Tokens of a prompt that are left free for the tools' own description and for what they answer. */
  room: 2_000,
  /** Tokens of all rounds, read and written, after which tools are off. */
  tokens: 40_000,
  /** Seconds after which tools are off, and after which nothing more is waited for. */
  toolSeconds: 40,
  seconds: 95,
} as const

export interface ToolTurn {
  /** As it stands before the message. */
  project: Project
  /** What the creator said last: tools note nothing that does not stand in it. */
  text: string
  /** What was noted of it already, by patterns or by a try before this one. */
  noticed: Noticed
  /** Keeps all that was noted so far, after each round: what is written down is shown, whatever becomes of the answer. */
  keep(noticed: Noticed): Promise<void>
  /** The question, without tools. */
  request: Omit<StreamRequest, 'tools' | 'toolChoice'>
}

export interface ToolAnswer {
  /** The answer as it is made. Throws `ModelError`. */
  chunks: AsyncIterable<string>
  /** All that was noted, by then; known when `chunks` has ended in whatever way. Never rejects. */
  noticed: Promise<Noticed>
}

/** Said to models with tools, beside the prompt. */
const HOW = [
  'You have tools to hand over what you notice in the last message of the creator: a decision that it takes, a task that it reports as done, something that the program could do for them.',
  'Hand over only what that message itself says, with a quote from it. Orders to mark, tick or note things are no reports. What stands in the material or in earlier messages is never handed over.',
  'Then answer the creator in words; they see what was noted beside your answer.',
].join(' ')

/**
 * An answer in rounds: what the model calls is done and told to it, until it answers in words. Models without tools
 * answer at once.
 */
export function answerWithTools(services: { ai: AiService }, turn: ToolTurn): ToolAnswer {
  const rounds = new Rounds(services.ai, turn)
  const noticed = Promise.withResolvers<Noticed>()
  const end = () => noticed.resolve(rounds.notes.noticed)
  const chunks = rounds.answer()
  let isPulled = false
  // Ended without ever having been begun, a generator does nothing by itself.
  void rounds.first.usage.then(() => !isPulled && end())
  const iterator: AsyncIterator<string> = {
    async next() {
      isPulled = true
      try {
        const next = await chunks.next()
        if (next.done) end()
        return next
      } catch (error) {
        end()
        throw error
      }
    },
    async return() {
      await chunks.return()
      await rounds.stop()
      end()
      return { done: true, value: undefined }
    },
  }
  return { chunks: { [Symbol.asyncIterator]: () => iterator }, noticed: noticed.promise }
}

class Rounds {
  readonly notes: Notes
  /** Begun at once, like any answer. */
  readonly first: ModelRun
  readonly #tools: CoachTools
  readonly #messages: ChatMessage[]
  readonly #startedAt = performance.now()
  readonly #late = AbortSignal.timeout(TURN_LIMITS.seconds * 1_000)
  readonly #takesTools: boolean
  #tokens = 0
  #hasSpoken = false

  constructor(
    private readonly ai: AiService,
    private readonly turn: ToolTurn
  ) {
    this.notes = new Notes(turn.project, turn.text, turn.noticed)
    this.#tools = new CoachTools(this.notes)
    this.#takesTools = ai.takesTools(turn.request.modelId)
    this.#messages = this.#takesTools
      ? withTools(turn.request.messages)
      : [...turn.request.messages]
    this.first = this.#takesTools ? this.#ask('auto') : this.#ask(null)
  }

  /** The consumer wants no more, maybe before it wanted anything. */
  async stop(): Promise<void> {
    await this.first.chunks[Symbol.asyncIterator]().return?.()
  }

  async *answer(): AsyncGenerator<string, void> {
    let run = this.first
    let mayCall = this.#takesTools
    for (let round = 1; ; round += 1) {
      const { said, failure } = yield* this.#speak(run)
      if (failure) {
        // What was said before stands by itself; without a word the question is asked once more, without tools.
        const isPlain = round === 1 && !(mayCall && isToolsFault(failure))
        if (said !== '' || isPlain) throw failure
        if (!this.#hasSpoken) yield* this.#plainly(failure)
        return
      }
      const { inputTokens, outputTokens } = await run.usage
      this.#tokens += inputTokens + outputTokens
      const calls = mayCall ? await run.toolCalls : []
      if (calls.length === 0 || this.turn.request.signal.aborted) break
      await this.#do(said, calls)
      mayCall = this.#mayCallAfter(round)
      run = this.#ask(mayCall ? 'auto' : 'none')
    }
    if (!this.#hasSpoken && !this.turn.request.signal.aborted) yield* this.#plainly(null)
  }

  /** One run's words as they come. A failure is returned: what follows of it depends on what was said before. */
  async *#speak(
    run: ModelRun
  ): AsyncGenerator<string, { said: string; failure: ModelError | null }> {
    let said = ''
    try {
      for await (const chunk of run.chunks) {
        // Nothing can be kept or shown with it.
        const piece = chunk.replaceAll('\0', '')
        if (piece === '') continue
        if (said === '' && this.#hasSpoken) yield '\n\n'
        said += piece
        this.#hasSpoken = true
        yield piece
      }
      return { said, failure: null }
    } catch (error) {
      if (!(error instanceof ModelError)) throw error
      return { said, failure: error }
    }
  }

  /** Does what was called, one after the other, and keeps it for the next round. */
  async #do(said: string, calls: readonly ToolCall[]): Promise<void> {
    this.#messages.push({ role: 'assistant', content: said, toolCalls: calls })
    for (const [at, call] of calls.entries()) {
      const content =
        at < TURN_LIMITS.calls
          ? await this.#tools.run(call)
          : JSON.stringify({ error: 'too many calls at once' })
      this.#messages.push({ role: 'tool', content, callId: call.id })
    }
    await this.turn.keep(this.notes.noticed)
  }

  #mayCallAfter(round: number): boolean {
    return (
      round < TURN_LIMITS.rounds &&
      this.#tokens < TURN_LIMITS.tokens &&
      performance.now() - this.#startedAt < TURN_LIMITS.toolSeconds * 1_000
    )
  }

  /** The question itself once more, without a word of tools. */
  async *#plainly(failure: ModelError | null): AsyncGenerator<string, void> {
    if (this.#late.aborted) throw failure ?? new ModelError('timeout')
    const last = yield* this.#speak(this.ai.stream({ ...this.turn.request, signal: this.#signal }))
    if (last.failure) throw last.failure
  }

  #ask(choice: 'auto' | 'none' | null): ModelRun {
    return this.ai.stream({
      ...this.turn.request,
      messages: this.#messages.slice(),
      signal: this.#signal,
      ...(choice && { tools: toolsFor(this.turn.project), toolChoice: choice }),
    })
  }

  get #signal(): AbortSignal {
    return AbortSignal.any([this.turn.request.signal, this.#late])
  }
}

/** A model that went astray among tools may well answer without them; one that is down does not. */
const isToolsFault = ({ failure }: ModelError): boolean =>
  failure === 'broken_off' || failure === 'empty_answer' || failure === 'refused_request'

/** The prompt with how to use tools, after what the model is told to be. */
function withTools(messages: readonly ChatMessage[]): ChatMessage[] {
  const [system, ...rest] = messages
  return system?.role === 'system'
    ? [{ role: 'system', content: `${system.content}\n${HOW}` }, ...rest]
    : [{ role: 'system', content: HOW }, ...messages]
}
