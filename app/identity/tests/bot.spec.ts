import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { conversation, type Fan, type FanOptions } from '#app/bot_kit/testing/conversation'
import type { CardNode } from '#app/bot_kit/reply'

async function aMember(options: FanOptions = {}): Promise<Fan> {
  const fan = await conversation.fan(options)
  const identity = await app.container.make('identity')
  await identity.join((await fan.identified()).account.id)
  return fan
}

/** The newest thing that was drawn, which has to be a card. */
function cardOf(fan: Fan): { card: CardNode; private: boolean } {
  const seen = fan.seen.at(-1)
  if (!seen || !('drawing' in seen) || seen.node.kind !== 'card')
    throw new Error('No card was drawn')
  return { card: seen.node, private: seen.drawing.private }
}

test.group('/login', () => {
  test('gives a member a private link that signs in once', async ({ assert }) => {
    const fan = await aMember()
    await fan.says('/login')

    const { card, private: isPrivate } = cardOf(fan)
    assert.isTrue(isPrivate)
    assert.include(card.text, '15 minutes')
    const [button] = card.buttons ?? []
    if (!button || !('url' in button)) return assert.fail('there is no link')
    const token = /^https?:\/\/[^/]+\/sign-in\/([\w-]{43})$/.exec(button.url)?.[1]
    const identity = await app.container.make('identity')
    const signedIn = await identity.redeemSignInToken(String(token))
    assert.equal(signedIn?.id, (await fan.identified()).person?.id)
    assert.isNull(await identity.redeemSignInToken(String(token)))
  })

  test('invites a guest to join instead', async ({ assert }) => {
    const fan = await conversation.fan()
    await fan.says('/login')
    assert.notInclude(fan.texts().join('\n'), '/sign-in/')
    assert.isDefined(fan.buttonId('Join for free'))
  })

  test('shows no link where everyone would see it', async ({ assert }) => {
    const fan = await aMember({ place: { kind: 'group', id: 'a group' } })
    await fan.says('/login')
    assert.include(fan.lastText(), 'direct message')
  })

  test('may be asked for again only after a moment', async ({ assert }) => {
    const fan = await aMember()
    await fan.says('/login')
    await fan.says('/login')
    assert.include(fan.lastText(), 'One moment')
  })
})

test.group('/terms', () => {
  test('tells a guest what joining means, and offers it', async ({ assert }) => {
    const fan = await conversation.fan()
    await fan.says('/terms')
    const { card } = cardOf(fan)
    const words = fan.lastText()
    for (const said of ['an AI', 'coins', 'Refunds', 'Your data', '18']) assert.include(words, said)
    assert.include(words, '50 coins')
    assert.deepEqual(card.buttons, [
      { label: 'Agree and join', invoke: { command: 'accept_terms' }, style: 'primary' },
    ])
  })

  test('does not ask a member again', async ({ assert }) => {
    const fan = await aMember()
    await fan.says('/terms')
    assert.deepEqual(cardOf(fan).card.buttons, [])
    assert.include(fan.lastText(), 'You have agreed')
  })

  test('are told in Spanish', async ({ assert }) => {
    const fan = await conversation.fan({ locale: 'es-AR' })
    await fan.says('/terms')
    assert.include(fan.lastText(), 'Hablas con una IA')
    assert.include(fan.lastText(), '50 monedas')
  })
})
