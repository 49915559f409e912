import { test } from '@japa/runner'
import { defineCommand } from '#app/bot_kit/command'
import { parseOptions } from '#app/bot_kit/options'

const command = defineCommand({
  name: 'example',
  description: 'bot.help.description',
  options: {
    name: { kind: 'text', description: 'bot.help.description', maxLength: 10, required: true },
    page: { kind: 'integer', description: 'bot.help.description', min: 1, max: 99 },
    loud: { kind: 'boolean', description: 'bot.help.description' },
    size: {
      kind: 'choice',
      description: 'bot.help.description',
      choices: [{ value: 'big', name: 'bot.help.title' }],
    },
  },
  positional: 'name',
  guards: [],
  visibility: 'private',
  run: async () => [],
})

test.group('options', () => {
  test('text behind the name is the positional option', ({ assert }) => {
    assert.deepEqual(parseOptions(command, {}, 'Luna'), {
      outcome: 'parsed',
      options: { name: 'Luna' },
    })
  })

  test('a typed option wins over text behind the name', ({ assert }) => {
    assert.deepEqual(parseOptions(command, { name: 'Nova' }, 'Luna'), {
      outcome: 'parsed',
      options: { name: 'Nova' },
    })
  })

  test('strings out of forms and buttons become the types of the options', ({ assert }) => {
    assert.deepEqual(
      parseOptions(command, { name: 'x', page: '7', loud: 'true', size: 'big' }, ''),
      {
        outcome: 'parsed',
        options: { name: 'x', page: 7, loud: true, size: 'big' },
      }
    )
  })

  for (const [option, given] of [
    ['name', {}],
    ['name', { name: '' }],
    ['name', { name: 'far too long a name' }],
    ['page', { name: 'x', page: 0 }],
    ['page', { name: 'x', page: 1.5 }],
    ['page', { name: 'x', page: '9e9' }],
    ['loud', { name: 'x', loud: 'maybe' }],
    ['size', { name: 'x', size: 'huge' }],
  ] as const) {
    test(`${JSON.stringify(given)} is refused for "${option}"`, ({ assert }) => {
      assert.deepEqual(parseOptions(command, given, ''), { outcome: 'bad_option', option })
    })
  }

  test('what the command does not know is dropped', ({ assert }) => {
    assert.deepEqual(parseOptions(command, { name: 'x', __proto__: 'y', other: 'z' }, ''), {
      outcome: 'parsed',
      options: { name: 'x' },
    })
  })
})
