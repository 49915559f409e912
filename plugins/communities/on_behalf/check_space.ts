import { SPACE_PLATFORMS } from '#app/bot_kit/spaces/space'
import { isRed, preflight } from '#plugins/communities/connecting/preflight'
import { problemWords } from '#plugins/communities/connecting/problem_words'
import { ownSpace } from '#plugins/communities/on_behalf/own_space'
import type { GivenRole, OnBehalf, SpaceChecked } from '#plugins/communities/on_behalf/types'
import type { CommunitiesServices } from '#plugins/communities/services'
import { doorsOffered } from '#plugins/communities/tiers/actions/change_doors'

type Services = Pick<CommunitiesServices, 'doorkeepers' | 'outbox'>

/** Looks at a creator's space now. */
export async function checkSpace(
  services: Services,
  creatorId: string,
  spaceId: string,
  say: Parameters<OnBehalf['checkSpace']>[2]
): Promise<SpaceChecked> {
  const own = await ownSpace(creatorId, spaceId)
  if (!own) return { outcome: 'gone' }
  const seen = await preflight(services, own.id, { tell: false })
  switch (seen.outcome) {
    case 'unknown_space':
      return { outcome: 'gone' }
    case 'unavailable':
      return { outcome: 'unavailable', title: seen.space.title }
    case 'checked':
      return {
        outcome: isRed(seen.space.problems) ? 'red' : 'green',
        title: seen.space.title,
        problems: seen.space.problems.map((problem) => problemWords(say, seen.space, problem)),
      }
  }
}

/** Roles of a creator's server that the bot can give. */
export async function rolesOf(
  services: Services,
  creatorId: string,
  spaceId: string
): Promise<readonly GivenRole[] | null> {
  const own = await ownSpace(creatorId, spaceId)
  if (own?.kind !== 'server') return []
  const offered = await doorsOffered(services, own)
  if (offered.outcome === 'unavailable') return null
  return offered.roles.filter(({ why }) => why === null).map(({ id, name }) => ({ id, name }))
}

/** Links by which the bot is added, of every platform that the program is on. */
export async function waysToConnect({
  doorkeepers,
}: Pick<Services, 'doorkeepers'>): ReturnType<OnBehalf['waysToConnect']> {
  const ways = await Promise.all(
    SPACE_PLATFORMS.map(async (platform) => {
      const doorkeeper = await doorkeepers.of(platform)
      return ((await doorkeeper?.addLinks()) ?? []).map((link) => ({ platform, ...link }))
    })
  )
  return ways.flat()
}
