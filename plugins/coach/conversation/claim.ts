import { sql } from '#app/support/sql'
import type { ClaimedMessage } from '#plugins/coach/conversation/hear'
import type { Ending } from '#plugins/coach/conversation/messages'
import type { Noticed } from '#plugins/coach/conversation/notice'
import { COACH_LIMITS } from '#plugins/coach/limits'

/** Those of this process who wait until a project has nothing older to answer. */
const waiting = new Map<string, Set<() => void>>()

/**
 * Tells whoever makes an answer, in whichever process and for whichever frontend, to stop: see {@link Claim.stopped}. False
 * when nobody makes it.
 */
export async function askToStop(projectId: string, key: string): Promise<boolean> {
  const told = await sql<{ id: string }>(
    `update coach_messages set stopping = claim
     where project_id = :projectId and key = :key and role = 'creator' and claimed_until > clock_timestamp()
     returning id::text`,
    { projectId, key }
  )
  return told.length > 0
}

/** Hold on a message while its answer is made: renewed until it is kept or given up, and for no longer than an answer may take. */
export class Claim {
  readonly #renewing: NodeJS.Timeout
  readonly #lasts: NodeJS.Timeout
  readonly #looking: NodeJS.Timeout
  readonly #stopped = new AbortController()

  constructor(private readonly message: ClaimedMessage) {
    this.#renewing = setInterval(() => void this.#renew(), COACH_LIMITS.renewSeconds * 1_000)
    this.#renewing.unref()
    const most = COACH_LIMITS.waitSeconds + COACH_LIMITS.answerSeconds + COACH_LIMITS.claimSeconds
    this.#lasts = setTimeout(() => this.#rest(), most * 1_000)
    this.#lasts.unref()
    this.#looking = setInterval(() => void this.#lookForStop(), COACH_LIMITS.stopLookMs)
    this.#looking.unref()
  }

  /** Aborted by {@link askToStop}, whichever process it reached, within {@link COACH_LIMITS.stopLookMs}. */
  get stopped(): AbortSignal {
    return this.#stopped.signal
  }

  /**
   * Waits until every message of the project that was claimed before this one is answered or given up, whichever process
   * answers it. False when that takes too long.
   */
  async turn(signal: AbortSignal): Promise<boolean> {
    const until = Date.now() + COACH_LIMITS.waitSeconds * 1_000
    while (await this.#isBehind()) {
      if (signal.aborted || Date.now() >= until) return false
      await pause(this.message.projectId, signal)
    }
    return true
  }

  /** Writes down what was noticed so far: another try does not notice it again. */
  async keepNoticed(noticed: Noticed): Promise<void> {
    await sql('update coach_messages set noticed = cast(:noticed as jsonb) where id = :id', {
      id: this.message.id,
      noticed: JSON.stringify(noticed),
    })
  }

  /** Keeps the answer; the first one of a message stands. */
  async keep(answer: { text: string; ending: Ending; noticed: Noticed }): Promise<void> {
    this.#rest()
    await sql(
      `with answered as (
         update coach_messages set noticed = cast(:noticed as jsonb),
           claim = null, claimed_at = null, claimed_until = null
         where id = :id returning project_id, key)
       insert into coach_messages (project_id, key, role, text, at, ending)
       select project_id, key, 'coach', :text, clock_timestamp(), :ending from answered on conflict do nothing`,
      {
        id: this.message.id,
        noticed: JSON.stringify(answer.noticed),
        text: answer.text.slice(0, COACH_LIMITS.answer).toWellFormed(),
        ending: answer.ending,
      }
    )
    this.#wake()
  }

  /** There is no answer: whoever asks next makes it. */
  async giveUp(): Promise<void> {
    this.#rest()
    await sql(
      `update coach_messages set claim = null, claimed_at = null, claimed_until = null
       where id = :id and claim = cast(:claim as uuid)`,
      { id: this.message.id, claim: this.message.claim }
    )
    this.#wake()
  }

  async #isBehind(): Promise<boolean> {
    const [row] = await sql<{ behind: boolean }>(
      `select exists (
         select from coach_messages other, coach_messages mine
         where mine.id = :id and other.project_id = mine.project_id and other.claimed_until > clock_timestamp()
           and (other.claimed_at, other.id) < (mine.claimed_at, mine.id)) as behind`,
      { id: this.message.id }
    )
    return row?.behind ?? false
  }

  async #renew(): Promise<void> {
    try {
      await sql(
        `update coach_messages set claimed_until = clock_timestamp() + make_interval(secs => :seconds)
         where id = :id and claim = cast(:claim as uuid)`,
        {
          id: this.message.id,
          claim: this.message.claim,
          seconds: COACH_LIMITS.claimSeconds,
        }
      )
    } catch {
      // The database is away: the next round, or another process, once the claim has run out.
    }
  }

  async #lookForStop(): Promise<void> {
    try {
      const told = await sql<{ id: string }>(
        'select id::text from coach_messages where id = :id and stopping = cast(:claim as uuid)',
        { id: this.message.id, claim: this.message.claim }
      )
      if (told.length === 0) return
      clearInterval(this.#looking)
      this.#stopped.abort()
    } catch {
      // The database is away: the next look.
    }
  }

  #rest(): void {
    clearInterval(this.#renewing)
    clearTimeout(this.#lasts)
    clearInterval(this.#looking)
  }

  #wake(): void {
    for (const look of waiting.get(this.message.projectId) ?? []) look()
  }
}

/** Until something in the project ends here, or it is time to look at what other processes did. */
function pause(projectId: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const others = waiting.get(projectId) ?? new Set()
    waiting.set(projectId, others)
    const look = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', look)
      others.delete(look)
      if (others.size === 0 && waiting.get(projectId) === others) waiting.delete(projectId)
      resolve()
    }
    const timer = setTimeout(look, COACH_LIMITS.lookMs)
    others.add(look)
    signal.addEventListener('abort', look, { once: true })
  })
}
