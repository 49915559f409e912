import type { TurnContext } from '#app/bot_kit/command'
import type { ModerationService } from '#plugins/moderation/api'

export type Moderation = Pick<ModerationService, 'check'>

/** What fans are to see: words, a picture, or both. */
interface Shown {
  words: readonly string[]
  picture?: { content: Uint8Array; mediaType: string }
}

/**
 * Whether fans may be shown what a creator wrote: everybody may come by a community's page, so nothing of it is for adults.
 * @returns why not, in the creator's language; null when they may
 */
export async function refusalOf(
  moderation: Moderation,
  ctx: Pick<TurnContext, 'account' | 'person' | 'locale' | 'signal' | 't'>,
  { words, picture }: Shown
): Promise<string | null> {
  const text = words.filter((one) => one.trim() !== '').join('\n')
  if (text === '' && !picture) return null
  const check = await moderation.check({
    text,
    ...(picture && { image: picture }),
    stage: 'profile',
    accountId: ctx.account.id,
    personId: ctx.person?.id ?? null,
    adult: false,
    locale: ctx.locale,
    signal: ctx.signal,
  })
  if (check.outcome === 'fine') return null
  // Words of despair are no crisis of their writer's here, but fans would be led into them.
  const category = check.outcome === 'crisis' ? 'self_harm' : check.category
  const why = ctx.t(`communities.moderated.why.${category}`)
  return ctx.t(`communities.moderated.${picture ? 'picture' : 'words'}`, { why })
}
