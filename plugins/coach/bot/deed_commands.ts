import {
  defineCommand,
  needsAccount,
  type AnyBotCommand,
  type TurnContext,
} from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { didReply, proposedReply, sentence } from '#plugins/coach/bot/deed_replies'
import { changeForm, planReply, resultReply } from '#plugins/coach/bot/deed_view'
import { changesIn } from '#plugins/coach/deeds/changes'
import { deedOf, ownDeed, type KeptDeed } from '#plugins/coach/deeds/deed'
import { doDeed } from '#plugins/coach/deeds/do_deed'
import type { Values } from '#plugins/coach/deeds/kind'
import { DEED_KINDS } from '#plugins/coach/deeds/kinds/kinds'
import { dropDeed, proposeDeed } from '#plugins/coach/deeds/propose_deed'
import { undoDeed } from '#plugins/coach/deeds/undo_deed'
import { TASK_ACTIONS, type TaskAction } from '#plugins/coach/programme/programme'
import { activeProject } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

const ID = 36
const deed = {
  kind: 'text',
  maxLength: ID,
  description: 'coach.option.deed',
  required: true,
} as const
const internal = {
  description: 'coach.description',
  guards: [needsAccount, { kind: 'creatorOnly' }],
  visibility: 'private',
  internal: true,
} as const
const typed = { kind: 'text', maxLength: 4_000, description: 'coach.option.value' } as const
/** Every field that a plan can have. */
const FIELDS = {
  name: typed,
  description: typed,
  perks: typed,
  price: typed,
  door: typed,
  welcome: typed,
  tier: typed,
  post: typed,
  who: typed,
  about: typed,
  greeting: typed,
  free: typed,
  text: typed,
  day: typed,
  hour: typed,
  in_spaces: typed,
} as const

const isAction = (action: string): action is TaskAction =>
  TASK_ACTIONS.some((one) => one === action)

/** What the coach does for a task, from the plan to taking it back. */
export function deedCommands(services: CoachServices): AnyBotCommand[] {
  const propose = defineCommand({
    ...internal,
    name: 'coach_do',
    options: {
      action: { kind: 'text', maxLength: 40, description: 'coach.option.task', required: true },
      community: { kind: 'text', maxLength: ID, description: 'coach.option.value' },
    },
    async run(ctx): Promise<Reply> {
      const { action, community } = ctx.options
      const project = ctx.person && (await activeProject(services.programmes, ctx.person.id))
      if (!project || !isAction(action)) return sentence(ctx, 'gone')
      const proposed = await proposeDeed(services, project, {
        action,
        locale: ctx.locale,
        ...(community !== undefined && { communityId: community }),
      })
      return proposedReply(services, ctx, action, proposed, null)
    },
  })

  const change = defineCommand({
    ...internal,
    name: 'coach_do_change',
    options: { deed },
    async run(ctx): Promise<Reply> {
      const found = await openPlan(ctx, ctx.options.deed)
      return found ? changeForm(ctx, deedOf(found)) : sentence(ctx, 'gone')
    },
  })

  const changed = defineCommand({
    ...internal,
    name: 'coach_do_changed',
    options: { deed, ...FIELDS },
    async run(ctx): Promise<Reply> {
      const found = await openPlan(ctx, ctx.options.deed)
      const project = ctx.person && (await activeProject(services.programmes, ctx.person.id))
      if (!found || project?.id !== found.projectId) return sentence(ctx, 'gone')
      const filled = typedIn(found, ctx.options)
      const proposed = await proposeDeed(services, project, {
        action: found.action,
        locale: ctx.locale,
        communityId: found.plan.community.id,
        changes: changesIn(found, filled),
      })
      return proposedReply(services, ctx, found.action, proposed, {
        found,
        typed: filled,
      })
    },
  })

  const confirm = defineCommand({
    ...internal,
    name: 'coach_do_confirm',
    options: { deed },
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return sentence(ctx, 'gone')
      const before = await ownDeed(ctx.person.id, ctx.options.deed)
      const did = await doDeed(services, { creatorId: ctx.person.id, deedId: ctx.options.deed })
      return didReply(services, ctx, before, did)
    },
  })

  const undo = defineCommand({
    ...internal,
    name: 'coach_do_undo',
    options: { deed },
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return sentence(ctx, 'gone')
      const undone = await undoDeed(services, {
        creatorId: ctx.person.id,
        deedId: ctx.options.deed,
      })
      switch (undone.outcome) {
        case 'undone':
        case 'undone_before':
        case 'nothing':
          return resultReply(ctx, undone.deed)
        case 'under_way':
        case 'not_done':
        case 'gone':
          return sentence(ctx, undone.outcome)
      }
    },
  })

  const drop = defineCommand({
    ...internal,
    name: 'coach_do_drop',
    options: { deed },
    async run(ctx): Promise<Reply> {
      const dropped = ctx.person && (await dropDeed(ctx.person.id, ctx.options.deed))
      return sentence(ctx, dropped === true ? 'dropped' : 'gone')
    },
  })

  const show = defineCommand({
    ...internal,
    name: 'coach_deed',
    options: { deed },
    async run(ctx): Promise<Reply> {
      const found = ctx.person && (await ownDeed(ctx.person.id, ctx.options.deed))
      if (!found || found.state === 'dropped') return sentence(ctx, 'gone')
      if (found.state === 'doing' || found.isUndoing) return sentence(ctx, 'under_way')
      return found.state === 'proposed'
        ? planReply(ctx, deedOf(found))
        : resultReply(ctx, deedOf(found))
    },
  })

  return [propose, change, changed, confirm, undo, drop, show]
}

/** A plan of the speaker's that can still be changed. */
async function openPlan(ctx: TurnContext, deedId: string): Promise<KeptDeed | null> {
  const found = ctx.person && (await ownDeed(ctx.person.id, deedId))
  return found?.state === 'proposed' ? found : null
}

/** Of everything that a form could send, the fields of this plan that it did send. */
const typedIn = (
  { action }: KeptDeed,
  options: Readonly<Record<string, string | undefined>>
): Values =>
  Object.fromEntries(
    DEED_KINDS[action].fields.flatMap(({ name }) => {
      const value = options[name]
      return value === undefined ? [] : [[name, value]]
    })
  )
