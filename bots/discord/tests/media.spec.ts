import { test } from '@japa/runner'
import type { AudioNode, ImageNode } from '#app/bot_kit/reply'
import { startHarness } from '#bots/discord/tests/harness'
import { buttonLabels } from '#tests/emulators/discord/index'
import { OGG, PNG } from '#tests/support/sample_files'

const picture: ImageNode = {
  kind: 'image',
  source: { name: 'night.png', mediaType: 'image/png', content: PNG },
  alt: 'A harbour at night',
  caption: 'For you',
  speaker: { name: 'Mira' },
  buttons: [{ label: 'Again', invoke: { command: 'again' } }],
}
const voice: AudioNode = {
  kind: 'audio',
  name: 'voice.ogg',
  mediaType: 'audio/ogg',
  content: OGG,
  transcript: 'Ahoy, captain.\n\nHow are you?',
  speaker: { name: 'Mira' },
}

async function showing(node: ImageNode | AudioNode) {
  const harness = await startHarness()
  harness.runtime.typable = []
  harness.runtime.turn = async ({ draw }) => void (await draw([node]))
  const fan = harness.discord.player('ada')
  return { ...harness, fan, channel: harness.discord.channel(harness.discord.guild()) }
}

test.group('Discord | pictures and recordings', () => {
  test('a picture is attached, with its alternative text, words and buttons', async ({
    assert,
    cleanup,
  }) => {
    const { discord, runtime, fan, stop } = await showing(picture)
    cleanup(stop)
    fan.says(fan.dm, 'draw')
    const message = await discord.heard(fan.dm)
    assert.equal(message.content, 'For you')
    assert.containSubset(message.attachments, [
      { filename: 'night.png', description: 'A harbour at night', contentType: 'image/png' },
    ])
    assert.deepEqual(Buffer.from(message.attachments[0]?.bytes ?? []), PNG)
    assert.deepEqual(buttonLabels(message), ['Again'])
    await discord.until('drawn', () => runtime.drawn.length === 1)
    assert.deepEqual(runtime.drawn, [{ outcome: 'drawn', messageIds: [message.id] }])
  })

  test('in a server the persona shows it', async ({ assert, cleanup }) => {
    const { discord, runtime, fan, channel, stop } = await showing(picture)
    cleanup(stop)
    fan.says(channel, 'draw', { mention: true })
    const message = await discord.heard(channel)
    assert.equal(message.author.username, 'Mira')
    assert.equal(message.attachments[0]?.description, 'A harbour at night')
    await discord.until('drawn', () => runtime.drawn.length === 1)
    assert.deepEqual(runtime.drawn, [{ outcome: 'drawn', messageIds: [message.id] }])
  })

  test('a recording has its words below it', async ({ assert, cleanup }) => {
    const { discord, fan, channel, stop } = await showing(voice)
    cleanup(stop)
    fan.says(channel, 'speak', { mention: true })
    const message = await discord.heard(channel)
    assert.equal(message.author.username, 'Mira')
    assert.equal(message.content, '>>> Ahoy, captain.\n\nHow are you?')
    assert.containSubset(message.attachments, [
      { filename: 'voice.ogg', description: 'Ahoy, captain.\n\nHow are you?' },
    ])
  })

  test('words that are long go on below', async ({ assert, cleanup }) => {
    const transcript = 'Word after word. '.repeat(200).trim()
    const { discord, fan, stop } = await showing({ ...voice, transcript })
    cleanup(stop)
    fan.says(fan.dm, 'speak')
    await discord.until('two messages', () => discord.saidIn(fan.dm).length === 2)
    const said = discord.saidIn(fan.dm).map(({ content }) => content.replace(/^>>> /, ''))
    assert.equal(said.join(' '), transcript)
  })

  test('what Discord takes for too large is said, and not counted as delivered', async ({
    assert,
    cleanup,
  }) => {
    const content = new Uint8Array(10 * 1024 * 1024 + 1)
    const source = { name: 'huge.png', mediaType: 'image/png', content }
    const { discord, runtime, fan, stop } = await showing({ ...picture, source })
    cleanup(stop)
    fan.says(fan.dm, 'draw')
    const message = await discord.heard(fan.dm)
    assert.include(String(message.embeds[0]?.description), 'at most 10 MB')
    await discord.until('drawn', () => runtime.drawn.length === 1)
    assert.deepEqual(runtime.drawn, [{ outcome: 'undelivered', reason: 'forbidden' }])
  })

  test('an answer to a slash command has its real id', async ({ assert, cleanup }) => {
    const { discord, runtime, bot, fan, stop } = await showing(picture)
    cleanup(stop)
    runtime.typable = [
      {
        name: 'imagine',
        description: 'test.imagine',
        options: {},
        guards: [],
        visibility: 'public',
        run: async () => [],
      },
    ]
    await bot.stop()
    await bot.start()
    await discord.until('the command', () => discord.world.commands.length === 1)
    const message = await fan.slash(fan.dm, 'imagine').answer()
    await discord.until('drawn', () => runtime.drawn.length === 1)
    assert.deepEqual(runtime.drawn, [{ outcome: 'drawn', messageIds: [message.id] }])
  })
})
