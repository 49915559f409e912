import { defineCommand } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { personaList } from '#plugins/personas/bot/persona_view'
import { listTags } from '#plugins/personas/queries/list_personas'

/** Most pages that anyone turns. */
const LAST_PAGE = 10_000

/** Who there is to talk to, the most popular first. */
export const personasCommand = () =>
  defineCommand({
    name: 'personas',
    description: 'personas.list.description',
    options: {
      search: {
        kind: 'text',
        description: 'personas.list.search',
        maxLength: 50,
        autocomplete: async (typed) => {
          const tags = await listTags(typed, LIMITS.selectOptions)
          return tags.map((tag) => ({ name: `#${tag}`, value: tag }))
        },
      },
      page: { kind: 'integer', description: 'personas.list.page', min: 1, max: LAST_PAGE },
    },
    positional: 'search',
    guards: [],
    visibility: 'private',
    async run(ctx) {
      const search = ctx.options.search?.replace(/^#/, '')
      return [await personaList(ctx, { search, page: ctx.options.page })]
    },
  })
