import { test } from '@japa/runner'
import ExifReader from 'exifreader'
import { signedUp, startSpeakingWorld } from '#tests/e2e/support/speaking_world'
import { buttonLabels } from '#tests/emulators/discord/index'
import { oggOpus } from '#tests/emulators/openai/index'
import { until } from '#tests/support/until'

/** The program has as long as it needs on a busy machine; each wait below has a deadline of its own. */
const TIMEOUT_MS = 120_000
/** What the IPTC calls a picture or a recording that an algorithm made. */
const AI_MADE = 'trainedAlgorithmicMedia'

const isAiMade = (bytes: Uint8Array) =>
  String(ExifReader.load(Buffer.from(bytes)).DigitalSourceType?.value).includes(AI_MADE)

test.group('Pictures and voices in the whole program', () => {
  test('on Telegram', async ({ assert, cleanup }) => {
    const { telegram, openai } = await startSpeakingWorld(cleanup)
    const ana = telegram.person({ name: 'Ana' })
    ana.says('/start luna')
    await ana.hears('50 coins')
    ana.says('/imagine a lighthouse at night')
    await ana.presses('Draw it')
    const picture = await telegram.until('a picture made by an AI', () =>
      ana.chat.fromBot.find(
        ({ photo, caption }) => photo && caption?.includes('made by an AI') === true
      )
    )
    assert.isTrue(isAiMade(telegram.files.contentOf(picture.photo?.[0])))

    openai.media.transcriptions.script({ kind: 'answer', text: 'Good evening, Luna!' })
    ana.sendsFile({ as: 'voice', bytes: oggOpus(), seconds: 3 })
    await ana.hears('Good evening, Luna!')
    openai.script({ kind: 'answer', text: 'The sky is clear tonight.' })
    await ana.presses('Yes')
    await ana.hears('The sky is clear tonight.')
    await ana.presses('Hear it')
    const voice = await telegram.until('a voice message', () =>
      ana.chat.fromBot.find((message) => message.voice)
    )
    assert.equal(voice.caption, 'The sky is clear tonight.')
    const heard = Buffer.from(telegram.files.contentOf(voice.voice)).toString('latin1')
    assert.include(heard, AI_MADE)
  }).timeout(TIMEOUT_MS)

  test('on Discord', async ({ assert, cleanup }) => {
    const { discord, openai } = await startSpeakingWorld(cleanup)
    const bela = discord.player('bela')
    await discord.until('commands', () => discord.world.commands.length > 0, 20_000)
    await bela.slash(bela.dm, 'start').answer()
    await bela.slash(bela.dm, 'talk', { name: 'luna' }).answer()
    const quote = bela.slash(bela.dm, 'imagine', { words: 'a lighthouse at night' })
    const priced = await discord.until('a price', () =>
      quote.said().find((message) => buttonLabels(message).some((label) => /^Draw it/.test(label)))
    )
    bela.presses(priced, buttonLabels(priced).find((label) => /^Draw it/.test(label)) ?? '')
    const picture = await discord.heard(bela.dm, ({ content }) => content.includes('made by an AI'))
    assert.include(picture.attachments[0]?.description, 'a lighthouse at night')
    assert.isTrue(isAiMade(picture.attachments[0]?.bytes ?? new Uint8Array()))

    openai.media.transcriptions.script({ kind: 'answer', text: 'Good evening, Luna!' })
    const spoken = { filename: 'voice-message.ogg', bytes: oggOpus(), contentType: 'audio/ogg' }
    bela.says(bela.dm, '', { files: [{ ...spoken, seconds: 3 }] })
    const price = await discord.heard(bela.dm, (message) =>
      buttonLabels(message).includes('Yes, 2 coins a reply')
    )
    openai.script({ kind: 'answer', text: 'The sky is clear tonight.' })
    bela.presses(price, 'Yes, 2 coins a reply')
    const offer = await discord.heard(bela.dm, (message) =>
      buttonLabels(message).some((label) => label.startsWith('Hear it'))
    )
    bela.presses(offer, buttonLabels(offer).find((label) => label.startsWith('Hear it')) ?? '')
    const voice = await discord.heard(bela.dm, ({ attachments }) =>
      attachments.some(({ contentType }) => contentType === 'audio/ogg')
    )
    assert.include(voice.content, 'The sky is clear tonight.')
  }).timeout(TIMEOUT_MS)

  test('on the web', async ({ assert, cleanup }) => {
    const { program, openai } = await startSpeakingWorld(cleanup)
    const robin = await signedUp(program.url, 'Robin')
    await robin.says('/start luna')
    await robin.says('/imagine a lighthouse at night')
    const drawn = await robin.presses(/^Draw it/)
    const picture = drawn.find((body) => body.kind === 'image')
    assert.include(picture?.alt, 'a lighthouse at night')
    const shown = await robin.get(picture?.url ?? '')
    assert.match(shown.headers.get('content-type') ?? '', /^image\//)
    assert.isTrue(isAiMade(Buffer.from(await shown.arrayBuffer())))

    openai.media.transcriptions.script({ kind: 'answer', text: 'Good evening, Luna!' })
    const idles = () => robin.events.filter(({ kind }) => kind === 'idle').length
    const before = idles()
    const recording = { name: 'voice.ogg', mediaType: 'audio/ogg', content: oggOpus() }
    await robin.uploads(recording, { voice: true, seconds: 3 })
    await until(() => idles() > before)
    assert.include(JSON.stringify(robin.shown), 'Good evening, Luna!')
    openai.script({ kind: 'answer', text: 'The sky is clear tonight.' })
    await robin.presses(/^Yes/)
    const heard = await robin.presses(/^Hear it/)
    const voice = heard.find((body) => body.kind === 'audio')
    assert.equal(voice?.transcript, 'The sky is clear tonight.')
    const player = await robin.get(voice?.url ?? '', { Range: 'bytes=0-3' })
    assert.equal(await player.text(), 'OggS')
  }).timeout(TIMEOUT_MS)
})
