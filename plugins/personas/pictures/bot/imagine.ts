import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { label } from '#plugins/personas/bot/offers'
import { personaList } from '#plugins/personas/bot/persona_view'
import { whoseOf } from '#plugins/personas/bot/whose'
import { askPicture, lastImageModel } from '#plugins/personas/pictures/actions/ask_picture'
import { nothingDraws, refusalToDraw } from '#plugins/personas/pictures/bot/may_draw'
import { imageModels, pictureQuote } from '#plugins/personas/pictures/bot/quote_view'
import { PICTURES } from '#plugins/personas/pictures/limits'
import { plainText } from '#plugins/personas/plain_text'
import { currentConversation } from '#plugins/personas/queries/conversations'
import type { ChatServices } from '#plugins/personas/services'

/** Asks the persona for a picture: says what it costs. */
export const imagineCommand = (services: ChatServices) =>
  defineCommand({
    name: 'imagine',
    topic: 'talking',
    description: 'personas.pictures.description',
    options: {
      words: {
        kind: 'text',
        description: 'personas.pictures.words',
        maxLength: PICTURES.words,
      },
    },
    positional: 'words',
    guards: [needsAccount],
    visibility: 'public',
    async run(ctx): Promise<Reply> {
      const { person } = ctx
      if (!person) return []
      const unable = nothingDraws(ctx, services)
      if (unable) return unable
      const conversation = await currentConversation(await whoseOf(ctx))
      if (!conversation) {
        return [await personaList(ctx, { title: ctx.t('personas.pictures.nobody') })]
      }
      const { persona } = conversation
      const words = plainText(ctx.options.words ?? '').trim()
      if (words === '') return [wishForm(ctx, persona.name)]
      const wish = { persona, words, personId: person.id }
      const refusal = await refusalToDraw(ctx, services, wish)
      if (refusal) return refusal
      const { model } = imageModels(services, await lastImageModel(person.id))
      const picture = await askPicture({
        personId: person.id,
        personaId: persona.id,
        words,
        modelId: model.id,
        turnKey: ctx.turnKey,
      })
      return pictureQuote(ctx, services, { picture, persona })
    },
  })

const wishForm = (ctx: TurnContext, name: string): Reply[number] => ({
  kind: 'form',
  title: ctx.t('personas.pictures.form', { name }),
  fields: [
    {
      name: 'words',
      label: label(ctx.t('personas.pictures.words')),
      hint: ctx.t('personas.pictures.hint'),
      kind: 'paragraph',
      required: true,
      maxLength: PICTURES.words,
    },
  ],
  submit: {
    label: label(ctx.t('personas.pictures.ask_price')),
    invoke: { command: 'imagine' },
    style: 'primary',
  },
  cancelLabel: label(ctx.t('personas.pictures.cancel')),
})
