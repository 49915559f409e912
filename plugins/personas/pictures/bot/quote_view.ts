import type { TurnContext } from '#app/bot_kit/command'
import type { Button, Reply } from '#app/bot_kit/reply'
import type { ImageModel } from '#plugins/ai/api'
import { buyOffer, label, priceOf } from '#plugins/personas/bot/offers'
import type { Persona } from '#plugins/personas/persona'
import type { Picture } from '#plugins/personas/pictures/picture'
import type { ChatServices } from '#plugins/personas/services'

/** The models that draw, with the one that is meant by an id, or the usual one. */
export function imageModels(
  { ai }: Pick<ChatServices, 'ai'>,
  id: string | null
): { model: ImageModel; models: readonly ImageModel[] } {
  const models = ai.imageModels()
  const model =
    models.find((one) => one.id === id) ?? models.find((one) => one.id === 'standard') ?? models[0]
  if (!model) throw new Error('Nothing draws')
  return { model, models }
}

/** Draws a wish at a price that was seen. */
export function drawOffer(text: string, picture: Picture, model: ImageModel): Button {
  return {
    label: label(text),
    invoke: {
      command: 'draw_picture',
      options: { picture: picture.id, model: model.id, price: String(model.price) },
    },
    style: 'primary',
    singleUse: true,
  }
}

/** The price of a picture, before anything is held, and the other models with theirs. */
export async function pictureQuote(
  ctx: TurnContext,
  services: ChatServices,
  { picture, persona }: { picture: Picture; persona: Persona }
): Promise<Reply> {
  const { model, models } = imageModels(services, picture.modelId)
  const { available } = await services.ledger.balance(picture.personId)
  if (available < model.price && models.every((one) => available < one.price)) {
    return tooExpensive(ctx, { picture, model, available })
  }
  const others = models.filter((one) => one.id !== model.id)
  return [
    {
      kind: 'quote',
      text: ctx.t('personas.pictures.quote', {
        name: persona.name,
        words: picture.words,
        model: model.label,
        good_for: ctx.t(model.goodFor),
        price: priceOf(ctx, model.price),
        balance: ctx.coins(available),
      }),
      price: model.price,
      balance: available,
      accept: drawOffer(
        ctx.t('personas.pictures.accept', { coins: ctx.coins(model.price) }),
        picture,
        model
      ),
    },
    {
      kind: 'choice',
      text: ctx.t('personas.pictures.other_models'),
      buttons: others.map((one) => ({
        label: label(
          ctx.t('personas.pictures.model', { model: one.label, coins: ctx.coins(one.price) })
        ),
        invoke: { command: 'picture_model', options: { picture: picture.id, model: one.id } },
      })),
    },
  ]
}

/** Said when the wallet does not hold the price; the wish waits. */
export function tooExpensive(
  ctx: TurnContext,
  { picture, model, available }: { picture: Picture; model: ImageModel; available: bigint }
): Reply {
  const accept = ctx.t('personas.pictures.accept', { coins: ctx.coins(model.price) })
  const draw = drawOffer(accept, picture, model)
  return [
    {
      kind: 'text',
      tone: 'error',
      code: 'insufficient_coins',
      text: ctx.t('personas.pictures.insufficient', {
        price: priceOf(ctx, model.price),
        balance: ctx.coins(available),
      }),
    },
    {
      kind: 'choice',
      text: ctx.t('personas.pictures.insufficient_next'),
      buttons: [buyOffer(ctx, draw.invoke), draw],
    },
  ]
}
