import { keyOf, type KeptDeed } from '#plugins/coach/deeds/deed'
import { draftWords, known } from '#plugins/coach/deeds/draft_words'
import type { DeedEnv, Values } from '#plugins/coach/deeds/kind'
import type { CreatorCommunity } from '#plugins/communities/api'

/** Characters, as `/create` takes them in a form; a tagline is shorter. */
export const HOST_LENGTHS = { name: 60, about: 2_000, greeting: 2_000 } as const
const TAGLINE = 160

/** Makes and publishes it, once per deed. */
export async function makePersona(
  env: DeedEnv,
  deed: KeptDeed
): Promise<string | { why: 'not_allowed' | 'too_many' | 'wrong' }> {
  const { services, locale, profile, project, t } = env
  const { name = '', about = '', greeting = '' } = deed.plan.values
  const content = project.decisions.get('content')?.value
  const tone = profile?.tone.trim() ?? ''
  const made = await services.personas.makeFor({
    key: keyOf(deed),
    creatorId: deed.creatorId,
    locale,
    profile: {
      name,
      tagline: t('coach.deed.template.host_tagline', {
        community: deed.plan.community.name,
      }).slice(0, TAGLINE),
      description: about,
      greeting,
      language: locale,
      tags: [],
      topics: [profile?.niche ?? ''].map((text) => text.trim().slice(0, 80)).filter(Boolean),
      rules: [t('coach.deed.template.host_rule')],
      knowledge: [
        ...(content === undefined ? [] : [t('coach.deed.template.host_fact', { content })]),
        ...(tone === '' ? [] : [t('coach.deed.template.host_tone', { tone })]),
      ].map((fact) => fact.slice(0, 500)),
    },
  })
  return made.outcome === 'made' ? made.persona.id : { why: made.why }
}

/** Its words: drafted, where the creator did not say. */
export function wordsOf(
  env: DeedEnv,
  community: CreatorCommunity,
  changes: Values
): Promise<Values> {
  const { t, profile } = env
  const data = {
    community: community.name,
    niche: known(profile?.niche),
    audience: known(profile?.audience),
    tone: known(profile?.tone),
  }
  const word = (name: string) => t(`coach.deed.template.host_${name}`, data)
  return draftWords(
    env,
    `an AI persona that is the host of "${community.name}"`,
    {
      name: { text: word('name'), most: HOST_LENGTHS.name, about: 'its name, one or two words.' },
      about: {
        text: word('about'),
        most: HOST_LENGTHS.about,
        about: 'who it is, how it speaks and what it helps members with, in the third person.',
      },
      greeting: {
        text: word('greeting'),
        most: HOST_LENGTHS.greeting,
        about: 'what it says first to a member.',
      },
    },
    changes
  )
}
