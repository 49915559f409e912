import { test } from '@japa/runner'
import { PICTURES } from '#plugins/personas/pictures/limits'
import { picturePrompt } from '#plugins/personas/pictures/picture_prompt'
import { findPersona } from '#plugins/personas/queries/find_persona'
import { chatServices } from '#plugins/personas/services'
import { contextOfPersonas, seed } from '#plugins/personas/tests/support/house'

/** What `plugins/ai` sends of a prompt at most. */
const SENT_TOKENS = 400

test.group('What a picture model is told', (group) => {
  group.setup(seed)

  test('holds the whole wish and the persona’s looks, and none of its private notes', async ({
    assert,
  }) => {
    const luna = await findPersona('luna')
    if (!luna) throw new Error('Luna is not there')
    const long = {
      ...luna,
      description: 'long silver hair, '.repeat(200),
      scenario: 'x '.repeat(900),
    }
    const words = `${'a lantern '.repeat(PICTURES.words / 10 - 1)}at the end`
    const notes = { systemPrompt: 'SECRET ONE', postHistory: 'SECRET TWO', rules: ['SECRET THREE'] }

    const prompt = picturePrompt({ ...long, ...notes }, words)

    assert.include(prompt, words)
    assert.include(prompt, 'long silver hair')
    const { ai } = chatServices(await contextOfPersonas())
    assert.isAtMost(ai.countTokens(prompt), SENT_TOKENS)
    assert.notInclude(prompt, 'SECRET')
    assert.include(picturePrompt(luna, 'a lighthouse'), luna.name)
  })
})
