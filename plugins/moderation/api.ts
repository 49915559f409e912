/** The door of the safety plugin: what may be said, and what people report. */

/** What is looked at. */
export type Stage =
  /** What somebody says to a persona or to the coach, before a model is called. */
  | 'fan'
  /** What a persona answered, whole or in part. */
  | 'persona'
  /** What a picture is asked for with. */
  | 'picture'
  /** What a creator writes about a persona. */
  | 'profile'

export interface CheckRequest {
  text: string
  /** Looked at together with the text, by the server's model alone: the local rules read words. */
  image?: { content: Uint8Array; mediaType: string }
  stage: Stage
  accountId: string
  personId: string | null
  /** The persona is for adults and so are the person and the place. */
  adult: boolean
  locale: string
  /** Somebody was in danger in this conversation lately: weaker signals count too. */
  careful?: boolean
  signal: AbortSignal
}

/** Why something was blocked; worded under `moderation.blocked.<category>`. */
export type BlockCategory =
  'minors' | 'sexual' | 'violence' | 'hate' | 'harassment' | 'illicit' | 'self_harm'

export type Check =
  | { outcome: 'fine' }
  | { outcome: 'blocked'; category: BlockCategory }
  /** Somebody may be in danger: they get the crisis message of their country and no persona's answer. */
  | { outcome: 'crisis' }

export interface CrisisHelp {
  /** The whole message, in the person's language, with who to call. */
  text: string
  links: readonly { label: string; url: string }[]
}

export type ReportSubject =
  | {
      kind: 'message'
      /** Id of the message in the personas' tables. */ messageId: string
      personaId: string
    }
  | { kind: 'persona'; personaId: string }
  | { kind: 'person'; accountId: string }

export interface NewReport {
  /** Idempotency key. */
  key: string
  /** Who reports. */
  accountId: string
  subject: ReportSubject
  /** What it is about, as the reader of the queue sees it: kept, since the original may go. */
  excerpt: string
  reason: string
  /** The reporter's own words, maybe none. */
  words: string
}

export type ReportOutcome =
  | { outcome: 'reported' }
  /** This account reported the same before, and it has not been looked at yet. */
  | { outcome: 'reported_before' }
  /** This account sent so many reports that the next has to wait. */
  | { outcome: 'too_many'; retryInSeconds: number }

/** A report that nobody has looked at yet. */
export interface OpenReport {
  id: string
  at: Date
  /** Who reported; null when they are forgotten. */
  accountId: string | null
  kind: 'message' | 'persona' | 'person'
  subjectId: string
  personaId: string | null
  reason: string
  words: string
  excerpt: string
}

/** What was going on when somebody said that they are in danger. */
export type CrisisPlace = 'story' | 'work'

export interface ModerationService {
  /** By the local rules alone: at once. */
  checkNow(request: Omit<CheckRequest, 'signal'>): Check
  /** A quick look by the local rules and, where the server has one, by its moderation model. Never rejects. */
  check(request: CheckRequest): Promise<Check>
  /** By the server's moderation model alone, for what {@link checkNow} has just passed. Never rejects. */
  checkByServer(request: CheckRequest): Promise<Check>
  /** The crisis message for a language tag (its region, else its language's most usual one). */
  crisisHelp(locale: string, place: CrisisPlace): CrisisHelp
  /** Puts a report into the queue of the moderators. */
  report(report: NewReport): Promise<ReportOutcome>
  /** What waits for a moderator, oldest first; at most a hundred. */
  openReports(): Promise<readonly OpenReport[]>
}

declare module '#app/plugin_kit/types' {
  interface Services {
    moderation: ModerationService
  }
}
