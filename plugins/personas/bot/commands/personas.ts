import { defineCommand } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import { personaList } from '#plugins/personas/bot/persona_view'
import { listTags, MOST_PAGES } from '#plugins/personas/queries/list_personas'

/** Who there is to talk to, the most popular first. */
export const personasCommand = () =>
  defineCommand({
    name: 'personas',
    topic: 'talking',
    description: 'personas.list.description',
    options: {
      search: {
        kind: 'text',
        description: 'personas.list.search',
        maxLength: 50,
        autocomplete: async (typed) => {
          const tags = await listTags(typed, LIMITS.selectOptions)
          return tags.map((tag) => ({ name: `#${tag}`, value: `#${tag}` }))
        },
      },
      order: {
        kind: 'choice',
        description: 'personas.memory.list.order',
        choices: [
          { value: 'popular', name: 'personas.memory.list.popular' },
          { value: 'new', name: 'personas.memory.list.new' },
        ],
      },
      page: { kind: 'integer', description: 'personas.list.page', min: 1, max: MOST_PAGES },
    },
    positional: 'search',
    guards: [],
    visibility: 'private',
    async run(ctx) {
      const { search, page } = ctx.options
      const order = ctx.options.order === 'new' ? 'new' : undefined
      return [await personaList(ctx, { search, order, page })]
    },
  })
