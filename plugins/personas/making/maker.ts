import type { Person } from '#app/identity/types'
import type { ModerationService } from '#plugins/moderation/api'

/** The creator at work, wherever that is: a conversation or the web page. */
export interface Maker {
  person: Pick<Person, 'id' | 'adult' | 'roles'>
  accountId: string
  locale: string
  signal: AbortSignal
}

export interface MakingServices {
  moderation: Pick<ModerationService, 'check'>
}
