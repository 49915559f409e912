import {
  defineCommand,
  needsAccount,
  type Listen,
  type Overhear,
  type TurnContext,
} from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { answerReply } from '#plugins/coach/bot/answer'
import { closeTalk, goesOn } from '#plugins/coach/conversation/talks'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { tickLive } from '#plugins/coach/live/tick_live'
import { activeProject } from '#plugins/coach/project/project'
import type { CoachServices } from '#plugins/coach/services'

/** Who is no creator, and a room with several people, is ruled out without a look at the database. */
const mayTalk = ({ person, place }: TurnContext): boolean =>
  place.kind === 'direct' && person !== null && person.roles.includes('creator')

/** After `/coach`, a creator in a private chat goes on writing to the coach without a command. */
export const listenFor =
  (services: CoachServices): Listen =>
  (ctx, text) =>
    mayTalk(ctx) ? answerWhoTalks(services, ctx, text) : null

async function answerWhoTalks(
  services: CoachServices,
  ctx: TurnContext,
  text: string
): Promise<Reply | null> {
  if (!ctx.person || !(await goesOn(ctx))) return null
  if (!(await activeProject(services.programmes, ctx.person.id))) {
    await closeTalk(ctx)
    return null
  }
  if (text.length > COACH_LIMITS.message) {
    const data = { most: COACH_LIMITS.message, length: text.length }
    return [{ kind: 'text', tone: 'error', text: ctx.t('coach.talk.too_long', data) }]
  }
  const project = await tickLive(services, ctx.person.id)
  return answerReply(services, ctx, project, { key: ctx.turnKey, text: text.trim() })
}

/** Whatever else is asked of the program ends it: who answers next is never a surprise. */
export const overhear: Overhear = (ctx, command) =>
  mayTalk(ctx) && command !== 'coach' && !command.startsWith('coach_') ? stepBack(ctx) : null

const stepBack = async (ctx: TurnContext): Promise<Reply> =>
  (await closeTalk(ctx))
    ? [{ kind: 'text', tone: 'notice', text: ctx.t('coach.talk.stepped_back') }]
    : []

/** The button that ends it. */
export const coachLeaveCommand = defineCommand({
  name: 'coach_leave',
  description: 'coach.description',
  options: {},
  guards: [needsAccount],
  visibility: 'private',
  internal: true,
  async run(ctx): Promise<Reply> {
    await closeTalk(ctx)
    return [
      {
        kind: 'choice',
        text: ctx.t('coach.talk.left'),
        buttons: [
          { label: ctx.t('coach.button.personas'), invoke: { command: 'personas' } },
          { label: ctx.t('coach.button.on'), invoke: { command: 'coach' } },
        ],
      },
    ]
  },
})
