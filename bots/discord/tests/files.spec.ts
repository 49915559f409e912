import { test } from '@japa/runner'
import { FileGone, FileTooLarge, type Inbound } from '#app/bot_kit/inbound'
import { startHarness } from '#bots/discord/tests/harness'
import type { WorldAttachment } from '#tests/emulators/discord/world'
import { OGG, PNG } from '#tests/support/sample_files'

const cat = { filename: 'cat.png', bytes: PNG, contentType: 'image/png' }
const voice = { filename: 'voice-message.ogg', bytes: OGG, contentType: 'audio/ogg', seconds: 4.2 }

/** What a file came to when it was read up to a limit. */
async function read({ event }: Inbound, limit = 1_000_000): Promise<Uint8Array | string> {
  if (event.kind !== 'file') return 'no file'
  return event.file.read(limit, new AbortController().signal).catch((error: unknown) => {
    if (error instanceof FileTooLarge) return 'too large'
    if (error instanceof FileGone) return 'gone'
    throw error
  })
}

async function start(limit?: number) {
  const harness = await startHarness()
  const { discord, runtime } = harness
  const bytes: (Uint8Array | string)[] = []
  runtime.turn = async ({ inbound, draw }) => {
    bytes.push(await read(inbound, limit))
    await draw([{ kind: 'text', text: 'Got it' }])
  }
  const fan = discord.player('ada')
  const channel = discord.channel(discord.guild())
  const sends = (file: Omit<WorldAttachment, 'size'>, text = '') =>
    fan.says(fan.dm, text, { files: [file] })
  const read1 = async () => {
    await discord.until('it is read', () => bytes.length > 0)
    return bytes[0]
  }
  return { ...harness, fan, channel, bytes, sends, read1 }
}

test.group('Discord | files that people send', () => {
  test('a picture with words', async ({ assert, cleanup }) => {
    const { runtime, sends, read1, stop } = await start()
    cleanup(stop)
    sends(cat, 'My cat')
    assert.deepEqual(await read1(), PNG)
    const event = runtime.heard[0]?.event
    assert.containSubset(event, {
      kind: 'file',
      text: 'My cat',
      file: { kind: 'image', name: 'cat.png', mediaType: 'image/png', size: PNG.length },
    })
  })

  test('a voice message', async ({ assert, cleanup }) => {
    const { runtime, sends, read1, stop } = await start()
    cleanup(stop)
    sends(voice)
    assert.deepEqual(await read1(), OGG)
    assert.containSubset(runtime.heard[0]?.event, { file: { kind: 'voice', seconds: 4.2 } })
  })

  test('several are handled one after the other, each with its answer', async ({
    assert,
    cleanup,
  }) => {
    const { discord, runtime, fan, bytes, stop } = await start()
    cleanup(stop)
    const notes = {
      filename: 'notes.md',
      bytes: new Uint8Array([35]),
      contentType: 'text/markdown',
    }
    fan.says(fan.dm, 'Both', { files: [cat, notes] })
    await discord.until('both answers', () => discord.saidIn(fan.dm).length === 2)
    assert.deepEqual(bytes, [PNG, Buffer.from('#')])
    assert.deepEqual(
      runtime.heard.map(({ event }) => event.kind === 'file' && [event.file.kind, event.text]),
      [
        ['image', 'Both'],
        ['document', ''],
      ]
    )
    assert.equal(new Set(runtime.heard.map(({ id }) => id)).size, 2)
  })

  test('in a server with a mention, or in reply to the bot', async ({ assert, cleanup }) => {
    const { discord, runtime, fan, channel, bytes, stop } = await start()
    cleanup(stop)
    fan.says(channel, 'among us', { files: [cat] })
    fan.says(channel, 'look', { files: [cat], mention: true })
    const answer = await discord.heard(channel)
    fan.says(channel, '', { files: [voice], replyTo: answer })
    await discord.until('both', () => bytes.length === 2)
    assert.deepEqual(bytes, [PNG, OGG])
    assert.equal(runtime.heard[1]?.place.replyTo, answer.id)
  })

  test('nothing is fetched before it is read, nor what is too long', async ({
    assert,
    cleanup,
  }) => {
    const { discord, sends, read1, stop } = await start(10)
    cleanup(stop)
    sends(voice)
    assert.equal(await read1(), 'too large')
    assert.isEmpty(discord.http.downloads)
  })

  test('a size that is a lie does not help', async ({ assert, cleanup }) => {
    const { sends, read1, stop } = await start(20)
    cleanup(stop)
    sends({ ...voice, claimedSize: 3 })
    assert.equal(await read1(), 'too large')
  })

  test('one that Discord has no more', async ({ assert, cleanup }) => {
    const { discord, sends, read1, stop } = await start()
    cleanup(stop)
    sends({ ...cat, url: `${discord.world.cdnRoot}/attachments/1/1/cat.png?hm=1` })
    assert.equal(await read1(), 'gone')
  })

  test('an address that is not Discord is not called: {$self}')
    .with([
      'http://127.0.0.1:1/secret',
      'http://169.254.169.254/latest/meta-data',
      'https://cdn.discordapp.com.evil.example/attachments/1/1/x',
      'http://cdn.discordapp.com/attachments/1/1/x',
      'file:///etc/passwd',
      'nonsense',
    ])
    .run(async ({ assert, cleanup }, url) => {
      const { sends, read1, stop } = await start()
      cleanup(stop)
      sends({ ...cat, url })
      assert.equal(await read1(), 'gone')
    })
})
