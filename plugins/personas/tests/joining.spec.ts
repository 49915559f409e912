import { test } from '@japa/runner'
import { conversation } from '#app/bot_kit/testing/conversation'
import { personIdOf, seed, walletOf } from '#plugins/personas/tests/support/house'

test.group('Joining', (group) => {
  group.setup(seed)

  test('/start gives the welcome coins once, and says what was accepted', async ({ assert }) => {
    const fan = await conversation.fan({ displayName: 'Ada' })
    await fan.says('/start')
    assert.include(fan.texts()[0], 'Welcome, Ada!')
    assert.include(fan.texts()[0], 'accepted the terms')
    assert.include(fan.lastText(), 'Who would you like to talk to?')
    assert.isDefined(fan.buttonId('Read the terms'))
    const person = await personIdOf(fan)

    await fan.says('/start')
    assert.include(
      fan.texts(),
      'Good to see you again! You are a member already, so everything is as you left it.'
    )
    assert.equal(await personIdOf(fan), person)
    assert.equal((await walletOf(fan)).available, 50_000n)
  })

  test('a deep link joins and meets the persona; one that is broken shows everyone', async ({
    assert,
  }) => {
    const fan = await conversation.fan()
    await fan.says('/start bolt')
    assert.include(fan.lastText(), 'A human woke up')
    await fan.says('/start who-knows_42')
    assert.include(fan.lastText(), 'Who would you like to talk to?')
  })

  test('ten presses at once make one person and one present', async ({ assert }) => {
    const fan = await conversation.fan()
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        fan.sends({ kind: 'command', name: 'start' }, `many-${fan.platformId}-${index}`)
      )
    )
    assert.equal((await walletOf(fan)).available, 50_000n)
  })

  test('on the web /start invites to the page where one joins by e-mail', async ({ assert }) => {
    const visitor = await conversation.fan({ frontend: 'web' })
    const [offer] = await visitor.says('/start luna')
    assert.isNull((await visitor.identified()).person)
    const links = offer?.node.kind === 'choice' ? offer.node.buttons : []
    assert.isTrue(links.some((link) => 'url' in link && link.url.endsWith('/sign-up')))
    assert.include(visitor.lastText(), 'you found the path')
  })
})
