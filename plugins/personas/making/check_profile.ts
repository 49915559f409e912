import type { BlockCategory } from '#plugins/moderation/api'
import type { PictureFile } from '#plugins/personas/cards/picture_file'
import type { Maker, MakingServices } from '#plugins/personas/making/maker'
import type { PersonaProfile } from '#plugins/personas/persona'

export type ProfileCheck =
  { outcome: 'fine' } | { outcome: 'blocked'; category: BlockCategory } | { outcome: 'adults_only' }

/**
 * Whether a persona may be met by fans with these words and this picture. One for adults is made by adults.
 * @param picture null where it has none, or was looked at before
 */
export async function checkProfile(
  { moderation }: MakingServices,
  maker: Maker,
  profile: PersonaProfile,
  picture: PictureFile | null
): Promise<ProfileCheck> {
  if (profile.adult && !maker.person.adult) return { outcome: 'adults_only' }
  const check = await moderation.check({
    text: wordsOf(profile),
    ...(picture && { image: picture }),
    stage: 'profile',
    accountId: maker.accountId,
    personId: maker.person.id,
    adult: profile.adult,
    locale: maker.locale,
    signal: maker.signal,
  })
  switch (check.outcome) {
    case 'fine':
      return check
    case 'blocked':
      return { outcome: 'blocked', category: check.category }
    // It is a character's life that is told of, and fans would be led into it.
    case 'crisis':
      return { outcome: 'blocked', category: 'self_harm' }
  }
}

/** Every word of a profile that a fan or a model comes to see. */
function wordsOf(profile: PersonaProfile): string {
  return [
    profile.name,
    profile.tagline,
    profile.description,
    profile.scenario,
    profile.greeting,
    ...profile.greetings,
    ...profile.examples.flatMap(({ fan, persona }) => [fan, persona]),
    ...profile.tags,
    ...profile.topics,
    ...profile.knowledge,
    profile.systemPrompt,
    profile.postHistory,
    ...(profile.lorebook?.entries ?? []).flatMap(({ name, content }) => [name, content]),
  ]
    .filter((text) => text.trim() !== '')
    .join('\n')
}
