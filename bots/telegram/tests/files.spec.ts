import { test } from '@japa/runner'
import type { ReceiveFile } from '#app/bot_kit/command'
import { FileGone, FileTooLarge, type InboundFile } from '#app/bot_kit/inbound'
import { stage, type Stage } from '#bots/telegram/tests/stage'
import { OGG, PNG } from '#tests/support/sample_files'
import { until } from '#tests/support/until'

interface Got {
  file: Omit<InboundFile, 'read'>
  text: string
  bytes: Uint8Array | 'too large' | 'gone'
}

/** Reads what is sent, up to a limit, and answers with what it is. */
function receiving(limit = 1_000_000, got: Got[] = []) {
  const receiveFile: ReceiveFile = async (ctx, { read, ...file }, text) => {
    const bytes = await read(limit, ctx.signal).catch((error: unknown) => {
      if (error instanceof FileTooLarge) return 'too large' as const
      if (error instanceof FileGone) return 'gone' as const
      throw error
    })
    got.push({ file, text, bytes })
    return [{ kind: 'text', text: `Got ${file.kind} ${file.name}` }]
  }
  return { receiveFile, got }
}

const downloads = ({ telegram }: Stage) => telegram.files.downloads.length

test.group('Telegram: files that people send', () => {
  test('a voice message', async ({ assert }) => {
    const { receiveFile, got } = receiving()
    const { telegram } = await stage({ receiveFile })
    const fan = telegram.person()
    fan.sendsFile({ as: 'voice', bytes: OGG, seconds: 7 })
    await fan.hears('Got voice')
    assert.deepEqual(got, [
      {
        file: {
          kind: 'voice',
          name: 'voice.ogg',
          mediaType: 'audio/ogg',
          size: OGG.length,
          seconds: 7,
        },
        text: '',
        bytes: OGG,
      },
    ])
  })

  test('a photo in its largest size, with words', async ({ assert }) => {
    const { receiveFile, got } = receiving()
    const { telegram } = await stage({ receiveFile })
    const fan = telegram.person()
    fan.sendsFile({ as: 'photo', bytes: PNG }, { caption: 'My cat' })
    await fan.hears('Got image photo.jpg')
    assert.deepEqual(got[0]?.bytes, PNG)
    assert.equal(got[0]?.text, 'My cat')
  })

  test('documents, by what they hold', async ({ assert }) => {
    const { receiveFile, got } = receiving()
    const { telegram } = await stage({ receiveFile })
    const fan = telegram.person()
    const bytes = new TextEncoder().encode('# Notes')
    fan.sendsFile({ as: 'document', bytes, name: 'notes.md', mediaType: 'text/markdown' })
    await fan.hears('Got document notes.md')
    fan.sendsFile({ as: 'document', bytes: PNG, name: 'card.png', mediaType: 'image/png' })
    await fan.hears('Got image card.png')
    assert.deepEqual(
      got.map(({ bytes: read }) => read),
      [Buffer.from(bytes), PNG]
    )
  })

  test('an album is one file after the other', async ({ assert }) => {
    const { receiveFile, got } = receiving()
    const { telegram } = await stage({ receiveFile })
    const fan = telegram.person()
    fan.sendsFile({ as: 'photo', bytes: PNG }, { caption: 'Both' })
    fan.sendsFile({ as: 'photo', bytes: PNG })
    await until(() => got.length === 2)
    assert.deepEqual(
      got.map(({ text }) => text),
      ['Both', '']
    )
  })

  test('nothing is fetched that nobody reads, nor what is too long', async ({ assert }) => {
    const unread = await stage({ receiveFile: async () => [{ kind: 'text', text: 'No, thanks' }] })
    const ana = unread.telegram.person()
    ana.sendsFile({ as: 'voice', bytes: OGG })
    await ana.hears('No, thanks')
    assert.lengthOf(unread.telegram.callsOf('getFile'), 0)

    const { receiveFile, got } = receiving(10)
    const strict = await stage({ receiveFile })
    const bo = strict.telegram.person()
    bo.sendsFile({ as: 'voice', bytes: OGG })
    await bo.hears('Got voice')
    assert.equal(got[0]?.bytes, 'too large')
    assert.equal(downloads(strict), 0)
  })

  test('a size that is a lie does not help', async ({ assert }) => {
    const { receiveFile, got } = receiving(20)
    const { telegram } = await stage({ receiveFile })
    const fan = telegram.person()
    const { voice } = telegram.files.sent({ as: 'voice', bytes: OGG })
    if (voice) fan.sends({ voice: { ...voice, file_size: 3 } })
    await fan.hears('Got voice')
    assert.equal(got[0]?.bytes, 'too large')
  })

  test('more than Telegram gives to bots', async ({ assert }) => {
    const { receiveFile, got } = receiving(100_000_000)
    const { telegram } = await stage({ receiveFile })
    const fan = telegram.person()
    const bytes = new Uint8Array(21 * 1024 * 1024)
    fan.sendsFile({ as: 'document', bytes, name: 'book.pdf', mediaType: 'application/pdf' })
    await fan.hears('Got document')
    assert.equal(got[0]?.bytes, 'too large')
  })

  test('one that Telegram has no more', async ({ assert }) => {
    const { receiveFile, got } = receiving()
    const { telegram } = await stage({ receiveFile })
    const fan = telegram.person()
    const { voice } = telegram.files.sent({ as: 'voice', bytes: OGG })
    telegram.files.forget(voice?.file_id ?? '')
    fan.sends({ voice })
    await fan.hears('Got voice')
    assert.equal(got[0]?.bytes, 'gone')
  })

  test('delivered twice is handled once', async ({ assert }) => {
    const { receiveFile, got } = receiving()
    const { telegram } = await stage({ receiveFile })
    const fan = telegram.person()
    const message = fan.sendsFile({ as: 'voice', bytes: OGG })
    await fan.hears('Got voice')
    telegram.updates.addRaw({ message })
    fan.sendsFile({ as: 'photo', bytes: PNG })
    await fan.hears('Got image')
    assert.lengthOf(got, 2)
  })

  test('in a group those that are meant for the bot', async ({ assert }) => {
    const { receiveFile, got } = receiving()
    const { telegram } = await stage({ receiveFile })
    const fan = telegram.person()
    const group = telegram.group('Fans', [fan])
    fan.sendsFile({ as: 'photo', bytes: PNG }, { in: group, caption: 'Among us' })
    fan.sendsFile(
      { as: 'photo', bytes: PNG },
      { in: group, caption: '@greenroom_test_bot what is this?' }
    )
    const answer = await fan.hears('Got image', group)
    fan.sendsFile({ as: 'voice', bytes: OGG }, { in: group, replyTo: answer })
    await fan.hears('Got voice', group)
    assert.deepEqual(
      got.map(({ text }) => text),
      ['what is this?', '']
    )
  })

  test('a sticker and a GIF are still nothing to read', async () => {
    const { receiveFile } = receiving()
    const { telegram } = await stage({ receiveFile })
    const fan = telegram.person()
    const { document } = telegram.files.sent({ as: 'document', bytes: PNG, name: 'wave.mp4' })
    fan.sends({ animation: { ...document }, document })
    await telegram.until('an answer', () => fan.chat.fromBot.length === 1)
    fan.sends({ sticker: { emoji: '🙂' } })
    await telegram.until('an answer', () => fan.chat.fromBot.length === 2)
    if (fan.chat.botTexts.some((text) => text.startsWith('Got'))) throw new Error('It was read')
  })
})
