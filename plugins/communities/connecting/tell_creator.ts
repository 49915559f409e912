import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import type { Invocation } from '#app/bot_kit/reply'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import type { CommunitiesServices } from '#plugins/communities/services'

export interface CreatorNews {
  communityId: string
  /** The same key tells it once. At most 100 characters. */
  key: string
  /**
   * i18n key of what is said, as a whole: for instance `communities.access.tell.unpaid_inside`. It is given `data` and
   * `community` (its name).
   */
  kind: string
  data?: Readonly<Record<string, string | number>>
  /** Shows what is wrong in this space, what to press, and a button to check again. */
  spaceId?: string
  /** What to do next; the label is an i18n key. A button that leads to the community is always there. */
  button?: { label: string; invoke: Invocation }
}

/**
 * Tells the community's creator something, privately, wherever they are best reached; soon, and at least once.
 * @param trx the transaction that it stands or falls with
 * @throws RangeError for more data than `CONNECTING_LIMITS.newsData` letters of JSON
 */
export async function tellCreator(
  services: Pick<CommunitiesServices, 'outbox'>,
  { communityId, key, kind, data = {}, spaceId, button }: CreatorNews,
  trx?: TransactionClientContract
): Promise<void> {
  const said = JSON.stringify(data)
  // What does not fit would never be said.
  if (said.length > CONNECTING_LIMITS.newsData)
    throw new RangeError(`News of ${said.length} letters`)
  /** Of the command `community_news`, which says it. */
  const options = {
    what: kind,
    data: said,
    ...(spaceId !== undefined && { space: spaceId }),
    ...(button && {
      label: button.label,
      command: button.invoke.command,
      options: JSON.stringify(button.invoke.options ?? {}),
    }),
  }
  const message = { topic: 'communities.tell_creator', key, payload: { communityId, options } }
  if (trx) await services.outbox.add(trx, [message])
  else await db.transaction((own) => services.outbox.add(own, [message]))
}
