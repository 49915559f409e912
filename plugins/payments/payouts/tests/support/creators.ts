import { randomUUID } from 'node:crypto'
import type { Person } from '#app/identity/types'
import type { LedgerService } from '#plugins/ledger/api'
import { paymentsServices } from '#plugins/payments/services'
import paymentsConfig from '#config/payments'

/** Somebody who joined, with a role. */
export async function joined(role: 'creator' | 'admin' | 'fan' = 'creator'): Promise<Person> {
  const { identity } = await paymentsServices()
  const { account } = await identity.identify({
    platform: 'telegram',
    platformId: randomUUID(),
    displayName: 'Ada Byron',
    locale: 'en',
  })
  const { person } = await identity.join(account.id)
  if (role !== 'fan') await identity.grantRole(person.id, role)
  return person
}

/** Fans pay a creator so many millicoins with bought coins; the creator's share of it is 70 %. */
export async function fansPay(ledger: LedgerService, creatorId: string, amount: bigint) {
  const personId = randomUUID()
  const key = randomUUID()
  await ledger.transfer({
    key,
    memo: { key: 'test' },
    legs: [
      { account: { kind: 'system', name: 'sales' }, amount: -amount },
      { account: { kind: 'wallet', personId, bucket: 'purchased' }, amount },
    ],
  })
  const hold = await ledger.hold({ key, personId, amount, creatorId, memo: { key: 'test' } })
  if (hold.outcome !== 'held') throw new Error(hold.outcome)
  await ledger.capture({ key, holdId: hold.holdId })
}

/** What is earned may be paid out at once, until the returned function is called. */
export function withoutWaiting(): () => void {
  const { pendingSeconds } = paymentsConfig.payouts
  paymentsConfig.payouts.pendingSeconds = 0
  return () => {
    paymentsConfig.payouts.pendingSeconds = pendingSeconds
  }
}
