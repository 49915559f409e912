import type { PersonProblem, SpaceProblem } from '#app/bot_kit/spaces/problems'

export type AnyProblem = SpaceProblem | PersonProblem

/** What is the person's to change, not the space's. */
export const PERSON_PROBLEMS: readonly PersonProblem['kind'][] = [
  'not_in_server',
  'no_such_account',
  'banned_there',
  'too_many_chats',
  'runs_the_space',
]

export const isPersonProblem = (problem: AnyProblem): problem is PersonProblem =>
  PERSON_PROBLEMS.some((kind) => kind === problem.kind)

/** How far a problem of a space reaches beyond the passage that it was met at. */
export function reachOf(problem: SpaceProblem): { roleId: string | null; oneWay: boolean } {
  switch (problem.kind) {
    case 'role_too_high':
    case 'role_not_grantable':
    case 'role_gone':
      return { roleId: problem.roleId, oneWay: false }
    // Whoever may not invite may still put out, and the other way round.
    case 'missing_permission':
      return { roleId: null, oneWay: true }
    case 'not_there':
    case 'not_admin':
    case 'not_supergroup':
    case 'moved':
    case 'public_chat':
    case 'members_may_add':
    case 'members_hidden':
    case 'no_channel':
    case 'channel_closed':
      return { roleId: null, oneWay: false }
  }
}
