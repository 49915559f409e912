/** From a yes to a price to the picture: what every button that draws does. */
import type { TurnContext } from '#app/bot_kit/command'
import type { Button, Drawn, Reply } from '#app/bot_kit/reply'
import type { ImageModel } from '#plugins/ai/api'
import { capReached } from '#plugins/personas/bot/cap_view'
import type { Persona } from '#plugins/personas/persona'
import { drawPicture } from '#plugins/personas/pictures/actions/draw_picture'
import {
  settlePicture,
  type JudgedPicture,
} from '#plugins/personas/pictures/actions/settle_picture'
import { startPicture } from '#plugins/personas/pictures/actions/start_picture'
import { askPicture, chooseImageModel } from '#plugins/personas/pictures/actions/ask_picture'
import { refusalToDraw } from '#plugins/personas/pictures/bot/may_draw'
import {
  failedPicture,
  notice,
  pictureNode,
  stoppedPicture,
  settledNote,
} from '#plugins/personas/pictures/bot/picture_view'
import {
  drawOffer,
  imageModels,
  pictureQuote,
  tooExpensive,
} from '#plugins/personas/pictures/bot/quote_view'
import type { Picture } from '#plugins/personas/pictures/picture'
import { personaOfPicture } from '#plugins/personas/pictures/queries/persona_of'
import type { ChatServices } from '#plugins/personas/services'

/** A wish and what the person said yes to. */
export interface AcceptedWish {
  picture: Picture
  modelId: string
  /** Millicoins that were on the button. */
  price: bigint
}

/** Draws a wish, or says what stands in the way and offers what helps. */
export async function draw(
  ctx: TurnContext,
  services: ChatServices,
  wish: AcceptedWish
): Promise<Reply> {
  const { personId, words } = wish.picture
  const persona = await personaOfPicture(wish.picture)
  const refusal = await refusalToDraw(ctx, services, { persona, words, personId })
  return refusal ?? drawFine(ctx, services, { ...wish, persona })
}

/** The same for other words: they are kept once it is known that nothing is wrong with them. */
export async function drawAgain(
  ctx: TurnContext,
  services: ChatServices,
  { picture, words, price }: { picture: Picture; words: string; price: bigint }
): Promise<Reply> {
  const { personId, personaId, modelId } = picture
  const persona = await personaOfPicture(picture)
  const refusal = await refusalToDraw(ctx, services, { persona, words, personId })
  if (refusal) return refusal
  const { turnKey } = ctx
  const wish = await askPicture({ personId, personaId, words, modelId, turnKey })
  return drawFine(ctx, services, { picture: wish, modelId, price, persona })
}

async function drawFine(
  ctx: TurnContext,
  services: ChatServices,
  { picture, modelId, price, persona }: AcceptedWish & { persona: Persona }
): Promise<Reply> {
  const { model } = imageModels(services, modelId)
  if (model.id !== modelId || model.price > price) {
    await chooseImageModel(picture.id, model.id)
    return pictureQuote(ctx, services, { picture: { ...picture, modelId: model.id }, persona })
  }
  const start = await startPicture(services, { picture, persona, model, turnKey: ctx.turnKey })
  switch (start.outcome) {
    case 'started':
      return drawHeld(ctx, services, { picture: start.picture, persona, model })
    case 'busy':
      // The button is spent by the press, and the wish still stands.
      return [
        {
          kind: 'choice',
          text: ctx.t('personas.pictures.busy'),
          buttons: [yes(ctx, picture, model)],
        },
      ]
    case 'insufficient_coins':
      return tooExpensive(ctx, { picture, model, available: start.available })
    case 'cap_reached':
      return capReached(ctx, start.cap, 'personas.caps.wish_kept', yes(ctx, picture, model))
    case 'already_done':
      return [notice(ctx.t('personas.pictures.already_done'))]
  }
}

const yes = (ctx: TurnContext, picture: Picture, model: ImageModel): Button =>
  drawOffer(ctx.t('personas.pictures.accept', { coins: ctx.coins(model.price) }), picture, model)

/** The coins are held: whatever happens from here on, they are taken for a picture that arrived, or given back. */
async function drawHeld(
  ctx: TurnContext,
  services: ChatServices,
  held: { picture: Picture; persona: Persona; model: ImageModel }
): Promise<Reply> {
  const { picture, persona, model } = held
  const drawn = await drawPicture(services, {
    picture,
    persona,
    accountId: ctx.account.id,
    signal: ctx.signal,
  })
  switch (drawn.outcome) {
    case 'made': {
      const settle = async (shown: Drawn) =>
        settledNote(ctx, await settlePicture(services, picture, judge(shown)))
      return [{ ...pictureNode(ctx, { ...held, file: drawn.file }), settle }]
    }
    case 'failed': {
      const { failure } = drawn
      await settlePicture(services, picture, { outcome: 'failed', failure })
      return failedPicture(ctx, { picture, model, failure })
    }
    case 'stopped':
      await settlePicture(services, picture, { outcome: 'stopped', failure: null })
      return stoppedPicture(ctx, picture, model)
  }
}

const judge = (shown: Drawn): JudgedPicture =>
  shown.outcome === 'drawn'
    ? { outcome: 'delivered', failure: null }
    : { outcome: 'undelivered', failure: shown.reason }
