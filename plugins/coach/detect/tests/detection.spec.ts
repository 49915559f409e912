import { test } from '@japa/runner'
import { scoreOf } from '#plugins/coach/detect/score'
import { SENTENCES } from '#plugins/coach/detect/sentences'

test.group('Decisions in what is said, by patterns', () => {
  test('at least 120 sentences, half of which decide nothing', ({ assert }) => {
    assert.isAtLeast(SENTENCES.length, 120)
    const nothing = SENTENCES.filter(({ expect }) => !expect).length
    assert.isAtLeast(nothing, SENTENCES.length / 2)
  })

  test('precision at least 0.95, recall at least 0.85', ({ assert }) => {
    const { precision, recall, mistakes } = scoreOf(SENTENCES)
    assert.isAtLeast(precision, 0.95, JSON.stringify(mistakes))
    assert.isAtLeast(recall, 0.85, JSON.stringify(mistakes))
  })

  test('nothing is noted in sentences that no pattern was made with, where nothing is decided', ({
    assert,
  }) => {
    const traps = SENTENCES.filter(({ heldOut, expect }) => heldOut === true && !expect)
    assert.isAtLeast(traps.length, 20)
    assert.deepEqual(scoreOf(traps).mistakes, [])
  })
})
