import type { SpaceProblem } from '#app/bot_kit/spaces/problems'
import type { SpacePlatform } from '#app/bot_kit/spaces/space'
import { isRed, isSerious } from '#plugins/communities/connecting/preflight'
import type { SpaceRow } from '#plugins/communities/rows'

type T = (key: string, data?: Record<string, unknown>) => string

export interface ProblemWords {
  /** What is wrong, a few words. */
  what: string
  /** What to press. */
  press: string
}

/** A problem in words. Platforms call the same thing by different names. */
export function problemWords(
  t: T,
  { platform, kind }: { platform: SpacePlatform; kind: SpaceRow['kind'] },
  problem: SpaceProblem
): ProblemWords {
  const data = { ...namesIn(problem), permission: permissionIn(t, platform, problem), kind }
  const key = `communities.connecting.problem.${wordsOf(platform, problem)}`
  return { what: t(`${key}.what`, data), press: t(`${key}.press`, data) }
}

function wordsOf(platform: SpacePlatform, problem: SpaceProblem): string {
  switch (problem.kind) {
    case 'not_there':
    case 'missing_permission':
      return `${problem.kind}_${platform}`
    case 'role_not_grantable':
      return `role_${problem.why}`
    default:
      return problem.kind
  }
}

function permissionIn(t: T, platform: SpacePlatform, problem: SpaceProblem): string {
  if (!('permission' in problem)) return ''
  return t(`communities.connecting.permission.${problem.permission}`, { platform })
}

function namesIn(problem: SpaceProblem): { role: string; bot: string } {
  return {
    role: 'roleName' in problem ? problem.roleName : '',
    bot: 'botRoleName' in problem ? problem.botRoleName : '',
  }
}

/** How a space is, in a few words: with a list of spaces. */
export function spaceState(t: T, { state, problems, checked_at: checkedAt }: SpaceRow): string {
  if (state === 'lost') return t('communities.connecting.space_state.lost')
  if (isRed(problems)) {
    const count = problems.filter(isSerious).length
    return t('communities.connecting.space_state.red', { count })
  }
  if (!checkedAt) return t('communities.connecting.space_state.unchecked')
  return t('communities.connecting.space_state.green')
}
