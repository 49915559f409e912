import { defineCommand, type AnyBotCommand, type ReceiveFile } from '#app/bot_kit/command'
import { FileGone, FileTooLarge } from '#app/bot_kit/inbound'
import type { Reply } from '#app/bot_kit/reply'
import { refusalOf, type Moderation } from '#plugins/communities/moderated'
import { INTERNAL, notYours, TIER } from '#plugins/communities/tiers/bot/kit'
import { onTheWay, tierView } from '#plugins/communities/tiers/bot/tier_view'
import { PICTURE_LIMITS } from '#plugins/communities/tiers/limits'
import {
  awaitedPicture,
  awaitPicture,
  checkPicture,
  setPicture,
  stopAwaitingPicture,
} from '#plugins/communities/tiers/pictures'
import { ownTier } from '#plugins/communities/tiers/queries/own_tier'
import type { PersonasService } from '#plugins/personas/api'

const MEGABYTE = 1024 * 1024
const LIMIT_WORDS = { limit: PICTURE_LIMITS.bytes / MEGABYTE, side: PICTURE_LIMITS.side }

/** Asking for a tier's picture. */
export const pictureCommands = (): AnyBotCommand[] => [
  defineCommand({
    ...INTERNAL,
    name: 'tier_picture',
    options: TIER,
    async run(ctx): Promise<Reply> {
      const own = await ownTier(ctx.person, ctx.options.tier)
      if (!own) return notYours(ctx)
      await awaitPicture(ctx.account.id, own.tier.id)
      const where = ctx.place.kind === 'direct' ? 'send' : 'send_directly'
      const words = { name: own.tier.name, ...LIMIT_WORDS }
      return onTheWay(ctx, own.tier.id, ctx.t(`communities.tiers.picture.${where}`, words))
    },
  }),
]

/** The picture that a creator was asked for, in a direct chat. */
export const receivePicture =
  (moderation: Moderation, personas: Pick<PersonasService, 'published'>): ReceiveFile =>
  async (ctx, file) => {
    const isPicture = file.kind === 'image' || file.kind === 'document'
    if (ctx.place.kind !== 'direct' || !ctx.person || !isPicture) return null
    const tierId = await awaitedPicture(ctx.account.id)
    const own = tierId === null ? null : await ownTier(ctx.person, tierId)
    if (!own) return null
    const refused = (why: string): Reply =>
      onTheWay(ctx, own.tier.id, ctx.t(`communities.tiers.picture.${why}`, LIMIT_WORDS))
    let content: Uint8Array
    try {
      content = await file.read(PICTURE_LIMITS.bytes, ctx.signal)
    } catch (error) {
      if (error instanceof FileTooLarge) return refused('too_large')
      if (error instanceof FileGone) return refused('gone')
      throw error
    }
    const checked = checkPicture(content)
    if (checked.outcome !== 'fine') return refused(checked.outcome)
    const { picture } = checked
    const refusal = await refusalOf(moderation, ctx, { words: [], picture })
    if (refusal) return onTheWay(ctx, own.tier.id, refusal)
    await setPicture(own.tier.id, picture)
    await stopAwaitingPicture(ctx.account.id)
    const now = await ownTier(ctx.person, own.tier.id)
    const said = ctx.t('communities.tiers.picture.done', { name: own.tier.name })
    return now ? tierView(ctx, personas, now, said) : notYours(ctx)
  }
