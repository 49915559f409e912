import { test } from '@japa/runner'
import type { AudioNode, Drawn, ImageNode } from '#app/bot_kit/reply'
import { echo, showing, stage } from '#bots/telegram/tests/stage'
import { MP3, OGG, PNG } from '#tests/support/sample_files'
import { until } from '#tests/support/until'

const picture: ImageNode = {
  kind: 'image',
  source: { name: 'night.png', mediaType: 'image/png', content: PNG },
  alt: 'A harbour at night',
  caption: 'For you',
  speaker: { name: 'Mira' },
  buttons: [{ label: 'Again', invoke: { command: 'echo', options: { text: 'again' } } }],
}
const voice: AudioNode = {
  kind: 'audio',
  name: 'voice.ogg',
  mediaType: 'audio/ogg',
  content: OGG,
  transcript: 'Ahoy, captain.',
  speaker: { name: 'Mira' },
}

/** A command whose node remembers how it was settled, and says something afterwards. */
function settling<N extends ImageNode | AudioNode>(node: N) {
  const settled: Drawn[] = []
  const settle = async (drawn: Drawn) => {
    settled.push(drawn)
    return [{ kind: 'text', text: 'Settled' }] as const
  }
  return { settled, commands: [showing([{ ...node, settle }]), echo] }
}

test.group('Telegram: pictures', () => {
  test('that were made for the person are uploaded, with words and buttons', async ({ assert }) => {
    const { settled, commands } = settling(picture)
    const { telegram } = await stage({ commands })
    const fan = telegram.person()
    fan.says('/show')
    const message = await fan.hears('For you')
    await fan.hears('Settled')
    assert.isDefined(message.photo)
    assert.deepEqual(settled, [{ outcome: 'drawn', messageIds: [String(message.message_id)] }])
    await fan.presses('Again')
    await fan.hears('Echo: again')
  })

  test('without words say what they show', async () => {
    const { caption: _caption, ...wordless } = picture
    const { telegram } = await stage({ commands: [showing([wordless]), echo] })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('A harbour at night')
  })

  test('say in a group whose they are', async () => {
    const { telegram } = await stage({ commands: [showing([picture]), echo] })
    const fan = telegram.person()
    const group = telegram.group('Fans', [fan])
    fan.says('/show', { in: group })
    await fan.hears('Mira\nFor you', group)
  })

  test('have their words below when those are long', async ({ assert }) => {
    const long = { ...picture, caption: 'Words, words. '.repeat(100).trim() }
    const { telegram } = await stage({ commands: [showing([long]), echo] })
    const fan = telegram.person()
    fan.says('/show')
    const words = await fan.hears('Words')
    assert.isDefined(words.text)
    assert.isDefined(words.reply_markup)
    assert.lengthOf(
      fan.chat.fromBot.filter((message) => message.photo),
      1
    )
  })

  test('that Telegram takes for none arrive as files', async ({ assert }) => {
    const content = new TextEncoder().encode('not a picture at all')
    const odd = { ...picture, source: { name: 'odd.png', mediaType: 'image/png', content } }
    const { settled, commands } = settling(odd)
    const { telegram } = await stage({ commands })
    const fan = telegram.person()
    fan.says('/show')
    const message = await fan.hears('For you')
    await fan.hears('Settled')
    assert.equal(message.document?.file_name, 'odd.png')
    assert.equal(settled[0]?.outcome, 'drawn')
  })

  test('that nobody can get are not settled as drawn', async ({ assert }) => {
    const { settled, commands } = settling(picture)
    const { telegram } = await stage({ commands })
    const fan = telegram.person()
    telegram.faults.add({ methods: ['sendPhoto', 'sendDocument'], kind: { error: 403 } })
    fan.says('/show')
    await until(() => settled.length > 0)
    assert.deepEqual(settled, [{ outcome: 'undelivered', reason: 'forbidden' }])
  })
})

test.group('Telegram: recordings', () => {
  test('in Ogg are voice messages, with their words folded below', async ({ assert }) => {
    const { settled, commands } = settling(voice)
    const { telegram } = await stage({ commands })
    const fan = telegram.person()
    fan.says('/show')
    const message = await fan.hears('Ahoy, captain.')
    await fan.hears('Settled')
    assert.isDefined(message.voice)
    assert.deepInclude(message.caption_entities?.[0], { type: 'expandable_blockquote', offset: 0 })
    assert.deepEqual(settled, [{ outcome: 'drawn', messageIds: [String(message.message_id)] }])
  })

  test('in MP3 are for the music player', async ({ assert }) => {
    const mp3 = { ...voice, name: 'voice.mp3', mediaType: 'audio/mpeg', content: MP3 }
    const { telegram } = await stage({ commands: [showing([mp3])] })
    const fan = telegram.person()
    fan.says('/show')
    assert.isDefined((await fan.hears('Ahoy, captain.')).audio)
  })

  test('are files for people who forbid voice messages', async ({ assert }) => {
    const { settled, commands } = settling(voice)
    const { telegram } = await stage({ commands })
    const fan = telegram.person()
    fan.chat.forbidsVoice = true
    fan.says('/show')
    const message = await fan.hears('Ahoy, captain.')
    await fan.hears('Settled')
    assert.equal(message.document?.file_name, 'voice.ogg')
    assert.equal(settled[0]?.outcome, 'drawn')
  })

  test('whose words are long go on below', async ({ assert }) => {
    const transcript = 'Word after word. '.repeat(90).trim()
    const { telegram } = await stage({ commands: [showing([{ ...voice, transcript }])] })
    const fan = telegram.person()
    fan.says('/show')
    await telegram.until('two messages', () => fan.chat.fromBot.length === 2)
    assert.equal(fan.chat.botTexts.join(' '), transcript)
  })
})
