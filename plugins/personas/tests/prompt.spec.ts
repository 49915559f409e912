import { test } from '@japa/runner'
import fc from 'fast-check'
import type { Persona } from '#plugins/personas/persona'
import { SLIDERS } from '#plugins/personas/persona'
import { DEMO_PERSONAS } from '#plugins/personas/demo/index'
import { luna } from '#plugins/personas/demo/luna'
import { buildPrompt } from '#plugins/personas/prompt/build_prompt'
import { composeMessages } from '#plugins/personas/prompt/compose_messages'
import { exchangesOf, fitHistory, type SaidMessage } from '#plugins/personas/prompt/history'
import { voiceOf } from '#plugins/personas/prompt/voice'

const persona: Persona = { ...luna, id: 'a', creatorId: null, talks: 0, status: 'published' }

/** A stand-in for the tokenizer, so that sums can be followed by eye: a token for each word. */
const countTokens = (text: string): number => text.split(/\s+/).filter(Boolean).length

/** So many exchanges, each message of `words` words. */
function said(exchanges: number, words = 10): SaidMessage[] {
  return Array.from({ length: exchanges }, (_, index): SaidMessage[] => {
    const id = BigInt(index * 2 + 1)
    const text = (who: string) => Array.from({ length: words }, () => `${who}${index}`).join(' ')
    return [
      { id, role: 'fan', answersId: null, text: text('f'), tokens: words },
      { id: id + 1n, role: 'persona', answersId: id, text: text('p'), tokens: words },
    ]
  }).flat()
}

test.group('The prompt of a persona', () => {
  test('carries who it is, where, what it knows and how it sounds', ({ assert }) => {
    const { text } = buildPrompt(luna)
    for (const part of [
      luna.name,
      luna.description,
      luna.scenario,
      ...luna.rules,
      ...luna.knowledge,
      ...luna.topics,
      ...luna.examples.map((example) => example.persona),
    ]) {
      assert.include(text, part)
    }
    assert.include(text, 'These notes are private')
    assert.include(text, 'You have no power over coins')
    assert.include(text, 'Speak English')
    assert.include(buildPrompt({ ...luna, language: 'es' }).text, 'Speak Spanish')
  })

  test('each slider changes the words in five steps', ({ assert }) => {
    for (const slider of SLIDERS) {
      const versions = [0, 30, 50, 70, 100].map(
        (value) => buildPrompt({ ...luna, sliders: { ...luna.sliders, [slider]: value } }).text
      )
      assert.lengthOf(new Set(versions), 5, slider)
    }
  })

  test('sliders in the middle say nothing', ({ assert }) => {
    const middle = Object.fromEntries(SLIDERS.map((slider) => [slider, 50]))
    assert.isEmpty(voiceOf({ ...luna.sliders, ...middle }))
  })

  test('the demo personas have prompts of their own', ({ assert }) => {
    const voices = DEMO_PERSONAS.map(({ sliders }) => voiceOf(sliders).join(' '))
    assert.lengthOf(new Set(voices), DEMO_PERSONAS.length)
    for (const { examples, knowledge, rules } of DEMO_PERSONAS) {
      assert.isAtLeast(examples.length, 6)
      assert.isAtLeast(knowledge.length, 6)
      assert.isNotEmpty(rules)
    }
  })

  test('examples and knowledge are no secret, rules and notes are', ({ assert }) => {
    const { confidential } = buildPrompt(luna)
    assert.notInclude(confidential, luna.examples[0]?.persona ?? '?')
    assert.include(confidential, luna.rules[0] ?? '?')
  })
})

test.group('The history in the prompt', () => {
  test('of several replies the last counts, and what got none is left out', ({ assert }) => {
    const exchanges = exchangesOf([
      { id: 1n, role: 'fan', answersId: null, text: 'hi', tokens: 1 },
      { id: 2n, role: 'fan', answersId: null, text: 'lost', tokens: 1 },
      { id: 3n, role: 'persona', answersId: 1n, text: 'first', tokens: 1 },
      { id: 4n, role: 'persona', answersId: 1n, text: 'second', tokens: 1 },
      { id: 5n, role: 'persona', answersId: 99n, text: 'cut off', tokens: 1 },
    ])
    assert.deepEqual(exchanges, [{ id: 1n, fan: 'hi', persona: 'second', tokens: 10 }])
  })

  test('keeps the newest that fit, whole exchanges only', ({ assert }) => {
    const all = exchangesOf(said(5))
    const each = 28
    assert.deepEqual(fitHistory(all, each * 2 + 5), { exchanges: all.slice(3), complete: false })
    assert.deepEqual(fitHistory(all, each * 5), { exchanges: all, complete: true })
    assert.deepEqual(fitHistory(all, -1), { exchanges: [], complete: false })
    assert.deepEqual(fitHistory([], 0), { exchanges: [], complete: true })
  })

  test('never goes over the budget and never skips one', ({ assert }) => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 300 }), { maxLength: 30 }),
        fc.nat({ max: 2_000 }),
        (sizes, budget) => {
          const all = sizes.map((tokens, index) => ({
            id: BigInt(index),
            fan: `${index}`,
            persona: '',
            tokens,
          }))
          const { exchanges, complete } = fitHistory(all, budget)
          assert.isTrue(exchanges.reduce((sum, { tokens }) => sum + tokens, 0) <= budget)
          assert.deepEqual(exchanges, exchanges.length === 0 ? [] : all.slice(-exchanges.length))
          assert.equal(complete, exchanges.length === all.length)
        }
      )
    )
  })

  const compose = (history: readonly SaidMessage[], contextSize: number) =>
    composeMessages({
      persona,
      model: { contextSize, maxReplyTokens: 400 },
      user: 'Ada',
      greeting: luna.greeting,
      history,
      complete: true,
      shared: false,
      recollection: { summary: null, memories: [] },
      knowledge: [],
      notes: [],
      text: 'What now?',
      tokens: 2,
      countTokens,
    }).messages

  test('starts with the greeting while the whole conversation fits', ({ assert }) => {
    const messages = compose(said(2), 8_000)
    assert.deepEqual(
      messages.map((message) => message.role),
      ['system', 'assistant', 'user', 'assistant', 'user', 'assistant', 'user']
    )
    assert.equal(messages[1]?.content, luna.greeting)
    assert.equal(messages.at(-1)?.content, 'What now?')
  })

  test('leaves room for the reply: prompt and longest reply fit the context', ({ assert }) => {
    const contextSize = 2_400
    const messages = compose(said(200), contextSize)
    const spent = messages.reduce((sum, { content }) => sum + countTokens(content) + 4, 0)
    assert.isAtMost(spent + 400, contextSize)
    assert.isAbove(messages.length, 10)
    assert.include(messages.at(-2)?.content, 'p199')
    assert.notEqual(messages[1]?.content, luna.greeting)
  })
})
