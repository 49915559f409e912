import { test } from '@japa/runner'
import coins from '#config/coins'
import { Ai } from '#plugins/ai/ai'
import { CATALOGUE, costOf, DEFAULT_MODEL_ID } from '#plugins/ai/catalogue'
import { OpenAiProvider } from '#plugins/ai/providers/openai_provider'
import { settingsFrom } from '#plugins/ai/settings'
import { PATIENT } from '#plugins/ai/tests/support/talk'

/** The platform keeps 30 % of what a reply costs. */
const PLATFORM_PERCENT = 30n

const connection = { apiKey: 'sk', baseUrl: null, model: null }
const ai = new Ai({
  settings: { ...PATIENT, connection },
  provider: new OpenAiProvider(connection, 1_000),
  demo: false,
  onUsage: () => undefined,
})

test.group('catalogue', () => {
  test('has six models from half a coin to two, cheapest first', ({ assert }) => {
    const prices = CATALOGUE.map((entry) => entry.price)

    assert.lengthOf(CATALOGUE, 6)
    assert.equal(new Set(CATALOGUE.map((entry) => entry.id)).size, 6)
    assert.equal(prices[0], 500n)
    assert.equal(prices.at(-1), 2_000n)
    assert.deepEqual(
      prices,
      [...prices].sort((a, b) => Number(a - b))
    )
  })

  test('the default model costs two coins and has a stand-in on another model of the server', ({
    assert,
  }) => {
    const standard = CATALOGUE.find((entry) => entry.id === DEFAULT_MODEL_ID)

    assert.equal(standard?.price, 2_000n)
    assert.isTrue(
      CATALOGUE.some(
        (entry) => entry.price === 2_000n && entry.serverModel !== standard?.serverModel
      )
    )
  })

  test('the dearest reply of $id costs less than the platform keeps of its price')
    .with([...CATALOGUE])
    .run(({ assert }, entry) => {
      const dearest = costOf(entry, entry.contextSize - entry.maxReplyTokens, entry.maxReplyTokens)
      const kept = (entry.price * coins.microPerCoin * PLATFORM_PERCENT) / 100n / 1000n

      assert.isTrue(dearest <= kept, `${dearest} of ${kept} millionths of a dollar`)
      assert.isBelow(entry.maxReplyTokens, entry.contextSize / 4)
    })

  test('costs are rounded up to a millionth of a dollar', ({ assert }) => {
    const [spark] = CATALOGUE
    if (!spark) throw new Error('The catalogue is empty')

    assert.equal(costOf(spark, 0, 0), 0n)
    assert.equal(costOf(spark, 1, 0), 1n)
    assert.equal(costOf(spark, 1_000, 1_000), 500n)
  })
})

test.group('choosing', () => {
  test('an unknown id, or none, is the default model', ({ assert }) => {
    assert.equal(ai.model('breeze').id, 'breeze')
    assert.equal(ai.model('gpt-9').id, 'standard')
    assert.equal(ai.model(null).id, 'standard')
  })

  test('recommends the best model that a wallet affords ten replies of', ({ assert }) => {
    assert.equal(ai.recommend(50_000n).id, 'standard')
    assert.equal(ai.recommend(20_000n).id, 'standard')
    assert.equal(ai.recommend(19_999n).id, 'journal')
    assert.equal(ai.recommend(10_000n).id, 'canvas')
    assert.equal(ai.recommend(5_000n).id, 'breeze')
    assert.equal(ai.recommend(4_999n).id, 'spark')
    assert.equal(ai.recommend(0n).id, 'spark')
  })

  test('says nothing of servers and their prices', ({ assert }) => {
    for (const model of ai.models()) {
      assert.notProperty(model, 'cost')
      assert.notProperty(model, 'serverModel')
      assert.isFalse(model.demo)
    }
  })
})

test.group('settings', () => {
  const from = (apiKey?: string, baseUrl?: string, model?: string) =>
    settingsFrom({ apiKey, baseUrl, model }).connection

  test('neither key nor address: the demo model', ({ assert }) => {
    assert.isNull(from())
    assert.isNull(from('', ''))
    assert.isNull(from(undefined, undefined, 'llama3.2'))
  })

  test('a key is OpenAI, an address is a server with or without one', ({ assert }) => {
    assert.deepEqual(from('sk'), { apiKey: 'sk', baseUrl: null, model: null })
    assert.deepEqual(from(undefined, 'http://127.0.0.1:11434/v1/', 'llama3.2'), {
      apiKey: null,
      baseUrl: 'http://127.0.0.1:11434/v1',
      model: 'llama3.2',
    })
  })
})
