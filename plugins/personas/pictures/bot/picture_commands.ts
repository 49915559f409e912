/** What the buttons of quotes and pictures mean. */
import {
  defineCommand,
  needsAccount,
  type OptionSpecs,
  type TurnContext,
} from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { errorText } from '#plugins/personas/bot/error_text'
import { label } from '#plugins/personas/bot/offers'
import { chooseImageModel } from '#plugins/personas/pictures/actions/ask_picture'
import { draw, drawAgain } from '#plugins/personas/pictures/bot/draw'
import { nothingDraws } from '#plugins/personas/pictures/bot/may_draw'
import { notice } from '#plugins/personas/pictures/bot/picture_view'
import { imageModels, pictureQuote } from '#plugins/personas/pictures/bot/quote_view'
import { PICTURES } from '#plugins/personas/pictures/limits'
import { findPicture, type Picture } from '#plugins/personas/pictures/picture'
import { personaOfPicture } from '#plugins/personas/pictures/queries/persona_of'
import { plainText } from '#plugins/personas/plain_text'
import type { ChatServices } from '#plugins/personas/services'

const PICTURE = {
  kind: 'text',
  description: 'personas.pictures.which',
  maxLength: 36,
  required: true,
} as const
const MODEL = { ...PICTURE, description: 'personas.pictures.which_model', maxLength: 30 } as const
/** Millicoins. */
const PRICE = {
  kind: 'integer',
  description: 'personas.pictures.price',
  min: 0,
  max: 1_000_000,
  required: true,
} as const

/** All of them are the person's own: a picture of somebody else's is not found. */
const common = { guards: [needsAccount], visibility: 'public', internal: true } as const

async function withPicture(
  ctx: TurnContext,
  id: string,
  then: (picture: Picture) => Promise<Reply>
): Promise<Reply> {
  const picture = ctx.person && (await findPicture(id, ctx.person.id))
  return picture ? then(picture) : [notice(ctx.t('personas.pictures.gone'))]
}

/** Yes to a price. */
export const drawPictureCommand = (services: ChatServices) =>
  defineCommand({
    ...common,
    name: 'draw_picture',
    description: 'personas.pictures.description',
    options: { picture: PICTURE, model: MODEL, price: PRICE },
    run: (ctx) =>
      withPicture(ctx, ctx.options.picture, (picture) =>
        draw(ctx, services, {
          picture,
          modelId: ctx.options.model,
          price: BigInt(ctx.options.price),
        })
      ),
  })

/** Another model for a wish: its price is shown. */
export const pictureModelCommand = (services: ChatServices) =>
  defineCommand({
    ...common,
    name: 'picture_model',
    description: 'personas.pictures.which_model',
    options: { picture: PICTURE, model: MODEL },
    run: (ctx) =>
      withPicture(ctx, ctx.options.picture, async (picture) => {
        const unable = nothingDraws(ctx, services)
        if (unable) return unable
        if (picture.outcome !== 'asked') return [notice(ctx.t('personas.pictures.already_done'))]
        const { model } = imageModels(services, ctx.options.model)
        await chooseImageModel(picture.id, model.id)
        const persona = await personaOfPicture(picture)
        return pictureQuote(ctx, services, { picture: { ...picture, modelId: model.id }, persona })
      }),
  })

/** The same words once more, at the price on the button. */
export const pictureAgainCommand = (services: ChatServices) =>
  defineCommand({
    ...common,
    name: 'picture_again',
    description: 'personas.pictures.description',
    options: { picture: PICTURE, price: PRICE },
    run: (ctx) =>
      withPicture(ctx, ctx.options.picture, (picture) =>
        drawAgain(ctx, services, {
          picture,
          words: picture.words,
          price: BigInt(ctx.options.price),
        })
      ),
  })

/** Asks what is to be different. */
export const pictureChangesCommand = (_services: ChatServices) =>
  defineCommand({
    ...common,
    name: 'picture_changes',
    description: 'personas.pictures.description',
    options: { picture: PICTURE, price: PRICE },
    run: (ctx) =>
      withPicture(ctx, ctx.options.picture, async (picture) => [
        {
          kind: 'form',
          title: ctx.t('personas.pictures.changes_form'),
          fields: [
            {
              name: 'changes',
              label: label(ctx.t('personas.pictures.changes_label')),
              hint: ctx.t('personas.pictures.changes_hint'),
              kind: 'paragraph',
              required: true,
              maxLength: PICTURES.changes,
            },
          ],
          submit: {
            label: label(
              ctx.t('personas.pictures.accept', { coins: ctx.coins(BigInt(ctx.options.price)) })
            ),
            invoke: {
              command: 'picture_redraw',
              options: { picture: picture.id, price: ctx.options.price },
            },
            style: 'primary',
            singleUse: true,
          },
          cancelLabel: label(ctx.t('personas.pictures.cancel')),
        },
      ]),
  })

const REDRAW = {
  picture: PICTURE,
  price: PRICE,
  changes: {
    kind: 'text',
    description: 'personas.pictures.changes_label',
    maxLength: PICTURES.changes,
    required: true,
  },
} as const satisfies OptionSpecs

/** What the form of {@link pictureChangesCommand} means. */
export const pictureRedrawCommand = (services: ChatServices) =>
  defineCommand({
    ...common,
    name: 'picture_redraw',
    description: 'personas.pictures.description',
    options: REDRAW,
    run: (ctx) =>
      withPicture(ctx, ctx.options.picture, async (picture) => {
        const changes = plainText(ctx.options.changes).trim()
        if (changes === '') return errorText(ctx, 'message_empty')
        // What is newest stays whole; of what was said before, the beginning says what is shown.
        const room = PICTURES.words - changes.length - 2
        const words = `${picture.words.slice(0, Math.max(0, room)).toWellFormed()}; ${changes}`
        return drawAgain(ctx, services, { picture, words, price: BigInt(ctx.options.price) })
      }),
  })
