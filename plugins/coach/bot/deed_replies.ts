import type { TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import {
  changeForm,
  missingReply,
  planReply,
  resultReply,
  wrongText,
} from '#plugins/coach/bot/deed_view'
import { celebration } from '#plugins/coach/bot/task_commands'
import { deedOf, type KeptDeed } from '#plugins/coach/deeds/deed'
import type { Did } from '#plugins/coach/deeds/do_deed'
import type { Values } from '#plugins/coach/deeds/kind'
import type { Proposed } from '#plugins/coach/deeds/propose_deed'
import type { TaskAction } from '#plugins/coach/programme/programme'
import type { CoachServices } from '#plugins/coach/services'

/** One sentence about a deed. */
export const sentence = (ctx: TurnContext, key: string): Reply => [
  { kind: 'text', tone: 'notice', text: ctx.t(`coach.deed.${key}`) },
]

/** A plan, what has to be there first, or the form again with what cannot be so. */
export async function proposedReply(
  services: CoachServices,
  ctx: TurnContext,
  action: TaskAction,
  proposed: Proposed,
  typedIn: { found: KeptDeed; typed: Values } | null
): Promise<Reply> {
  switch (proposed.outcome) {
    case 'proposed':
      return planReply(ctx, proposed.deed)
    case 'missing':
      return missingReply(ctx, services, action, proposed)
    case 'wrong': {
      const why: Reply = [{ kind: 'text', tone: 'error', text: wrongText(ctx, proposed) }]
      return typedIn ? [...why, ...changeForm(ctx, deedOf(typedIn.found), typedIn.typed)] : why
    }
  }
}

/** What became of confirming, and the phase that it finished. */
export async function didReply(
  services: CoachServices,
  ctx: TurnContext,
  before: KeptDeed | null,
  did: Did
): Promise<Reply> {
  switch (did.outcome) {
    case 'done':
      return [...celebration(ctx, did.before, did.after), ...resultReply(ctx, did.deed)]
    case 'failed':
    case 'done_before':
      return resultReply(ctx, did.deed)
    case 'proposed_anew':
      return planReply(ctx, did.deed, ctx.t(`coach.deed.anew_${did.why}`))
    case 'incomplete':
      return changeForm(ctx, did.deed)
    case 'missing':
      return before ? missingReply(ctx, services, before.action, did) : sentence(ctx, 'gone')
    case 'under_way':
    case 'gone':
      return sentence(ctx, did.outcome)
  }
}
