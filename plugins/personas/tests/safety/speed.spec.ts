import { test } from '@japa/runner'
import { payingFan, seed, walletOf } from '#plugins/personas/tests/support/house'
import { takeCare } from '#plugins/personas/safety/careful'
import { personIdOf } from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { until } from '#tests/support/until'

test.group('A look at a message takes no time of the reply', (group) => {
  let server: ModelServer
  group.setup(async () => {
    await seed()
    server = await connectModelServer({ moderation: 'omni-moderation-latest' })
    return () => server.close()
  })
  group.each.setup(() => {
    server.emulator.always({ kind: 'answer', text: 'All is well.' })
    server.emulator.media.moderations.always({ kind: 'answer' })
  })

  const requests = (path: string) => server.emulator.requests.filter((r) => r.path === path)

  test('the model is asked beside it, and no word is shown before the verdict', async ({
    assert,
  }) => {
    const fan = await payingFan()
    server.emulator.requests.length = 0
    server.emulator.media.moderations.script({ kind: 'answer', delayMs: 200 })
    let looked = false
    let lookedAtFirstWord: boolean | null = null
    fan.platform.onChunk = () => void (lookedAtFirstWord ??= looked)
    const answering = fan.says('Good evening')
    await until(async () => requests('/v1/chat/completions').length > 0)
    const [look] = requests('/v1/moderations')
    void look?.ended.then(() => (looked = true))
    assert.isFalse(looked)
    await answering
    assert.isTrue(lookedAtFirstWord)
    assert.equal((await walletOf(fan)).available, 46_000n)
  })

  test('after a crisis nothing is asked of a model before the verdict', async ({ assert }) => {
    const fan = await payingFan()
    await takeCare(await personIdOf(fan))
    server.emulator.requests.length = 0
    server.emulator.media.moderations.script({
      kind: 'answer',
      delayMs: 100,
      flagged: true,
      scores: { 'self-harm/intent': 0.9 },
    })
    await fan.says('Good evening')
    assert.lengthOf(requests('/v1/moderations'), 1)
    assert.isEmpty(requests('/v1/chat/completions'))
    assert.equal((await walletOf(fan)).available, 48_000n)
  })
})
