import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { Fan } from '#app/bot_kit/testing/conversation'

test.group('Payments | /buy', () => {
  test('says honestly that nothing can be bought, what coins will cost, and what a guest can do', async ({
    assert,
  }) => {
    const fan = new Fan(randomUUID(), {})
    await fan.says('/buy')
    const words = fan.lastText()
    assert.include(words, 'cannot be bought here yet')
    assert.include(words, 'No payment service is connected')
    assert.include(words, '1 coin: $0.01 · 100 coins: $0.99')
    assert.include(words, 'you get 50 coins as a present')
    assert.isDefined(fan.buttonId('Join for free'))
  })

  test('tells a member what works without buying', async ({ assert }) => {
    const fan = new Fan(randomUUID(), { locale: 'es' })
    const identity = await app.container.make('identity')
    await identity.join((await fan.identified()).account.id)
    await fan.says('/buy')
    assert.include(fan.lastText(), 'siguen siendo tuyas')
    assert.isDefined(fan.buttonId('Ver mis monedas'))
  })
})
