import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { summarise } from '#plugins/ai/demo/summarise'
import { Ai } from '#plugins/ai/ai'
import { DemoProvider } from '#plugins/ai/providers/demo_provider'
import { PATIENT } from '#plugins/ai/tests/support/talk'
import type { UsageRow } from '#plugins/ai/usage'

const TALK = `Fan: I keep bees on the roof.
Luna: Bees! How many hives do the bees have?
Fan: Three hives, and the bees love the lavender on the roof.
Fan: Ok.
Luna: Hm!
Fan: My sister Ana brings lavender from the coast every summer for the hives.
Luna: Then Ana is a friend of the bees.
Fan: It rained today.
Luna: It did.`

test.group('a summary without a model', () => {
  test('takes out what is spoken of most, in its order, the same every time', ({ assert }) => {
    const summary = summarise(TALK)

    assert.include(summary, 'lavender on the roof')
    assert.include(summary, 'Ana brings lavender')
    assert.isBelow(summary.indexOf('lavender on'), summary.indexOf('Ana brings'))
    assert.notInclude(summary, 'Ok.')
    assert.equal(summarise(TALK), summary)
    assert.equal(summarise(''), '')
    assert.equal(summarise('😀 … !!'), '')
  })

  test('is what the demo model gives to the program', async ({ assert }) => {
    const rows: UsageRow[] = []
    const ai = new Ai({
      settings: { ...PATIENT, connection: null },
      provider: new DemoProvider({ pause: 1_000, words: () => (key) => key }),
      demo: true,
      onUsage: (row) => rows.push(row),
    })
    const summary = await ai.complete({
      modelId: 'spark',
      messages: [
        { role: 'system', content: 'Sum up the talk.' },
        { role: 'user', content: TALK },
      ],
      accountId: null,
      personId: randomUUID(),
      purpose: 'personas.summary',
      signal: new AbortController().signal,
    })

    assert.equal(summary, summarise(TALK))
    assert.containSubset(rows, [{ purpose: 'personas.summary', costMicroUsd: 0n }])
  })
})
