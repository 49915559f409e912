import {
  defineCommand,
  needsAccount,
  type Listen,
  type ListenToFile,
  type Overhear,
  type TurnContext,
} from '#app/bot_kit/command'
import type { InboundFile } from '#app/bot_kit/inbound'
import type { Reply } from '#app/bot_kit/reply'
import { answerReply } from '#plugins/coach/bot/answer'
import { isCrisisNow } from '#plugins/coach/conversation/crisis'
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

/** The same aloud: a recording is written down, shown, and answered as if it had been typed. It is free, as all of it is. */
export const listenToVoiceFor =
  (services: CoachServices): ListenToFile =>
  (ctx, file, text) =>
    mayTalk(ctx) && (file.kind === 'voice' || file.kind === 'audio')
      ? answerWhoSpeaks(services, ctx, { file, text })
      : null

async function answerWhoTalks(
  services: CoachServices,
  ctx: TurnContext,
  text: string
): Promise<Reply | null> {
  const creatorId = await whoTalks(services, ctx)
  return creatorId === null ? null : answerWords(services, ctx, { creatorId, text: text.trim() })
}

async function answerWhoSpeaks(
  services: CoachServices,
  ctx: TurnContext,
  recording: { file: InboundFile; text: string }
): Promise<Reply | null> {
  const creatorId = await whoTalks(services, ctx)
  if (creatorId === null) return null
  const heard = await services.personas.hearVoice(ctx, { ...recording, purpose: 'coach.voice' })
  if (heard.outcome === 'refused') return heard.reply
  const answer = await answerWords(services, ctx, { creatorId, text: heard.words })
  return [...heard.shown, ...answer]
}

/** The creator who talks to the coach here; null when nobody does. */
async function whoTalks(services: CoachServices, ctx: TurnContext): Promise<string | null> {
  if (!ctx.person || !(await goesOn(ctx))) return null
  if (await activeProject(services.programmes, ctx.person.id)) return ctx.person.id
  await closeTalk(ctx)
  return null
}

async function answerWords(
  services: CoachServices,
  ctx: TurnContext,
  { creatorId, text }: { creatorId: string; text: string }
): Promise<Reply> {
  const isTooLong = text.length > COACH_LIMITS.message
  if (isTooLong && !(await isCrisis(services, ctx, { creatorId, text }))) {
    const data = { most: COACH_LIMITS.message, length: text.length }
    return [{ kind: 'text', tone: 'error', text: ctx.t('coach.talk.too_long', data) }]
  }
  const project = await tickLive(services, creatorId)
  return answerReply(services, ctx, project, { key: ctx.turnKey, text })
}

/** Nobody in danger is asked to write less. */
async function isCrisis(
  services: CoachServices,
  { account, locale, signal }: TurnContext,
  said: { creatorId: string; text: string }
): Promise<boolean> {
  const careful = await services.personas.isCareful(said.creatorId)
  return isCrisisNow(services, { ...said, accountId: account.id, locale, signal }, careful)
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
