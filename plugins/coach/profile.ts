import { sql } from '#app/support/sql'

/** What the coach knows of a creator. */
export interface Profile {
  platform: string
  followers: number
  /** Basis points: of a hundred followers, those who react. */
  engagementBp: number
  niche: string
  audience: string
  goals: string
  tone: string
}

export async function findProfile(personId: string): Promise<Profile | null> {
  const [row] = await sql<Omit<Profile, 'engagementBp'> & { engagement_bp: number }>(
    `select platform, followers, engagement_bp, niche, audience, goals, tone from coach_profiles
     where person_id = :personId`,
    { personId }
  )
  if (!row) return null
  const { engagement_bp: engagementBp, ...rest } = row
  return { ...rest, engagementBp }
}

export async function keepProfile(personId: string, profile: Profile): Promise<void> {
  const { platform, followers, engagementBp, niche, audience, goals, tone } = profile
  await sql(
    `insert into coach_profiles (person_id, platform, followers, engagement_bp, niche, audience, goals, tone)
     values (:personId, :platform, :followers, :engagementBp, :niche, :audience, :goals, :tone)
     on conflict (person_id) do update set platform = excluded.platform, followers = excluded.followers,
       engagement_bp = excluded.engagement_bp, niche = excluded.niche, audience = excluded.audience,
       goals = excluded.goals, tone = excluded.tone, updated_at = now()`,
    { personId, platform, followers, engagementBp, niche, audience, goals, tone }
  )
}
