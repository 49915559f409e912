import { DateTime } from 'luxon'
import { hourInWords } from '#app/support/day_in_words'
import { communityFor } from '#plugins/coach/deeds/community_for'
import { keyOf } from '#plugins/coach/deeds/deed'
import { draftWords, known } from '#plugins/coach/deeds/draft_words'
import { defineDeed, resultOf, type DeedEnv, type Values } from '#plugins/coach/deeds/kind'
import { DEED_LIMITS } from '#plugins/coach/deeds/limits'
import { priceWords } from '#plugins/coach/deeds/price'
import type { CreatorCommunity } from '#plugins/communities/api'

/** Characters, as `/announce` takes them. */
const TEXT = 1_500
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour))

interface Ground {
  community: CreatorCommunity
  /** ISO; null while it is not decided. */
  day: string | null
}

/** The opening is announced on its day, to members and in what is connected. */
export const scheduleLaunch = defineDeed<Ground>({
  fields: [
    { name: 'text', kind: 'paragraph', maxLength: TEXT },
    { name: 'day', kind: 'line', maxLength: 10 },
    { name: 'hour', kind: 'line', maxLength: 2 },
    { name: 'in_spaces', kind: 'line', maxLength: 3 },
  ],
  decided: ['day'],

  async ground(env) {
    const found = await communityFor(env)
    if (found.outcome === 'missing') return found
    const day = env.project.target?.toISOString().slice(0, 10) ?? null
    return { outcome: 'ground', ground: { community: found.community, day } }
  },

  basis: ({ community, day }) => ({ community: community.id, day }),

  async draft(env, { community, day: decided }, changes) {
    const hour = changes.hour ?? String(DEED_LIMITS.launchHour)
    if (!HOURS.includes(hour))
      return { outcome: 'wrong', field: 'hour', what: 'not_offered', limit: '' }
    const inSpaces = changes.in_spaces ?? (community.spaces.length > 0 ? 'yes' : 'no')
    if (inSpaces !== 'yes' && inSpaces !== 'no') {
      return { outcome: 'wrong', field: 'in_spaces', what: 'not_offered', limit: '' }
    }
    const typed = changes.day !== undefined
    const at = timeOf(changes.day ?? decided ?? '', hour)
    if (typed && !at) return { outcome: 'wrong', field: 'day', what: 'no_day', limit: '' }
    const isOver = at !== null && at <= DateTime.utc()
    if (typed && isOver) return { outcome: 'wrong', field: 'day', what: 'over', limit: '' }
    const day = at && !isOver ? (at.toISODate() ?? '') : ''
    const { text = '' } = await wordsOf(env, community, changes)
    if (text === '') return { outcome: 'wrong', field: 'text', what: 'missing', limit: '' }
    if (text.length > TEXT)
      return { outcome: 'wrong', field: 'text', what: 'too_long', limit: String(TEXT) }
    return {
      outcome: 'planned',
      words: text,
      plan: {
        community: { id: community.id, name: community.name },
        values: { text, day, hour, in_spaces: inSpaces },
        choices: {
          hour: HOURS.map((value) => ({ value, label: `${value.padStart(2, '0')}:00 UTC` })),
          in_spaces: ['yes', 'no'].map((value) => ({
            value,
            label: env.t(`coach.deed.choice.in_spaces_${value}`),
          })),
        },
        asks: day === '' ? ['day'] : [],
        notes: [
          ...(isOver ? [{ key: 'day_is_over', data: {} }] : []),
          ...(community.state === 'open' ? [] : [{ key: 'open_before', data: {} }]),
        ],
      },
    }
  },

  async do(env, deed) {
    const { text = '', day = '', hour = '', in_spaces: inSpaces } = deed.plan.values
    const at = timeOf(day, hour)
    if (!at) throw new Error('An announcement was confirmed without a day')
    const scheduled = await env.services.communities.schedule({
      key: keyOf(deed),
      creatorId: deed.creatorId,
      communityId: deed.plan.community.id,
      text,
      at: at.toJSDate(),
      inSpaces: inSpaces === 'yes',
    })
    return scheduled.outcome === 'scheduled'
      ? {
          outcome: 'done',
          result: resultOf('launch_scheduled', { at: hourInWords(scheduled.at, env.locale) }),
        }
      : { outcome: 'failed', result: resultOf(`launch_${scheduled.outcome}`) }
  },

  async undo(env, deed) {
    const cancelled = await env.services.communities.cancelSchedule(deed.creatorId, keyOf(deed))
    switch (cancelled.outcome) {
      case 'cancelled':
      case 'nothing':
        return { outcome: 'undone', result: resultOf('launch_cancelled') }
      case 'went_out': {
        const { heard, stays, takenBack } = cancelled
        return {
          outcome: 'undone',
          result: resultOf('launch_went_out', { heard, stays, takenBack }),
        }
      }
    }
  },
})

/** A day and an hour of UTC; null for words that name no day. */
function timeOf(day: string, hour: string): DateTime<true> | null {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(day)) return null
  const at = DateTime.fromISO(`${day}T${hour.padStart(2, '0')}:00`, { zone: 'utc' })
  return at.isValid ? at : null
}

function wordsOf(env: DeedEnv, community: CreatorCommunity, changes: Values): Promise<Values> {
  const { t, locale, project } = env
  const price = project.decisions.get('pricing')?.value
  const text = t('coach.deed.template.launch', {
    community: community.name,
    about: known(community.description),
    content: known(project.decisions.get('content')?.value),
    price: price === undefined ? 'none' : priceWords(price, t, locale),
    link: community.url,
  })
  const about = `the announcement of its opening: the promise, what happens this week, the price, and this link at the end: ${community.url}`
  return draftWords(
    env,
    `the opening of "${community.name}"`,
    { text: { text, most: TEXT, about } },
    changes
  )
}
