import { DateTime } from 'luxon'
import { csvOf } from '#app/support/csv'
import { formatCoinNumber } from '#app/support/coins'
import { EVERYDAY_LIMITS } from '#plugins/communities/everyday/limits'
import { membersOf } from '#plugins/communities/everyday/members/queries/members_of'

const COLUMNS = [
  'member',
  'tier',
  'state',
  'since',
  'paid_until',
  'renews',
  'paid_with',
  'coins_paid',
  'money_payments',
  'ended',
  'end_reason',
  'doors_open',
  'doors',
]

/** Everybody who is or was a member, as a file for a spreadsheet. Times are in UTC. */
export async function membersCsv(communityId: string): Promise<Uint8Array> {
  const members = await membersOf({
    communityId,
    filter: 'all',
    search: '',
    limit: EVERYDAY_LIMITS.exported,
    offset: 0,
  })
  const rows = members.map((one) => [
    one.name,
    one.tierName,
    one.state,
    dayOf(one.since),
    dayOf(one.paidUntil),
    one.renews ? 'yes' : 'no',
    one.means,
    formatCoinNumber(one.coins, 'en-u-nu-latn').replaceAll(',', ''),
    String(one.payments),
    dayOf(one.endedAt),
    one.endReason ?? '',
    String(one.open),
    String(one.doors),
  ])
  // The mark at the beginning tells a spreadsheet that names are in UTF-8.
  return new TextEncoder().encode(`\uFEFF${csvOf([COLUMNS, ...rows])}`)
}

const dayOf = (time: Date | null): string =>
  time === null ? '' : (DateTime.fromJSDate(time, { zone: 'utc' }).toISODate() ?? '')
