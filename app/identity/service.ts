import { LRUCache } from 'lru-cache'
import type { Outbox } from '#app/job_kit/types'
import type {
  Account,
  AccountSighting,
  DeletionOutcome,
  GuestClaim,
  Identified,
  IdentityService,
  LinkCode,
  LinkOutcome,
  LinkPreview,
  Person,
  Role,
  Say,
  SignUpOutcome,
} from '#app/identity/types'
import { attachAccount } from '#app/identity/actions/attach_account'
import { claimGuestReply } from '#app/identity/actions/claim_guest_reply'
import { deletePerson } from '#app/identity/actions/delete_person'
import { ensureFirstAdmin } from '#app/identity/actions/ensure_first_admin'
import { grantRole } from '#app/identity/actions/grant_role'
import { identifyAccount } from '#app/identity/actions/identify_account'
import { issueSignInToken } from '#app/identity/actions/issue_sign_in_token'
import { join } from '#app/identity/actions/join'
import { linkAccounts } from '#app/identity/actions/link_accounts'
import { makeLinkCode } from '#app/identity/actions/link_codes'
import { openLink } from '#app/identity/actions/open_link'
import { redeemSignInToken } from '#app/identity/actions/redeem_sign_in_token'
import { releaseGuestReply } from '#app/identity/actions/release_guest_reply'
import { setAdult } from '#app/identity/actions/set_adult'
import { setAccountBan, setBan } from '#app/identity/actions/set_ban'
import { signIn } from '#app/identity/actions/sign_in'
import { signUp, type SignUpRequest } from '#app/identity/actions/sign_up'
import { accountsOf } from '#app/identity/queries/accounts_of'
import { exportData } from '#app/identity/queries/export_data'
import { findByEmail } from '#app/identity/queries/find_by_email'
import { findPerson } from '#app/identity/queries/find_person'
import { isReturning } from '#app/identity/queries/is_returning'
import { lookUp } from '#app/identity/queries/look_up'
import { peopleWith } from '#app/identity/queries/people_with'
import { E_UNKNOWN_PERSON } from '#app/identity/errors'
import { NO_KEEPERS, type Keepers } from '#app/identity/keepers'
import { IDENTITY_LIMITS } from '#app/identity/limits'
import { cleanSighting } from '#app/identity/sighting'

/** The people of the program. Each method is a use case of its own under `actions/` and `queries/`. */
export class Identity implements IdentityService {
  readonly #outbox: Outbox
  readonly #keepers: Keepers
  /** Who spoke lately. What other processes change is seen when an entry's time is over. */
  readonly #seen: LRUCache<string, Identified>
  /** Counts what this process changed: an answer asked for before a change is not kept. */
  #changes = 0

  /**
   * @param keepers who keeps something of people beside identity
   * @param cacheTtl how long a change by another process may stay unseen, milliseconds
   */
  constructor(
    outbox: Outbox,
    keepers: Keepers = NO_KEEPERS,
    cacheTtl: number = IDENTITY_LIMITS.cacheTtl
  ) {
    this.#outbox = outbox
    this.#keepers = keepers
    this.#seen = new LRUCache({ max: IDENTITY_LIMITS.cacheSize, ttl: cacheTtl })
  }

