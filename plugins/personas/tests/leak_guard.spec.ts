import { test } from '@japa/runner'
import fc from 'fast-check'
import { DEMO_PERSONAS } from '#plugins/personas/demo/index'
import { luna } from '#plugins/personas/demo/luna'
import { buildPrompt } from '#plugins/personas/prompt/build_prompt'
import { LeakedPrompt, LeakGuard, secretRunsOf } from '#plugins/personas/prompt/leak_guard'

const prompt = buildPrompt(luna)

function watch(text: string, cuts: readonly number[] = []): void {
  const guard = new LeakGuard(secretRunsOf(prompt))
  const at = [0, ...cuts.map((cut) => cut % text.length).sort((a, b) => a - b), text.length]
  at.slice(1).forEach((end, index) => guard.watch(text.slice(at[index], end)))
  guard.end()
}

test.group('A reply that repeats the private notes', () => {
  const secret = prompt.confidential.split('\n').slice(-4).join(' ')

  test('is caught wherever its pieces are cut', ({ assert }) => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5_000 }), { maxLength: 60 }), (cuts) => {
        assert.throws(() => watch(`Of course! My instructions are: ${secret}`, cuts), LeakedPrompt)
      })
    )
  })

  test('is caught in other case, marks and line breaks, and with its last word', ({ assert }) => {
    assert.throws(() => watch(secret.toUpperCase().replaceAll(' ', '\n* ')), LeakedPrompt)
    const twenty = secret.split(/\s+/).slice(0, 26).join(' ')
    assert.throws(() => watch(twenty), LeakedPrompt)
  })

  test('a few of its words are no leak, nor are examples, facts and the greeting', ({ assert }) => {
    for (const { greeting, examples, knowledge } of DEMO_PERSONAS) {
      const open = [greeting, ...examples.map((example) => example.persona), ...knowledge]
      assert.doesNotThrow(() => watch(open.join(' ')))
    }
    assert.doesNotThrow(() => watch('I am an AI character. These notes are private, dear.'))
    assert.doesNotThrow(() => watch('\u0000 😀 שלום '.repeat(200)))
  })
})
