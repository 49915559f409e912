/** What `make:plugin` writes: a plugin with one command, one table and one test, to be grown from. */

/**
 * The files of a new plugin, by their paths inside its folder.
 * @param now the time that the migration is named after
 */
export function pluginFiles(name: string, now: Date): Readonly<Record<string, string>> {
  const title = titleOf(name)
  return {
    'plugin.ts': `import { definePlugin } from '#app/plugin_kit/define_plugin'

export default definePlugin({
  name: '${name}',
  migrations: true,
  bot: () => import('#plugins/${name}/bot/index'),
})
`,
    'bot/index.ts': `import { defineCommand, type BotModule } from '#app/bot_kit/command'

/** What ${title} brings to the bots. */
export default function bot(): BotModule {
  return { commands: [about] }
}

const about = defineCommand({
  name: '${name.slice(0, 32)}',
  description: '${name}.about.description',
  options: {},
  guards: [],
  visibility: 'private',
  run: async (ctx) => [{ kind: 'text', text: ctx.t('${name}.about.text') }],
})
`,
    [`migrations/${now.getTime()}_create_${name}_notes.ts`]: `import { BaseSchema } from '@adonisjs/lucid/schema'

export default class extends BaseSchema {
  override async up(): Promise<void> {
    this.schema.createTable('${name}_notes', (table) => {
      table.uuid('id').primary()
      table.text('text').notNullable()
    })
  }

  override async down(): Promise<void> {
    this.schema.dropTable('${name}_notes')
  }
}
`,
    [`lang/en/${name}.json`]: words('Says what this is about', `This is ${title}.`),
    [`lang/es/${name}.json`]: words('Dice de qué se trata', `Esto es ${title}.`),
    [`tests/about.spec.ts`]: `import { test } from '@japa/runner'
import { conversation } from '#app/bot_kit/testing/conversation'

test.group('${title}', () => {
  test('says what it is about', async ({ assert }) => {
    const fan = await conversation.fan()
    await fan.says('/${name.slice(0, 32)}')
    assert.equal(fan.lastText(), 'This is ${title}.')
  })
})
`,
    'README.md': `# ${title}

What it owns: the table \`${name}_notes\`.

What must stay true: nothing yet.

How to change it: commands are in \`bot/\`, words in \`lang/\`, tables in \`migrations/\`.
`,
  }
}

function words(description: string, text: string): string {
  return `${JSON.stringify({ about: { description, text } }, null, 2)}\n`
}

function titleOf(name: string): string {
  const [first = '', ...rest] = name.replaceAll('_', ' ').trim()
  return first.toUpperCase() + rest.join('')
}

/** Longest line of the style, characters (`@adonisjs/prettier-config`). */
const LINE = 100

/** The text of `plugins/index.ts` with one more plugin, at the end: it requires none that comes later. */
export function addToList(list: string, name: string): string {
  const imports = [...list.matchAll(/^import .* from '#plugins\/\w+\/plugin'$/gm)]
  const last = imports.at(-1)
  const array = /(const plugins: readonly PluginDefinition\[\] = \[)([^\]]*?),?\s*(\])/
  if (!last || !array.test(list)) throw new Error('plugins/index.ts does not look as it should')
  const variable = name.replaceAll(/_+([a-z])?/g, (_, letter: string = '') => letter.toUpperCase())
  const at = last.index + last[0].length
  const imported = `\nimport ${variable} from '#plugins/${name}/plugin'`
  return (list.slice(0, at) + imported + list.slice(at)).replace(
    array,
    (_, start: string, listed: string, end: string) => {
      const names = [...listed.split(','), variable].map((one) => one.trim()).filter(Boolean)
      const line = `${start}${names.join(', ')}${end}`
      return line.length <= LINE
        ? line
        : `${start}\n${names.map((one) => `  ${one},\n`).join('')}${end}`
    }
  )
}
