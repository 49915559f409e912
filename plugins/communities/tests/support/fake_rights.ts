/** What a platform says of roles and rights, out of a fake space. */
import type { SpaceRole } from '#app/bot_kit/spaces/answers'
import type { SpaceProblem } from '#app/bot_kit/spaces/problems'
import { type FakeSpace, NEEDED } from '#plugins/communities/tests/support/fake_world'

export function rolesOf(space: FakeSpace): SpaceRole[] {
  return [...space.roles.values()]
    .sort((a, b) => b.position - a.position)
    .map(({ id, name, position, managed }) => ({
      id,
      name,
      position,
      why:
        id === space.id
          ? 'everyone'
          : managed
            ? 'managed'
            : position >= space.botPosition
              ? 'too_high'
              : null,
    }))
}

export function roleProblem(space: FakeSpace, roleId: string): SpaceProblem | null {
  const role = space.roles.get(roleId)
  if (!role) return { kind: 'role_gone', roleId }
  const named = { roleId, roleName: role.name }
  if (roleId === space.id) return { kind: 'role_not_grantable', ...named, why: 'everyone' }
  if (role.managed) return { kind: 'role_not_grantable', ...named, why: 'managed' }
  if (!space.permissions.has('manage_roles')) {
    return { kind: 'missing_permission', permission: 'manage_roles' }
  }
  if (role.position >= space.botPosition)
    return { kind: 'role_too_high', ...named, botRoleName: 'Bot' }
  return null
}

export function problemsOf(
  space: FakeSpace,
  roleIds: readonly string[],
  channelId: string | null
): SpaceProblem[] {
  const problems: SpaceProblem[] = []
  if (space.kind === 'group' && !space.isSupergroup) problems.push({ kind: 'not_supergroup' })
  if (space.platform === 'telegram' && !space.botIsAdmin) problems.push({ kind: 'not_admin' })
  else {
    for (const permission of NEEDED[space.kind]) {
      if (!space.permissions.has(permission))
        problems.push({ kind: 'missing_permission', permission })
    }
  }
  if (space.isPublic) problems.push({ kind: 'public_chat' })
  for (const roleId of roleIds) {
    const wrong = roleProblem(space, roleId)
    if (wrong && wrong.kind !== 'missing_permission') problems.push(wrong)
  }
  if (space.membersMayAdd) problems.push({ kind: 'members_may_add' })
  if (space.kind === 'server' && channelId === null && !space.hasSystemChannel) {
    problems.push({ kind: 'no_channel' })
  }
  if (space.kind === 'server' && !space.lists) problems.push({ kind: 'members_hidden' })
  return problems
}
