import type { Profile } from '#plugins/coach/profile'

/** What a form with five lines holds; forms of chats have no more (docs.discord.com, modals). */
export interface ProfileForm {
  /** Followers and engagement rate: "12,000, 3.5 %". */
  reach?: string | undefined
  /** Platform and topic: "YouTube: watercolour". */
  niche?: string | undefined
  audience?: string | undefined
  goals?: string | undefined
  tone?: string | undefined
}

export type ProfileRead =
  { outcome: 'read'; profile: Profile } | { outcome: 'wrong'; field: 'reach' }

/** Nobody has more followers than there are people. */
const MOST_FOLLOWERS = 8_000_000_000

/** Reads a filled form; what is left out is empty. */
export function readProfile(form: ProfileForm): ProfileRead {
  const reach = readReach(form.reach ?? '')
  if (!reach) return { outcome: 'wrong', field: 'reach' }
  const [platform = '', ...topic] = (form.niche ?? '').split(':')
  const hasPlatform = topic.length > 0
  return {
    outcome: 'read',
    profile: {
      ...reach,
      platform: hasPlatform ? platform.trim() : '',
      niche: (hasPlatform ? topic.join(':') : platform).trim(),
      audience: (form.audience ?? '').trim(),
      goals: (form.goals ?? '').trim(),
      tone: (form.tone ?? '').trim(),
    },
  }
}

function readReach(text: string): Pick<Profile, 'followers' | 'engagementBp'> | null {
  const trimmed = text.trim()
  if (trimmed === '') return { followers: 0, engagementBp: 0 }
  const rate = /(\d{1,3}(?:[.,]\d{1,2})?)\s*%/u.exec(trimmed)
  const rest = rate ? trimmed.replace(rate[0], '') : trimmed
  const count = /(\d[\d.,\s]*)\s*(k|m|mil(?:lion|lones)?)?/iu.exec(rest)
  const followers = count ? countOf(count[1] ?? '', count[2]?.toLowerCase()) : 0
  const engagementBp = rate ? Math.round(Number((rate[1] ?? '').replace(',', '.')) * 100) : 0
  if (!count && !rate) return null
  if (!Number.isSafeInteger(followers) || followers > MOST_FOLLOWERS || engagementBp > 10_000)
    return null
  return { followers, engagementBp }
}

/** "12,000", "12.000", "3.5k", "1,2 m". */
function countOf(digits: string, unit: string | undefined): number {
  const text = digits.replace(/[\s,.]+$/u, '').trim()
  if (unit === undefined) return Number(text.replace(/[\s.,]/gu, ''))
  const times = unit === 'k' || unit === 'mil' ? 1_000 : 1_000_000
  return Math.round(Number(text.replace(',', '.')) * times)
}
