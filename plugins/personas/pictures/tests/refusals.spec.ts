import { test } from '@japa/runner'
import { conversation } from '#app/bot_kit/testing/conversation'
import { DRAWING, keptPictures, picturesSeenBy } from '#plugins/personas/pictures/tests/support'
import {
  codesSeenBy,
  fanOfLuna,
  leaveCoins,
  seed,
  walletOf,
} from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'

test.group('What /imagine refuses', (group) => {
  let server: ModelServer
  group.setup(seed)
  group.each.setup(async () => {
    server = await connectModelServer(DRAWING)
    return () => server.close()
  })

  const asked = () => server.emulator.mediaRequests('images')

  test('a wallet that is too light is told, and the wish waits for coins', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/imagine a lighthouse')
    await leaveCoins(fan, 400n)
    await fan.presses('Draw it · 1 coin')
    assert.include(codesSeenBy(fan), 'insufficient_coins')
    assert.lengthOf(asked(), 0)

    await leaveCoins(fan, 5_000n)
    await fan.presses('Draw it · 1 coin')
    assert.lengthOf(picturesSeenBy(fan), 1)
    assert.equal((await walletOf(fan)).available, 4_000n)
  })

  test('words that are not for pictures are stopped before any price', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/imagine a naked 12 year old girl')

    assert.include(codesSeenBy(fan), 'blocked_content')
    assert.lengthOf(await keptPictures(fan), 0)
  })

  test('changes that are not for pictures are stopped too, and not kept', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/imagine a lighthouse')
    await fan.presses('Draw it · 1 coin')
    await fan.presses('Again with changes · 1 coin')
    await fan.sends({
      kind: 'form',
      button: fan.buttonId('Draw it · 1 coin') ?? '',
      values: { changes: 'with a naked 12 year old girl' },
    })

    assert.include(codesSeenBy(fan), 'blocked_content')
    assert.lengthOf(await keptPictures(fan), 1)
    assert.equal((await walletOf(fan)).available, 49_000n)
  })

  test('a cry for help gets help instead of a picture', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/imagine I want to kill myself tonight')

    assert.match(fan.lastText(), /988|help/i)
    assert.lengthOf(await keptPictures(fan), 0)
  })

  test('what came is looked at too: what is not fit to be shown is not, and costs nothing', async ({
    assert,
  }) => {
    const strict = await connectModelServer({ ...DRAWING, moderation: 'omni-moderation-latest' })
    try {
      const fan = await fanOfLuna()
      await fan.says('/imagine a lighthouse')
      strict.emulator.media.moderations.script(
        { kind: 'answer' },
        { kind: 'answer', scores: { 'violence/graphic': 0.9 } }
      )
      await fan.presses('Draw it · 1 coin')

      const looks = strict.emulator.mediaRequests('moderations')
      assert.match(JSON.stringify(looks.at(-1)?.body), /data:image\/png;base64,/)
      assert.equal(looks.at(-1)?.status, 200)
      assert.lengthOf(picturesSeenBy(fan), 0)
      assert.include(codesSeenBy(fan), 'blocked_content')
      assert.equal((await walletOf(fan)).available, 50_000n)

      await fan.presses('Again with changes · 1 coin')
      await fan.sends({
        kind: 'form',
        button: fan.buttonId('Draw it · 1 coin') ?? '',
        values: { changes: 'in a calm sea' },
      })
      assert.lengthOf(picturesSeenBy(fan), 1)
    } finally {
      await strict.close()
    }
  })

  test('guests are asked to join; who talks to nobody is asked whom', async ({ assert }) => {
    const guest = await conversation.fan()
    await guest.says('/imagine a lighthouse')
    assert.include(codesSeenBy(guest), 'needs_account')

    const fan = await conversation.fan()
    await fan.says('/start')
    await fan.says('/join')
    await fan.says('/imagine a lighthouse')
    assert.include(fan.lastText(), 'Who should draw it?')
  })

  test('somebody else’s picture is not to be had', async ({ assert }) => {
    const fan = await fanOfLuna()
    const other = await fanOfLuna()
    await fan.says('/imagine a lighthouse')
    const button = fan.buttonId('Draw it · 1 coin') ?? ''
    await other.sends({ kind: 'press', button })

    assert.include(codesSeenBy(other), 'button_not_yours')
    assert.lengthOf(asked(), 0)
  })
})

test.group('/imagine without a picture model', (group) => {
  group.setup(seed)

  test('says which settings are missing', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/imagine a lighthouse')
    assert.include(fan.lastText(), 'OPENAI_API_KEY')

    const server = await connectModelServer()
    await fan.says('/imagine a lighthouse').finally(() => server.close())
    assert.include(fan.lastText(), 'IMAGE_MODEL')
  })
})
