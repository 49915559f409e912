import type { TurnContext } from '#app/bot_kit/command'
import type { Reply, ReplyNode } from '#app/bot_kit/reply'
import type { KeptMemory } from '#plugins/personas/actions/keep_memory'
import type { Persona } from '#plugins/personas/persona'
import { stoppedReply } from '#plugins/personas/safety/safety_view'
import type { ChatServices } from '#plugins/personas/services'
import type { Conversation } from '#plugins/personas/conversation'
import personasConfig from '#config/personas'

/** Characters of what was said that are repeated, so that one sees what is meant. */
const EXCERPT = 120

export const notice = (text: string): ReplyNode => ({ kind: 'text', tone: 'notice', text })

/** The beginning of a text, in one line. */
export function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= EXCERPT ? line : `${line.slice(0, EXCERPT - 1).toWellFormed()}…`
}

/** Why words are not kept in mind: what may not be said may not be kept either. Null when nothing is against them. */
export async function refusalToKeep(
  ctx: TurnContext,
  { moderation }: Pick<ChatServices, 'moderation'>,
  { adult }: Pick<Persona, 'adult'>,
  text: string
): Promise<Reply | null> {
  const check = await moderation.check({
    text,
    stage: 'fan',
    accountId: ctx.account.id,
    personId: ctx.person?.id ?? null,
    adult,
    locale: ctx.locale,
    signal: ctx.signal,
  })
  return check.outcome === 'fine' ? null : stoppedReply(ctx, moderation, check)
}

/** What became of a wish to keep something in mind. */
export function keptView(ctx: TurnContext, { persona }: Conversation, kept: KeptMemory): Reply {
  const { name } = persona
  const { most, longest } = personasConfig.memory
  switch (kept.outcome) {
    case 'kept': {
      const key = kept.shortened ? 'personas.memory.kept_short' : 'personas.memory.kept'
      return [notice(ctx.t(key, { name, text: excerpt(kept.text), most: longest }))]
    }
    case 'kept_before':
      return [notice(ctx.t('personas.memory.kept_before', { name }))]
    case 'full':
      return [
        {
          kind: 'choice',
          text: ctx.t('personas.memory.full', { name, most }),
          buttons: [{ label: ctx.t('personas.memory.see'), invoke: { command: 'memory' } }],
        },
      ]
  }
}
