import type { Words } from '#app/bot_kit/wording'
import { PLATFORMS, type Platform } from '#plugins/coach/read_profile'
import type { Profile } from '#plugins/coach/profile'
import type { Project } from '#plugins/coach/project/project'

/** Fewer followers than this are talked to one by one; there is no crowd yet that a post would reach. */
const SMALL = 1_000

/** So few who react are no number to speak of. */
const FEW = 10

/** The place that is closest to where somebody is: where the people they have are used to chat. */
const CLOSEST: Readonly<
  Record<Platform, 'discord' | 'telegram_group' | 'telegram_channel' | null>
> = {
  youtube: 'discord',
  twitch: 'discord',
  discord: 'discord',
  instagram: 'telegram_group',
  tiktok: 'telegram_group',
  telegram: 'telegram_channel',
  x: 'telegram_channel',
  podcast: 'telegram_channel',
  newsletter: 'telegram_channel',
  other: null,
}

/**
 * A welcome out of what the coach knows of its creator, by rules and without a model: niche, audience, platform, how many
 * react, and what suits them first. Without a profile it asks for one.
 */
export function welcomeFor(
  { t, locale }: Pick<Words, 't' | 'locale'>,
  profile: Profile | null,
  project: Pick<Project, 'decisions'>
): string {
  if (!profile) return `${t('coach.welcome')}\n\n${t('coach.welcomed.no_profile')}`
  const { niche, audience, goals, followers } = profile
  const platform = PLATFORMS.find((one) => one === profile.platform) ?? null
  const reacting = Math.round((followers * profile.engagementBp) / 10_000)
  const place = platform && CLOSEST[platform]
  const lines = [
    t('coach.welcomed.about', {
      // A sentence begins with it.
      niche: niche.charAt(0).toLocaleUpperCase(locale) + niche.slice(1),
      audience,
      known:
        niche === ''
          ? audience === ''
            ? 'neither'
            : 'audience'
          : audience === ''
            ? 'niche'
            : 'both',
    }),
    platform === null
      ? ''
      : t('coach.welcomed.platform', {
          platform: t(`coach.platform.${platform}`),
          followers,
          reacting: reacting < FEW ? 0 : reacting,
          is_other: platform === 'other' ? 'yes' : 'no',
        }),
    goals === '' ? '' : t('coach.welcomed.goals', { goals }),
    place && !project.decisions.has('platform')
      ? t('coach.welcomed.place', { place: t(`coach.choice.${place}`) })
      : '',
    t(followers < SMALL ? 'coach.welcomed.small' : 'coach.welcomed.large'),
  ]
  return lines.filter((line) => line !== '').join(' ')
}
