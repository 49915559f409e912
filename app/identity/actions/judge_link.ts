import { E_UNKNOWN_ACCOUNT } from '#app/identity/errors'
import type { LinkRefusal, LinkSide } from '#app/identity/types'
import type { Locked, LockedAccount, LockedPerson } from '#app/identity/actions/lock_people'

export type Judged =
  | { outcome: 'ready'; kind: 'join' }
  | { outcome: 'ready'; kind: 'attach'; guest: LockedAccount; person: LockedPerson }
  | { outcome: 'ready'; kind: 'merge'; from: LockedPerson; into: LockedPerson }
  | { outcome: 'already_linked' }
  | { outcome: 'refused'; reason: LinkRefusal }

/** What may become of two accounts, by what is locked of them. The code was made `there` and typed `here`. */
export function judgeLink(locked: Locked, of: { here: string; there: string }): Judged {
  const [here, there] = [accountIn(locked, of.here), accountIn(locked, of.there)]
  const [ours, theirs] = [personIn(locked, here), personIn(locked, there)]
  if (ours && theirs && ours.id === theirs.id) return { outcome: 'already_linked' }

  const isBanned =
    locked.accounts.some((account) => account.banned_at) ||
    locked.people.some((person) => person.banned_at)
  if (isBanned) return { outcome: 'refused', reason: 'banned' }
  // Else a code that was talked out of a moderator would make its thief a moderator.
  if (theirs?.roles.some((role) => role === 'moderator' || role === 'admin')) {
    return { outcome: 'refused', reason: 'staff' }
  }

  if (ours && theirs) {
    // Ids of people sort by age: whichever side typed the code, the older one stays.
    const [into, from] = ours.id < theirs.id ? [ours, theirs] : [theirs, ours]
    return { outcome: 'ready', kind: 'merge', from, into }
  }
  const person = ours ?? theirs
  if (!person) {
    return here.platform === 'web' && there.platform === 'web'
      ? { outcome: 'refused', reason: 'join_first' }
      : { outcome: 'ready', kind: 'join' }
  }
  return { outcome: 'ready', kind: 'attach', guest: ours ? there : here, person }
}

/** A side as it is shown to the one who is about to confirm. */
export function sideOf(locked: Locked, accountId: string): LinkSide {
  const account = accountIn(locked, accountId)
  const person = personIn(locked, account)
  const accounts = person
    ? locked.accounts.filter(({ person_id }) => person_id === person.id)
    : [account]
  return {
    personId: person?.id ?? null,
    displayName: person?.display_name ?? account.display_name,
    accounts: accounts.map(({ platform, display_name }) => ({
      platform,
      displayName: display_name,
    })),
  }
}

function accountIn(locked: Locked, id: string): LockedAccount {
  const account = locked.accounts.find((candidate) => candidate.id === id)
  if (!account) throw new E_UNKNOWN_ACCOUNT(`The account ${id} is gone`)
  return account
}

function personIn(locked: Locked, account: LockedAccount): LockedPerson | null {
  return locked.people.find(({ id }) => id === account.person_id) ?? null
}
