import { test } from '@japa/runner'
import { adultOnly, defineCommand } from '#app/bot_kit/command'
import { diffCommands, isEmpty } from '#bots/discord/commands/diff'
import { wantedCommands, type WantedCommand } from '#bots/discord/commands/wanted'
import { startHarness } from '#bots/discord/tests/harness'

const words = {
  locales: ['en', 'es'],
  t: (locale: string | undefined, key: string) => `${locale ?? 'en'}: ${key}`,
}

const talk = defineCommand({
  name: 'talk',
  description: 'test.talk',
  options: {
    page: { kind: 'integer', description: 'test.page', min: 1, max: 9 },
    name: {
      kind: 'text',
      description: 'test.name',
      maxLength: 40,
      required: true,
      autocomplete: async () => [],
    },
    loud: { kind: 'boolean', description: 'test.loud' },
    mood: {
      kind: 'choice',
      description: 'test.mood',
      choices: [{ value: 'kind', name: 'test.kind' }],
    },
  },
  guards: [],
  visibility: 'public',
  run: async () => [],
})

const wanted = (): WantedCommand[] => wantedCommands([talk], words)

test.group('Discord | command list', () => {
  test('a command is translated into Discord, required options first', ({ assert }) => {
    const [command] = wanted()
    assert.equal(command?.description, 'en: test.talk')
    assert.deepEqual(command?.description_localizations, {
      'es-ES': 'es: test.talk',
      'es-419': 'es: test.talk',
    })
    assert.deepEqual(
      command?.options?.map((option) => [option.name, option.type]),
      [
        ['name', 3],
        ['page', 4],
        ['loud', 5],
        ['mood', 3],
      ]
    )
    assert.isFalse(command?.nsfw)
  })

  test('adults-only commands are age-restricted', ({ assert }) => {
    const [command] = wantedCommands([{ ...talk, guards: [adultOnly] }], words)
    assert.isTrue(command?.nsfw)
  })

  test('long descriptions are cut to what Discord takes', ({ assert }) => {
    const long = { ...words, t: () => 'x'.repeat(300) }
    assert.lengthOf(wantedCommands([talk], long)[0]?.description ?? '', 100)
  })

  test('equal lists differ in nothing, whatever Discord adds', ({ assert }) => {
    const stored = wanted().map((command) => ({
      ...command,
      id: '1',
      version: '2',
      default_member_permissions: null,
      name_localizations: null,
    }))
    assert.isTrue(isEmpty(diffCommands(wanted(), stored)))
  })

  test('new, changed and dropped commands are told apart', ({ assert }) => {
    const other = { ...wanted()[0], name: 'old' }
    assert.deepEqual(diffCommands(wanted(), [other]), {
      create: ['talk'],
      edit: [],
      delete: ['old'],
    })
    for (const change of [
      { description: 'something else' },
      { nsfw: true },
      { contexts: [0] },
      { description_localizations: { 'es-ES': 'otra cosa', 'es-419': 'es: test.talk' } },
      { options: wanted()[0]?.options?.slice(0, 2) },
      { options: wanted()[0]?.options?.map((option) => ({ ...option, required: false })) },
    ]) {
      const diff = diffCommands(wanted(), [{ ...wanted()[0], ...change }])
      assert.deepEqual(diff, { create: [], edit: ['talk'], delete: [] }, JSON.stringify(change))
    }
  })

  test('Discord takes the list, and a restart writes nothing', async ({ assert, cleanup }) => {
    const { discord, stop } = await startHarness({}, (_discord, kit) => {
      kit.typable = [talk]
    })
    cleanup(stop)
    await discord.until('the command', () => discord.world.commands.length === 1)
    assert.isTrue(isEmpty(diffCommands(wanted(), discord.world.commands)))
  })
})
