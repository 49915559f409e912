import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import { paging, type ListItem, type Reply } from '#app/bot_kit/reply'
import { label } from '#plugins/personas/bot/offers'
import { notice, pictureNode } from '#plugins/personas/pictures/bot/picture_view'
import { findPicture } from '#plugins/personas/pictures/picture'
import { personaOfPicture } from '#plugins/personas/pictures/queries/persona_of'
import {
  listPictures,
  readContent,
  type PicturePage,
} from '#plugins/personas/pictures/queries/pictures'
import { refusalToTalk } from '#plugins/personas/making/may_talk'
import type { ChatServices } from '#plugins/personas/services'

/** Most pages that anyone turns. */
const LAST_PAGE = 10_000
/** Characters of a wish in the list. */
const TITLE_LENGTH = 80

/** The pictures that one had drawn, with what became of each. */
export const picturesCommand = () =>
  defineCommand({
    name: 'pictures',
    topic: 'talking',
    description: 'personas.pictures.history',
    options: {
      page: { kind: 'integer', description: 'personas.pictures.page', min: 1, max: LAST_PAGE },
    },
    positional: 'page',
    guards: [needsAccount],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      const page = await listPictures(ctx.person.id, ctx.options.page ?? 1)
      return [
        {
          kind: 'list',
          title: ctx.t('personas.pictures.history'),
          items: page.pictures.map((picture) => itemOf(ctx, picture)),
          empty: ctx.t('personas.pictures.none'),
          footer: page.pictures.length > 0 ? ctx.t('personas.pictures.history_footer') : undefined,
          paging: paging(
            page,
            { previous: ctx.t('personas.list.previous'), next: ctx.t('personas.list.next') },
            { command: 'pictures' }
          ),
        },
      ]
    },
  })

function itemOf(ctx: TurnContext, picture: PicturePage['pictures'][number]): ListItem {
  const { words, outcome } = picture
  const title = words.length > TITLE_LENGTH ? `${words.slice(0, TITLE_LENGTH - 1)}…` : words
  return {
    title: title.toWellFormed(),
    text: ctx.t(`personas.pictures.outcome.${outcome}`, {
      name: picture.personaName,
      date: picture.createdAt.toLocaleDateString(ctx.locale, { dateStyle: 'medium' }),
      coins: ctx.coins(picture.charge),
    }),
    button: picture.kept
      ? {
          label: label(ctx.t('personas.pictures.show')),
          invoke: { command: 'show_picture', options: { picture: picture.id } },
        }
      : undefined,
  }
}

/** Shows a picture that was had before: it costs nothing. */
export const showPictureCommand = ({ ai }: ChatServices) =>
  defineCommand({
    name: 'show_picture',
    description: 'personas.pictures.history',
    options: {
      picture: {
        kind: 'text',
        description: 'personas.pictures.which',
        maxLength: 36,
        required: true,
      },
    },
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const picture = ctx.person && (await findPicture(ctx.options.picture, ctx.person.id))
      const file = picture?.outcome === 'delivered' ? await readContent(picture.id) : null
      if (!picture || !file) return [notice(ctx.t('personas.pictures.gone'))]
      const persona = await personaOfPicture(picture)
      const model = ai.imageModels().find(({ id }) => id === picture.modelId) ?? null
      const again = refusalToTalk(ctx, persona) ? null : model
      return [pictureNode(ctx, { picture, persona, model: again, file })]
    },
  })
