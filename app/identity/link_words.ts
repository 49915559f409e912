import type {
  IdentityService,
  LinkOutcome,
  LinkPreview,
  LinkSide,
  Person,
  Say,
} from '#app/identity/types'

/** Whether somebody has a role that others must not come by through a link. */
export const staffRole = (person: Person | null): boolean =>
  person?.roles.some((role) => role === 'moderator' || role === 'admin') ?? false

/** A side of a link as a person reads it: name, accounts, coins. */
export async function sideInWords(
  identity: IdentityService,
  side: LinkSide,
  say: Say
): Promise<string[]> {
  const accounts = side.accounts.map(({ platform, displayName }) =>
    say.t('identity.link.account', {
      platform: say.t(`identity.platforms.${platform}`),
      name: displayName,
    })
  )
  if (side.personId === null) return [...accounts, say.t('identity.link.guest')]
  const balance = await identity.balanceOf(side.personId)
  return [
    side.displayName,
    ...accounts,
    ...(balance === null ? [] : [say.t('identity.link.has', { coins: say.coins(balance) })]),
  ]
}

/** The key of the words for a link that is not made. */
export function whyNotLinked(
  outcome:
    | Exclude<LinkPreview, { outcome: 'ready' | 'too_many_tries' }>
    | Exclude<LinkOutcome, { outcome: 'linked' }>
): string {
  switch (outcome.outcome) {
    case 'unknown_code':
    case 'code_spent':
      return 'identity.link.unknown_code'
    case 'own_code':
      return 'identity.link.own_code'
    case 'already_linked':
      return 'identity.link.already_linked'
    case 'refused':
      switch (outcome.reason) {
        case 'banned':
          return 'identity.link.banned'
        case 'staff':
          return 'identity.link.staff'
        case 'join_first':
          return 'identity.link.join_first'
        case 'busy':
          return 'identity.link.busy'
      }
  }
}
