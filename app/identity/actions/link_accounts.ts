import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { Outbox } from '#app/job_kit/types'
import type { LinkRefusal } from '#app/identity/types'
import type { Keeper } from '#app/identity/keepers'
import { attachGuest } from '#app/identity/actions/attach_account'
import { joinWithin } from '#app/identity/actions/join'
import { judgeLink, type Judged } from '#app/identity/actions/judge_link'
import { withPeopleLocked } from '#app/identity/actions/lock_people'
import { mergePeople, MergeRefused } from '#app/identity/actions/merge_people'

export type Linked =
  | { outcome: 'linked'; kind: 'attach' | 'merge' | 'join'; personId: string }
  | { outcome: 'code_spent' | 'already_linked' }
  | { outcome: 'refused'; reason: LinkRefusal }

interface Context {
  outbox: Outbox
  keepers: readonly Keeper[]
}

/**
 * Links two accounts as it was shown, in one transaction: all of it happens or nothing. Of two at the same moment
 * one waits for the other, and then finds what is linked already.
 */
export async function linkAccounts(
  context: Context,
  accountId: string,
  linkId: string
): Promise<Linked> {
  let maker: string | undefined
  try {
    return await withPeopleLocked(
      async (trx) => {
        maker = (await readCode(trx, accountId, linkId, ''))?.account_id
        return { accountIds: maker === undefined ? [] : [accountId, maker] }
      },
      async (trx, locked): Promise<Linked> => {
        // Locked after the accounts, as deleting one does, which deletes its codes.
        const code = await readCode(trx, accountId, linkId, 'for update')
        if (!code || code.account_id !== maker) return { outcome: 'code_spent' }
        const sides = { here: accountId, there: maker }
        const judged = judgeLink(locked, sides)
        if (judged.outcome === 'already_linked') return judged
        if (!code.good) return { outcome: 'code_spent' }
        if (judged.outcome === 'refused') return judged

        const personId = await unite(trx, context, judged, sides)
        await trx.from('link_codes').where('id', linkId).update({ used_at: new Date() })
        return { outcome: 'linked', kind: judged.kind, personId }
      }
    )
  } catch (error) {
    // Thrown, so that what the transaction did so far is undone and the code stays good.
    if (error instanceof MergeRefused) return { outcome: 'refused', reason: error.reason }
    throw error
  }
}

interface Code {
  account_id: string
  good: boolean
}

async function readCode(
  trx: TransactionClientContract,
  accountId: string,
  linkId: string,
  lock: '' | 'for update'
): Promise<Code | undefined> {
  const { rows } = await trx.rawQuery<{ rows: Code[] }>(
    `select account_id, used_at is null and expires_at > now() as good from link_codes
     where id = ? and typed_by = ? ${lock}`,
    [linkId, accountId]
  )
  return rows[0]
}

async function unite(
  trx: TransactionClientContract,
  { outbox, keepers }: Context,
  judged: Extract<Judged, { outcome: 'ready' }>,
  accounts: { here: string; there: string }
): Promise<string> {
  switch (judged.kind) {
    case 'merge':
      await mergePeople(trx, { outbox, keepers }, { from: judged.from.id, into: judged.into.id })
      return judged.into.id
    case 'attach':
      await attachGuest(trx, outbox, judged.guest.id, judged.person.id)
      return judged.person.id
    case 'join': {
      const { personId } = await joinWithin(trx, outbox, accounts.here)
      await attachGuest(trx, outbox, accounts.there, personId)
      return personId
    }
  }
}
