import { test } from '@japa/runner'
import { judgeByRules } from '#plugins/moderation/rules/judge'
import { SECOND, THIRD } from '#plugins/moderation/tests/support/more_sentences'
import { SENTENCES, type Sentence } from '#plugins/moderation/tests/support/sentences'

const KINDS = ['crisis', 'minors', 'fine'] as const

/** Every sentence that there is. */
const ALL: readonly Sentence[] = [
  ...SENTENCES,
  ...[SECOND, THIRD].flatMap((set) => KINDS.flatMap((is) => set[is].map((text) => ({ text, is })))),
]

const verdictOf = ({ text, stage = 'fan', adult = false }: Sentence): Sentence['is'] => {
  const check = judgeByRules({ text, stage, adult })
  return check.outcome === 'blocked' ? check.category : check.outcome
}

interface Measure {
  precision: number
  recall: number
  wrong: readonly string[]
}

function measure(hit: (is: Sentence['is']) => boolean): Measure {
  const judged = ALL.map((sentence) => ({ sentence, said: verdictOf(sentence) }))
  const found = judged.filter(({ said }) => hit(said))
  const meant = judged.filter(({ sentence }) => hit(sentence.is))
  const right = found.filter(({ sentence }) => hit(sentence.is))
  return {
    precision: right.length / found.length,
    recall: right.length / meant.length,
    wrong: judged
      .filter(({ sentence, said }) => hit(said) !== hit(sentence.is))
      .map(({ sentence, said }) => `${said} instead of ${sentence.is}: ${sentence.text}`),
  }
}

const print = (what: string, { precision, recall, wrong }: Measure): void => {
  process.stdout.write(
    `${what}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}\n${wrong.map((line) => `  ${line}\n`).join('')}`
  )
}

test.group('Local rules on labelled sentences', () => {
  test('half of the sentences are traps', ({ assert }) => {
    assert.isAtLeast(ALL.length, 400)
    const fine = ALL.filter(({ is }) => is === 'fine').length
    assert.isAtLeast(fine / ALL.length, 0.45)
  })

  for (const category of ['crisis', 'minors'] as const) {
    test(`${category}: precision at least 0.95, recall at least 0.85`, ({ assert }) => {
      const measured = measure((is) => is === category)
      print(category, measured)
      assert.isAtLeast(measured.precision, 0.95)
      assert.isAtLeast(measured.recall, 0.85)
    })
  }

  test('everything that is stopped: precision at least 0.95, recall at least 0.85', ({
    assert,
  }) => {
    const measured = measure((is) => is !== 'fine')
    print('all categories', measured)
    assert.isAtLeast(measured.precision, 0.95)
    assert.isAtLeast(measured.recall, 0.85)
  })

  test('after a crisis weaker signals count, and only then', ({ assert }) => {
    for (const text of ["I can't do this anymore", 'nobody would miss me', 'ya no puedo más']) {
      assert.equal(judgeByRules({ text, stage: 'fan', adult: false }).outcome, 'fine', text)
      const careful = judgeByRules({ text, stage: 'fan', adult: false, careful: true })
      assert.equal(careful.outcome, 'crisis', text)
    }
  })

  test('the longest message is judged in less than 50 ms, whatever it is made of', ({ assert }) => {
    for (const filler of ['kill ', 'my ', 'how to make ', '1', 'i ..', 'a.b.c.d.', '\u200b']) {
      const text = filler.repeat(Math.ceil(4_000 / filler.length))
      const start = performance.now()
      judgeByRules({ text, stage: 'fan', adult: false })
      assert.isBelow(performance.now() - start, 50, filler)
    }
  })
})
