import db from '@adonisjs/lucid/services/db'
import type { LinkPreview } from '#app/identity/types'
import { countLinkTry, hashLinkCode } from '#app/identity/actions/link_codes'
import { judgeLink, sideOf } from '#app/identity/actions/judge_link'
import { readPeople } from '#app/identity/actions/lock_people'

/** Shows what a typed code would do, and reserves the code for the account that typed it. */
export async function openLink(accountId: string, code: string): Promise<LinkPreview> {
  const wait = await countLinkTry(accountId)
  if (wait > 0) return { outcome: 'too_many_tries', retryInSeconds: wait }
  return db.transaction(async (trx): Promise<LinkPreview> => {
    const { rows } = await trx.rawQuery<{ rows: { id: string; account_id: string }[] }>(
      `select id, account_id from link_codes
       where code_hash = ? and used_at is null and expires_at > now() and (typed_by is null or typed_by = ?)
       for update`,
      [hashLinkCode(code), accountId]
    )
    const [found] = rows
    if (!found) return { outcome: 'unknown_code' }
    if (found.account_id === accountId) return { outcome: 'own_code' }

    const locked = await readPeople(trx, { accountIds: [accountId, found.account_id] })
    const judged = judgeLink(locked, { here: accountId, there: found.account_id })
    if (judged.outcome !== 'ready') return judged
    await trx.from('link_codes').where('id', found.id).update({ typed_by: accountId })
    return {
      outcome: 'ready',
      linkId: found.id,
      kind: judged.kind,
      here: sideOf(locked, accountId),
      there: sideOf(locked, found.account_id),
    }
  })
}
