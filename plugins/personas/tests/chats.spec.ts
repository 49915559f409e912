import { test } from '@japa/runner'
import { fanOfLuna, messagesOf, payingFan, seed } from '#plugins/personas/tests/support/house'
import { link, onDiscord } from '#plugins/personas/tests/support/people'

test.group('/chats', (group) => {
  group.setup(seed)

  test('lists the conversations with their last words, the same on every platform', async ({
    assert,
  }) => {
    const fan = await payingFan()
    const answer = fan.lastText()
    await fan.says('/talk bolt')
    await fan.says('Ahoy!')
    await fan.says('/talk juno')
    const elsewhere = await onDiscord()
    await link(fan, elsewhere)
    await elsewhere.says('/chats')
    const list = elsewhere.lastText()
    assert.include(list, `Luna ${answer.slice(0, 60)}`)
    assert.include(list, 'You: Ahoy!')
    assert.include(list, 'Nothing said yet')
    assert.isBelow(list.indexOf('Juno'), list.indexOf('Luna'), 'the last one first')
    await elsewhere.presses('Go on with Luna')
    assert.include(elsewhere.lastText(), 'go on where you stopped')
  })

  test('one can be forgotten: words and memories go, what was paid stays', async ({ assert }) => {
    const fan = await payingFan()
    await fan.says('/pin A thing to forget')
    await fan.says('/chats')
    await fan.presses('Forget Luna')
    await fan.presses('Yes, forget it')
    const kept = await messagesOf(fan)
    assert.deepEqual(
      kept.map(({ text, charge }) => [text, charge]),
      [
        ['', 0n],
        ['', 2_000n],
      ]
    )
    await fan.says('/chats')
    assert.include(fan.lastText(), 'You have talked to nobody yet')
    await fan.says('/talk luna')
    assert.include(fan.lastText(), 'you found the path', 'it begins anew')
    await fan.says('/memory')
    assert.include(fan.lastText(), 'keeps nothing in mind')
  })

  test('nobody forgets somebody else’s', async ({ assert }) => {
    const fan = await payingFan()
    await fan.says('/chats')
    const other = await fanOfLuna()
    await other.sends({ kind: 'press', button: fan.buttonId('Forget Luna') ?? '' })
    assert.notInclude(other.lastText(), 'Forget everything')
  })
})
