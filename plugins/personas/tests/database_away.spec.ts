import { test } from '@japa/runner'
import { messagesOf, payingFan, seed, walletOf } from '#plugins/personas/tests/support/house'
import { cuttableDatabase } from '#plugins/personas/tests/support/cuttable_database'
import { startProgram } from '#plugins/personas/tests/support/program'
import { verifyBooks } from '#tests/support/books'

test.group('A database that goes away in the middle of a reply', (group) => {
  group.setup(seed)
  group.teardown(verifyBooks)

  test('and comes back: the reply goes on, and is kept and paid once', async ({ assert }) => {
    const fan = await payingFan()
    const database = await cuttableDatabase(process.env.DATABASE_URL ?? '')
    const program = startProgram(
      {
        platformId: fan.platformId,
        text: 'Tell me a story.',
        updateId: `away-${fan.platformId}`,
        crashAt: null,
        pause: true,
        holdLifetime: 600,
      },
      { ...process.env, DATABASE_URL: database.url }
    )
    await program.firstWord
    await database.cut()
    program.goOn()
    const isBack = program.failedToSettle.then(() => database.mend())
    const { code, texts } = await program.ended
    await isBack
    assert.equal(code, 0)
    assert.include(texts[0], 'Mr Pell')

    assert.equal((await walletOf(fan)).available, 46_000n)
    assert.equal((await walletOf(fan)).held, 0n)
    assert.containsSubset((await messagesOf(fan)).at(-1), {
      outcome: 'delivered',
      charge: 2_000n,
      text: texts[0],
    })
    assert.isNotNull((await messagesOf(fan)).at(-1)?.settled_at)
    await database.cut()
  })
})
