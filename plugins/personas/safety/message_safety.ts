import type { Account, Person } from '#app/identity/types'
import type { Check, CheckRequest } from '#plugins/moderation/api'
import type { ChatServices } from '#plugins/personas/services'

/** What is known of a message's safety, and how the reply to it is looked at. */
export interface MessageSafety {
  /**
   * The whole verdict on the message. The local rules have spoken before; where a server moderates, it is asked while
   * the reply is being prepared, and nothing of the reply is shown before it has answered.
   */
  verdict: Promise<Check>
  /** Somebody was in danger lately: nothing is begun before the verdict. */
  careful: boolean
  /** Looks at a piece of the reply by the local rules. */
  checkNow(text: string): Check
  /** Looks at the reply so far by everything there is. */
  check(text: string): Promise<Check>
}

export interface MessageToCheck {
  account: Account
  person: Person | null
  text: string
  /** The persona is for adults, and so are person and place. */
  adult: boolean
  careful: boolean
  locale: string
  signal: AbortSignal
}

/**
 * Looks at a message: by the local rules at once, then by the server's model where there is one.
 * @returns the check when it is to be stopped here and now, else how it goes on
 */
export function lookAtMessage(
  { moderation }: Pick<ChatServices, 'moderation'>,
  { account, person, text, adult, careful, locale, signal }: MessageToCheck
): { stopped: Exclude<Check, { outcome: 'fine' }> } | { stopped: null; safety: MessageSafety } {
  const base = { accountId: account.id, personId: person?.id ?? null, adult, locale, careful }
  const asked: CheckRequest = { ...base, text, stage: 'fan', signal }
  const now = moderation.checkNow(asked)
  if (now.outcome !== 'fine') return { stopped: now }
  return {
    stopped: null,
    safety: {
      verdict: moderation.checkByServer(asked),
      careful,
      checkNow: (reply) => moderation.checkNow({ ...base, text: reply, stage: 'persona' }),
      check: (reply) => moderation.check({ ...base, text: reply, stage: 'persona', signal }),
    },
  }
}
