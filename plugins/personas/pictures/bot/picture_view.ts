import type { TurnContext } from '#app/bot_kit/command'
import type { Button, ImageNode, Reply, ReplyNode } from '#app/bot_kit/reply'
import type { ImageModel } from '#plugins/ai/api'
import { buyOffer, label } from '#plugins/personas/bot/offers'
import { speakerOf } from '#plugins/personas/bot/persona_view'
import { claimLowNotice } from '#plugins/personas/low_notices'
import type { Persona } from '#plugins/personas/persona'
import type { SettledPicture } from '#plugins/personas/pictures/actions/settle_picture'
import type { Picture } from '#plugins/personas/pictures/picture'
import type { PictureFile } from '#plugins/personas/pictures/queries/pictures'

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
}

/** A picture as it is shown: that an AI made it is said in words as well as in its file. */
export function pictureNode(
  ctx: TurnContext,
  shown: { picture: Picture; persona: Persona; model: ImageModel | null; file: PictureFile }
): ImageNode {
  const { picture, persona, model, file } = shown
  const { content, mediaType } = file
  return {
    kind: 'image',
    source: {
      name: `${persona.slug}-${picture.id.slice(0, 8)}.${EXTENSIONS[mediaType] ?? 'png'}`,
      mediaType,
      content,
    },
    alt: ctx.t('personas.pictures.alt', { words: picture.words, name: persona.name }),
    caption: ctx.t('personas.pictures.caption', { words: picture.words, name: persona.name }),
    speaker: speakerOf(persona),
    buttons: model ? againOffers(ctx, picture, model) : [],
  }
}

/** The same once more, or with changes; both say their price. */
export function againOffers(ctx: TurnContext, picture: Picture, model: ImageModel): Button[] {
  const options = { picture: picture.id, price: String(model.price) }
  const coins = ctx.coins(model.price)
  return [
    {
      label: label(ctx.t('personas.pictures.again', { coins })),
      invoke: { command: 'picture_again', options },
      singleUse: true,
    },
    {
      label: label(ctx.t('personas.pictures.changes', { coins })),
      invoke: { command: 'picture_changes', options },
    },
  ]
}

/** What is said after a picture, once it is known whether it reached the person. */
export async function settledNote(ctx: TurnContext, { available }: SettledPicture): Promise<Reply> {
  if (available === null || !ctx.person) return []
  if (!(await claimLowNotice(ctx.person.id, { available, price: 0n }))) return []
  return [
    {
      kind: 'choice',
      text: ctx.t('personas.coins.low', { balance: ctx.coins(available) }),
      buttons: [buyOffer(ctx)],
    },
  ]
}

/** Why there is no picture. Nothing was charged. */
export function failedPicture(
  ctx: TurnContext,
  { picture, model, failure }: { picture: Picture; model: ImageModel; failure: string }
): Reply {
  const refused = failure === 'refused_request'
  return [
    {
      kind: 'text',
      tone: 'error',
      code: refused ? 'blocked_content' : 'model_failed',
      text: ctx.t(refused ? 'personas.pictures.refused' : 'personas.pictures.failed'),
    },
    {
      kind: 'choice',
      text: ctx.t(refused ? 'personas.pictures.refused_next' : 'personas.pictures.failed_next'),
      buttons: againOffers(ctx, picture, model).slice(refused ? 1 : 0),
    },
  ]
}

/** Said when the person ended it. */
export function stoppedPicture(ctx: TurnContext, picture: Picture, model: ImageModel): Reply {
  return [
    {
      kind: 'choice',
      text: ctx.t('personas.pictures.stopped'),
      buttons: againOffers(ctx, picture, model),
    },
  ]
}

export const notice = (text: string): ReplyNode => ({ kind: 'text', tone: 'notice', text })
