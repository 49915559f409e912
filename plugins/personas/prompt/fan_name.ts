import type { Account, Person } from '#app/identity/types'

/** Longest name that a prompt calls a fan by, characters: it is the fan's own text, and no place for a speech. */
const LONGEST_NAME = 40

/** How a persona calls a fan. */
export function fanName({ account, person }: { account: Account; person: Person | null }): string {
  const name = person?.displayName || account.displayName
  return name
    .replace(/[\s{}<>]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME)
    .toWellFormed()
}
