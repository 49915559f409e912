import type { Words } from '#app/bot_kit/wording'
import { dayInWords } from '#app/support/day_in_words'
import type { Member } from '#plugins/communities/everyday/members/member'

/** A membership in one line: the tier, what it is now, and until when. */
export function memberLine(words: Words, member: Member): string {
  const { state, renews, paidUntil, graceUntil, endedAt, endReason, doors, open } = member
  const until = state === 'ended' ? endedAt : state === 'grace' ? graceUntil : paidUntil
  const key =
    state === 'active' && member.means === 'telegram'
      ? 'communities.paid_there.member'
      : `communities.everyday.members.state.${state}`
  const said = words.t(key, {
    tier: member.tierName,
    renews: renews ? 'yes' : 'no',
    until: until ? dayInWords(until, words.locale) : '',
    forever: until === null ? 'yes' : 'no',
    reason: endReason ?? 'other',
  })
  const locked = state !== 'ended' && open < doors
  return locked ? `${said} ${words.t('communities.everyday.members.locked_out')}` : said
}
