import { COACH_LIMITS } from '#plugins/coach/limits'
import type { Profile } from '#plugins/coach/profile'

/** Where a creator is mostly met, worded as `coach.platform.…`. */
export const PLATFORMS = [
  'youtube',
  'instagram',
  'tiktok',
  'twitch',
  'x',
  'telegram',
  'discord',
  'podcast',
  'newsletter',
  'other',
] as const
export type Platform = (typeof PLATFORMS)[number]

/** What people also call them. */
const ALSO: Readonly<Record<string, Platform>> = {
  'yt': 'youtube',
  'you tube': 'youtube',
  'ig': 'instagram',
  'insta': 'instagram',
  'tik tok': 'tiktok',
  'twitter': 'x',
  'podcasts': 'podcast',
  'substack': 'newsletter',
  'boletín': 'newsletter',
}

export const PROFILE_FIELDS = [
  'platform',
  'followers',
  'engagement',
  'niche',
  'audience',
  'goals',
  'tone',
] as const
export type ProfileField = (typeof PROFILE_FIELDS)[number]

/** What was typed, field by field; what is left out is empty. */
export type TypedProfile = Readonly<Partial<Record<ProfileField, string>>>

/** Worded as `coach.profile.wrong.…`. */
export type WrongFields = Readonly<
  Partial<Record<ProfileField, 'followers' | 'engagement' | 'too_long'>>
>

export type ProfileRead =
  { outcome: 'read'; profile: Profile } | { outcome: 'wrong'; wrong: WrongFields }

/** The column's: it is more than any account has. */
export const MOST_FOLLOWERS = 2_147_483_647

/** Reads a filled form, numbers as people of both languages type them; everything that is wrong is named at once. */
export function readProfile(typed: TypedProfile): ProfileRead {
  const wrong: Partial<Record<ProfileField, 'followers' | 'engagement' | 'too_long'>> = {}
  const text = (name: ProfileField) => (typed[name] ?? '').replaceAll('\0', '').trim()
  const followers = followersIn(text('followers'))
  if (followers === null) wrong.followers = 'followers'
  const engagementBp = engagementIn(text('engagement'))
  if (engagementBp === null) wrong.engagement = 'engagement'
  for (const name of PROFILE_FIELDS) {
    if (text(name).length > COACH_LIMITS.profile) wrong[name] = 'too_long'
  }
  if (followers === null || engagementBp === null || Object.keys(wrong).length > 0) {
    return { outcome: 'wrong', wrong }
  }
  return {
    outcome: 'read',
    profile: {
      platform: platformIn(text('platform')),
      followers,
      engagementBp,
      niche: text('niche'),
      audience: text('audience'),
      goals: text('goals'),
      tone: text('tone'),
    },
  }
}

/** What a form holds of a kept profile, numbers as the reader's language writes them. */
export function typedOf(locale: string, profile: Profile | null): TypedProfile {
  if (!profile) return {}
  const { followers, engagementBp, ...texts } = profile
  const number = new Intl.NumberFormat(locale)
  return {
    ...texts,
    followers: number.format(followers),
    engagement: `${number.format(engagementBp / 100)} %`,
  }
}

/** One of the list, by its name or what people call it; empty for nothing, `other` for whatever else. */
export function platformIn(text: string): Platform | '' {
  const name = text.trim().toLowerCase()
  if (name === '') return ''
  return PLATFORMS.find((one) => one === name) ?? ALSO[name] ?? 'other'
}

/** "12,000", "12.000", "3.5k", "1,2 m"; nothing is none. */
function followersIn(text: string): number | null {
  if (text === '') return 0
  const found = /^(\d[\d.,\s]*?)\s*(k|m|mil|million|millones|mill[oó]n)?$/iu.exec(text)
  if (!found) return null
  const [, digits = '', unit] = found
  const count =
    unit === undefined
      ? Number(digits.replace(/[\s.,]/gu, ''))
      : Math.round(Number(digits.replace(',', '.').trim()) * timesOf(unit.toLowerCase()))
  return Number.isSafeInteger(count) && count <= MOST_FOLLOWERS ? count : null
}

const timesOf = (unit: string): number => (unit === 'k' || unit === 'mil' ? 1_000 : 1_000_000)

/** "3.5", "3,5 %": basis points. */
function engagementIn(text: string): number | null {
  const trimmed = text.replace('%', '').trim()
  if (trimmed === '') return 0
  if (!/^\d{1,3}([.,]\d{1,2})?$/u.test(trimmed)) return null
  const bp = Math.round(Number(trimmed.replace(',', '.')) * 100)
  return bp <= 10_000 ? bp : null
}