  async identify(sighting: AccountSighting): Promise<Identified> {
    const clean = cleanSighting(sighting)
    const key = `${clean.platform}:${clean.platformId}`
    const seen = this.#seen.get(key)
    if (seen && says(seen, clean)) return seen

    const changes = this.#changes
    const identified = await identifyAccount(clean)
    if (changes === this.#changes) this.#seen.set(key, identified)
    return identified
  }

  findPerson(personId: string): Promise<Person | null> {
    return findPerson(personId)
  }

  lookUp(reference: string): Promise<Identified | null> {
    return lookUp(reference)
  }

  async join(accountId: string): Promise<{ person: Person; created: boolean }> {
    const { personId, created } = await this.#changing(join(this.#outbox, accountId))
    return { person: await this.#personOf(personId), created }
  }

  isReturning(personId: string): Promise<boolean> {
    return isReturning(personId)
  }

  claimGuestReply(accountId: string, key: string): Promise<GuestClaim> {
    return claimGuestReply(accountId, key)
  }

  releaseGuestReply(key: string): Promise<void> {
    return releaseGuestReply(key)
  }

  async signUp(request: SignUpRequest): Promise<SignUpOutcome> {
    const result = await this.#changing(signUp(this.#outbox, request))
    if (result.outcome === 'email_taken') return result
    const { id, platform, platformId, displayName, locale, personId } = result.account
    return {
      outcome: 'signed_up',
      person: await this.#personOf(result.personId),
      account: { id, platform, platformId, displayName, locale, personId },
    }
  }

  async signIn(email: string, password: string): Promise<Person | null> {
    const personId = await signIn(email, password)
    return personId === null ? null : findPerson(personId)
  }

  findByEmail(email: string): Promise<Person | null> {
    return findByEmail(email)
  }

  issueSignInToken(personId: string): Promise<{ token: string; expiresAt: Date }> {
    return issueSignInToken(personId)
  }

  async redeemSignInToken(token: string): Promise<Person | null> {
    const personId = await redeemSignInToken(token)
    return personId === null ? null : findPerson(personId)
  }

  async attachAccount(accountId: string, personId: string): Promise<void> {
    await this.#changing(attachAccount(this.#outbox, accountId, personId))
  }

  peopleWith(role: Role): Promise<readonly string[]> {
    return peopleWith(role)
  }

  async grantRole(personId: string, role: Role): Promise<void> {
    await this.#changing(grantRole(personId, role))
  }

  accountsOf(personId: string): Promise<readonly Account[]> {
    return accountsOf(personId)
  }

  makeLinkCode(accountId: string): Promise<LinkCode | null> {
    return makeLinkCode(accountId)
  }

  openLink(accountId: string, code: string): Promise<LinkPreview> {
    return openLink(accountId, code)
  }

  async link(accountId: string, linkId: string): Promise<LinkOutcome> {
    const context = { outbox: this.#outbox, keepers: await this.#keepers.all() }
    const linked = await this.#changing(linkAccounts(context, accountId, linkId))
    if (linked.outcome !== 'linked') return linked
    const { outcome, kind, personId } = linked
    return { outcome, kind, person: await this.#personOf(personId) }
  }

  async setAdult(personId: string, adult: boolean): Promise<void> {
    await this.#changing(setAdult(personId, adult))
  }

  async setBan(personId: string, banned: boolean): Promise<void> {
    await this.#changing(setBan(this.#outbox, personId, banned))
  }

  async setAccountBan(accountId: string, banned: boolean): Promise<void> {
    await this.#changing(setAccountBan(this.#outbox, accountId, banned))
  }

  async exportData(personId: string): Promise<Readonly<Record<string, unknown>>> {
    return exportData(await this.#keepers.all(), personId)
  }

  balanceOf(personId: string): Promise<bigint | null> {
    return this.#keepers.balance(personId)
  }

  async lossesOf(personId: string, say: Say): Promise<readonly string[]> {
    const keepers = await this.#keepers.all()
    const losses = await Promise.all(
      keepers.map(async ({ keeps }) => (await keeps.losses?.(personId, say)) ?? [])
    )
    return losses.flat()
  }

  async deletePerson(personId: string): Promise<DeletionOutcome> {
    const context = { outbox: this.#outbox, keepers: await this.#keepers.all() }
    return this.#changing(deletePerson(context, personId))
  }

  async ensureFirstAdmin(): Promise<Person> {
    return this.#personOf(await ensureFirstAdmin(this.#outbox))
  }

  /** Forgets who spoke lately once a change is through: changes are rare, messages are not. */
  async #changing<T>(change: Promise<T>): Promise<T> {
    try {
      return await change
    } finally {
      this.#changes++
      this.#seen.clear()
    }
  }

  async #personOf(personId: string): Promise<Person> {
    const person = await findPerson(personId)
    if (!person) throw new E_UNKNOWN_PERSON(`There is no person ${personId}`)
    return person
  }
}

function says({ account }: Identified, sighting: AccountSighting): boolean {
  return (
    account.displayName === sighting.displayName &&
    (sighting.locale === undefined || account.locale === sighting.locale)
  )
}
