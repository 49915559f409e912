import { draftWords, known } from '#plugins/coach/deeds/draft_words'
import type { DeedEnv, Values } from '#plugins/coach/deeds/kind'
import type { CreatorCommunity, CreatorSpace } from '#plugins/communities/api'

/** Characters, as `/tiers` takes them. */
export const TIER_LENGTHS = { name: 40, description: 1_000, perks: 10 * 101 } as const
/** A form's select holds so many. */
const CHOICES = 25

/** In the place of a role's id: it is made, and called like the tier. */
export const NEW_ROLE = 'new'

/** What is opened unless the creator says otherwise; none where there are several places. A role that is there already may mean more. */
export function usualDoor(doors: readonly { value: string }[]): string {
  const places = new Set(doors.map(({ value }) => value.split(':')[0]))
  return places.size === 1 ? (doors[0]?.value ?? '') : ''
}

/** What a tier can open: chats, and roles that the bot can give; of the platform that was decided, where it has some. */
export async function doorsOf(env: DeedEnv, { spaces }: CreatorCommunity) {
  const decided = env.project.decisions.get('platform')?.value ?? ''
  const fitting = spaces.filter(({ platform }) => decided.startsWith(platform))
  const doors = await Promise.all(
    (fitting.length > 0 ? fitting : spaces).map((space) => doorsIn(env, space))
  )
  return doors.flat().slice(0, CHOICES)
}

async function doorsIn({ services, project, t }: DeedEnv, { id, kind, title }: CreatorSpace) {
  if (kind !== 'server') return [{ value: id, label: title }]
  const roles = (await services.communities.rolesOf(project.creatorId, id)) ?? []
  return [
    { value: `${id}:${NEW_ROLE}`, label: t('coach.deed.choice.new_role', { space: title }) },
    ...roles.map((role) => ({ value: `${id}:${role.id}`, label: `${role.name} · ${title}` })),
  ]
}

/** What it is called and what one gets: drafted, where the creator did not say. */
export function wordsOf(
  env: DeedEnv,
  community: CreatorCommunity,
  changes: Values
): Promise<Values> {
  const { t, project, profile } = env
  const content = known(project.decisions.get('content')?.value)
  const data = {
    community: community.name,
    place: community.spaces[0]?.title ?? community.name,
    content,
    audience: known(profile?.audience),
  }
  const word = (name: string) => t(`coach.deed.template.tier_${name}`, data)
  const about = {
    name: 'the name of the tier, two or three words.',
    description: 'one or two sentences: who it is for and what members get.',
    perks: 'three perks, one per line, each beginning with a verb, each at most 90 characters.',
  }
  return draftWords(
    env,
    `the first paid tier of "${community.name}"`,
    {
      name: { text: word('name'), most: TIER_LENGTHS.name, about: about.name },
      description: {
        text: word('description'),
        most: TIER_LENGTHS.description,
        about: about.description,
      },
      perks: { text: word('perks'), most: TIER_LENGTHS.perks, about: about.perks },
    },
    changes
  )
}
