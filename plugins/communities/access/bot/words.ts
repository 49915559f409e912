import type { ButtonLike } from '#app/bot_kit/reply'
import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { now } from '#plugins/communities/clock'
import type { GrantShown } from '#plugins/communities/access/queries/grants_shown'

/** A way in by its name: the role and its server, or the chat. */
export const doorName = (ctx: Pick<TurnContext, 't'>, grant: GrantShown): string =>
  grant.role_id === ''
    ? grant.space_title
    : ctx.t('communities.access.role_in', {
        role: grant.role_name ?? '',
        space: grant.space_title,
      })

/** How it stands, in a sentence. */
export function doorState(ctx: Pick<TurnContext, 't'>, grant: GrantShown): string {
  const say = (key: string) =>
    ctx.t(`communities.access.state.${key}`, { space: grant.space_title })
  if (grant.actual === 'in') return say('in')
  if (grant.community_suspended) return say('suspended')
  if (grant.left_at) return say('left')
  if (grant.actual === 'invited') return say('invited')
  switch (grant.problem?.kind) {
    case 'not_in_server':
    case 'banned_there':
    case 'no_such_account':
    case 'too_many_chats':
      return say(grant.problem.kind)
    case 'runs_the_space':
    case undefined:
      return say('soon')
    default:
      return say('creator')
  }
}

/** What can be pressed to get in; null when there is nothing to press. */
export function wayIn(ctx: Pick<TurnContext, 't'>, grant: GrantShown): ButtonLike | null {
  if (grant.actual === 'in' || grant.community_suspended) return null
  if (grant.actual === 'invited' && grant.link !== null && !isOver(grant.link_expires_at)) {
    return {
      label: ctx.t('communities.access.enter').slice(0, LIMITS.buttonLabel),
      url: grant.link,
    }
  }
  if (grant.next_try_at !== null) return null
  return {
    label: ctx.t('communities.access.let_me_in').slice(0, LIMITS.buttonLabel),
    invoke: { command: 'access_link', options: { grant: grant.id } },
  }
}

const isOver = (at: Date | null): boolean => at !== null && at <= now()
