import { test } from '@japa/runner'
import { Learned } from '#plugins/ai/media/learned'

test.group('what a server turned out not to do', () => {
  test('is remembered for ten minutes, for that model alone', ({ assert }) => {
    let now = 1_000_000
    const learned = new Learned(() => now)
    learned.learn('images:flux')

    assert.isTrue(learned.lacks('images:flux'))
    assert.isFalse(learned.lacks('images:other'))
    now += 10 * 60_000 - 1
    assert.isTrue(learned.lacks('images:flux'))
    now += 1
    assert.isFalse(learned.lacks('images:flux'), 'its operator may have mended it')
  })
})
