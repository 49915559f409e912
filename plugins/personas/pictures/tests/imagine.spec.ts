import { test } from '@japa/runner'
import ExifReader from 'exifreader'
import { conversation } from '#app/bot_kit/testing/conversation'
import { AI_MADE } from '#plugins/personas/pictures/mark/xmp'
import {
  DRAWING,
  fileOf,
  keptPictures,
  picturesSeenBy,
} from '#plugins/personas/pictures/tests/support'
import { sql } from '#app/support/sql'
import { fanOfLuna, personIdOf, seed, walletOf } from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { CONTENT_POLICY } from '#tests/emulators/openai/index'
import { until } from '#tests/support/until'

test.group('/imagine', (group) => {
  let server: ModelServer
  group.setup(seed)
  group.each.setup(async () => {
    server = await connectModelServer(DRAWING)
    return () => server.close()
  })

  const asked = () => server.emulator.mediaRequests('images')

  test('shows the price, draws after a yes, and says in words and in the file that an AI made it', async ({
    assert,
  }) => {
    const fan = await fanOfLuna()
    await fan.says('/imagine you on the balcony under the stars')

    assert.include(fan.texts().at(-2), 'you on the balcony under the stars')
    assert.include(fan.texts().at(-2), '1 coin')
    assert.lengthOf(asked(), 0)
    assert.equal((await walletOf(fan)).available, 50_000n)

    await fan.presses('Draw it · 1 coin')

    const [picture] = picturesSeenBy(fan)
    assert.include(picture?.caption, 'made by an AI')
    assert.equal(picture?.speaker?.name, 'Luna')
    assert.equal(ExifReader.load(fileOf(picture)).DigitalSourceType?.value, AI_MADE)
    assert.equal((await walletOf(fan)).available, 49_000n)
    assert.equal((await walletOf(fan)).held, 0n)
    assert.containSubset(await keptPictures(fan), [
      { outcome: 'delivered', price: 1_000n, charge: 1_000n, model_id: 'standard' },
    ])
    const { body } = asked()[0] ?? {}
    assert.containSubset(body, { model: 'gpt-image-2.5-flare' })
    assert.match(JSON.stringify(body), /A picture: you on the balcony under the stars/)
    assert.match(JSON.stringify(body), /Luna, who looks like this/)
  })

  test('the picture is drawn with another model at its own price, which is remembered', async ({
    assert,
  }) => {
    const fan = await fanOfLuna()
    await fan.says('/imagine a lighthouse')
    await fan.presses('Premium · 2 coins')
    assert.include(fan.texts().at(-2), 'Premium')
    await fan.presses('Draw it · 2 coins')

    assert.equal((await walletOf(fan)).available, 48_000n)
    await fan.says('/imagine another lighthouse')
    assert.include(fan.texts().at(-2), 'Premium')
  })

  test('is asked for in a form when no words came with it', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/imagine')
    assert.equal(fan.lastText(), 'A picture from Luna')

    await fan.sends({
      kind: 'form',
      button: fan.buttonId('Show me the price') ?? '',
      values: { words: 'a lighthouse' },
    })
    assert.include(fan.texts().at(-2), '“a lighthouse”')
  })

  test('again, and again with changes, at the price on the button', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/imagine a lighthouse')
    await fan.presses('Draw it · 1 coin')
    await fan.presses('Again · 1 coin')
    await fan.presses('Again with changes · 1 coin')
    await fan.sends({
      kind: 'form',
      button: fan.buttonId('Draw it · 1 coin') ?? '',
      values: { changes: 'at dawn' },
    })

    assert.lengthOf(picturesSeenBy(fan), 3)
    assert.equal((await walletOf(fan)).available, 47_000n)
    assert.deepEqual(
      (await keptPictures(fan)).map(({ words }) => words),
      ['a lighthouse', 'a lighthouse', 'a lighthouse; at dawn']
    )
  })

  test('a failed picture is free, says so, and is had with one tap', async ({ assert }) => {
    const fan = await fanOfLuna()
    for (const behaviour of [
      { kind: 'error', status: 500 },
      { kind: 'error', status: 429 },
      { kind: 'die' },
      { kind: 'answer', sends: 'broken_base64' },
      { kind: 'answer', sends: 'not_a_picture' },
    ] as const) {
      server.emulator.media.images.script(behaviour)
      await fan.says('/imagine a lighthouse')
      await fan.presses('Draw it · 1 coin')
      assert.include(fan.texts().at(-2), 'Nothing was charged')
      assert.equal((await walletOf(fan)).available, 50_000n)
      assert.equal((await walletOf(fan)).held, 0n)
    }
    await fan.presses('Again · 1 coin')

    assert.lengthOf(picturesSeenBy(fan), 1)
    assert.equal((await walletOf(fan)).available, 49_000n)
  })

  test('what the picture service refuses is free and asks for other words', async ({ assert }) => {
    const fan = await fanOfLuna()
    server.emulator.media.images.always(CONTENT_POLICY)
    await fan.says('/imagine a lighthouse')
    await fan.presses('Draw it · 1 coin')

    assert.include(fan.texts().at(-2), 'did not want to draw that')
    assert.isDefined(fan.buttonId('Again with changes · 1 coin'))
    assert.equal((await walletOf(fan)).available, 50_000n)
  })

  test('/stop ends it and nothing is charged', async ({ assert }) => {
    const fan = await fanOfLuna()
    server.emulator.media.images.always({ kind: 'hang' })
    await fan.says('/imagine a lighthouse')
    const drawing = fan.presses('Draw it · 1 coin')
    await until(async () => asked().length === 1)
    assert.equal((await walletOf(fan)).held, 1_000n)
    await fan.says('/stop')
    await drawing

    assert.include(fan.texts().join('\n'), 'The picture was not finished')
    assert.equal((await walletOf(fan)).available, 50_000n)
    assert.equal((await walletOf(fan)).held, 0n)
    assert.containSubset(await keptPictures(fan), [{ outcome: 'stopped', charge: 0n }])
  })

  test('a picture that does not reach the fan is not paid for', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/imagine a lighthouse')
    fan.platform.undeliverable = 'blocked'
    await fan.presses('Draw it · 1 coin')

    assert.equal((await walletOf(fan)).available, 50_000n)
    assert.containSubset(await keptPictures(fan), [
      { outcome: 'undelivered', failure: 'blocked', charge: 0n, content: null },
    ])
  })

  test('one at a time: in another chat the same person waits, and pays once', async ({
    assert,
  }) => {
    const fan = await fanOfLuna()
    const elsewhere = await conversation.fan({
      platformId: fan.platformId,
      place: { id: 'another-chat' },
    })
    await fan.says('/imagine a lighthouse')
    await elsewhere.says('/imagine a ship')
    server.emulator.media.images.script({ kind: 'answer', delayMs: 400 })
    const drawing = fan.presses('Draw it · 1 coin')
    await until(async () => asked().length === 1)
    await elsewhere.presses('Draw it · 1 coin')
    await drawing

    assert.include(elsewhere.lastText(), 'One picture at a time')
    assert.lengthOf(picturesSeenBy(fan), 1)
    assert.equal((await walletOf(fan)).available, 49_000n)
    await elsewhere.presses('Draw it · 1 coin')
    assert.lengthOf(picturesSeenBy(elsewhere), 1)
  })

  test('on OpenAI’s service the coins are the platform’s; from a server of one’s own the creator has a share', async ({
    assert,
  }) => {
    const creator = await fanOfLuna()
    const creatorId = await personIdOf(creator)
    await sql(
      'update personas_personas set creator_id = :creatorId, updated_at = now() where slug = :slug',
      {
        creatorId,
        slug: 'luna',
      }
    )
    const earned = async () => {
      const { earnings } = await walletOf(creator)
      return earnings.promo + earnings.purchased + earnings.earned
    }
    const draws = async () => {
      const fan = await fanOfLuna()
      await fan.says('/imagine a lighthouse')
      await fan.presses('Draw it · 1 coin')
    }
    try {
      await draws()
      assert.equal(await earned(), 0n)
      const own = await connectModelServer({ images: { model: 'local-diffusion' } })
      await draws().finally(() => own.close())
      assert.equal(await earned(), 700n)
    } finally {
      await sql(
        'update personas_personas set creator_id = null, updated_at = now() where slug = :slug',
        {
          slug: 'luna',
        }
      )
    }
  })
})
