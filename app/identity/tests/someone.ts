import { randomUUID } from 'node:crypto'
import { DatabaseOutbox } from '#app/job_kit/outbox'
import { NO_KEEPERS } from '#app/identity/keepers'
import { Identity } from '#app/identity/service'
import type { Account, AccountPlatform, Person } from '#app/identity/types'

/** A fresh service: what one process knows. Two of them stand for two processes. */
export const aProcess = (cacheTtl?: number) =>
  new Identity(new DatabaseOutbox(), NO_KEEPERS, cacheTtl)

const identity = aProcess()

/** Someone nobody has seen before. */
export const aSighting = (platform: AccountPlatform = 'telegram') => ({
  platform,
  platformId: randomUUID(),
  displayName: 'Ana',
})

export async function aGuest(platform?: AccountPlatform): Promise<Account> {
  return (await identity.identify(aSighting(platform))).account
}

export async function aMember(
  platform?: AccountPlatform
): Promise<{ account: Account; person: Person }> {
  const account = await aGuest(platform)
  return { account, person: (await identity.join(account.id)).person }
}

export const anEmail = () => `${randomUUID()}@example.com`
