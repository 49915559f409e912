import { basename } from 'node:path'
import { test } from '@japa/runner'
import bots from '#bots/index'
import plugins from '#plugins/index'
import { argumentsOf, possibleKeys, usesOfWords, wordFiles } from '#tests/contract/support/words'

const LOCALES = ['en', 'es']

test.group('Words', () => {
  test('every area has its words in every language, in files named after it', async ({
    assert,
  }) => {
    const files = await wordFiles()
    const names = new Set([...plugins, ...bots].map(({ name }): string => name))
    for (const [key, group] of Map.groupBy(files, ({ area, prefix }) => `${area} ${prefix}`)) {
      assert.sameMembers(
        group.map(({ locale }) => locale),
        LOCALES,
        key
      )
    }
    for (const { area, path, prefix } of files) {
      const [name = ''] = prefix.split('.')
      if (area === 'resources') assert.isFalse(names.has(name), `${path} is another area's name`)
      else assert.equal(name, basename(area), path)
    }
  })

  test('every language has the same keys, told the same things', async ({ assert }) => {
    const files = await wordFiles()
    for (const english of files.filter(({ locale }) => locale === 'en')) {
      const others = files.filter(
        ({ area, prefix, locale }) =>
          locale !== 'en' && area === english.area && prefix === english.prefix
      )
      for (const other of others) {
        assert.sameMembers([...other.messages.keys()], [...english.messages.keys()], other.path)
        for (const [key, message] of other.messages) {
          const expected = argumentsOf(english.messages.get(key) ?? '')
          assert.deepEqual(argumentsOf(message), expected, `${other.path}: ${key}`)
        }
      }
    }
  })

  test('no message is empty, and none is the English one by oversight', async ({ assert }) => {
    const files = await wordFiles()
    const english = new Map(
      files.filter(({ locale }) => locale === 'en').flatMap((f) => [...f.messages])
    )
    for (const { path, locale, messages } of files) {
      for (const [key, message] of messages) {
        assert.notEqual(message.trim(), '', `${path}: ${key}`)
        // A sentence of several words that reads the same in two languages was forgotten.
        const words = message.replaceAll(/\{[^}]*\}/g, '').match(/\p{L}{3,}/gu) ?? []
        if (locale !== 'en' && words.length > 3) {
          assert.notEqual(message, english.get(key), `${path}: ${key}`)
        }
      }
    }
  })

  test('every key that the program asks for exists', async ({ assert }) => {
    const files = await wordFiles()
    const keys = files
      .filter(({ locale }) => locale === 'en')
      .flatMap((f) => [...f.messages.keys()])
    const missing = (await usesOfWords())
      .filter(({ key, whole }) =>
        whole ? !keys.includes(key) : !keys.some((known) => known.startsWith(key))
      )
      .map(({ path, key }) => `${path}: ${key}`)
    assert.deepEqual(missing, [])
  })

  test('no word is left that nobody says', async ({ assert }) => {
    const files = await wordFiles()
    const said = await possibleKeys()
    const beginnings = [...said].map((key) => `${key}.`)
    const halves = (await usesOfWords()).filter(({ whole }) => !whole).map(({ key }) => key)
    const dead = files
      .filter(({ locale }) => locale === 'en')
      .flatMap(({ messages }) => [...messages.keys()])
      .filter((key) => !said.has(key))
      .filter((key) => ![...beginnings, ...halves].some((beginning) => key.startsWith(beginning)))
    assert.deepEqual(dead, [])
  })
})
