import { test } from '@japa/runner'
import { echo, showing, stage, stillNodes } from '#bots/telegram/tests/stage'

const KINDS = ['text', 'card', 'list', 'choice', 'form', 'quote', 'image', 'file'] as const

/** What a chat shows of each node: words of its messages, and its buttons. */
const SHOWN: Record<(typeof KINDS)[number], { words: string[]; buttons: string[] }> = {
  text: { words: ['Hello bold words'], buttons: [] },
  card: {
    words: ['A card\n\nwith text\n\nPrice: 2 coins\n\nsmall print'],
    buttons: ['Card button', 'Site'],
  },
  list: {
    words: ['A list\n\nFirst\nof two\n\nSecond\n\nPage 1 of 2'],
    buttons: ['Pick', 'Next'],
  },
  choice: { words: ['Choose'], buttons: ['Left', 'Right'] },
  form: { words: ['A form\n\nYour words'], buttons: ['Cancel'] },
  quote: { words: ['A reply costs 2 coins'], buttons: ['Talk', 'Not now'] },
  image: { words: ['Look'], buttons: [] },
  file: { words: ['Your data'], buttons: [] },
}

test.group('Telegram: nodes', () => {
  for (const kind of KINDS) {
    test(`a ${kind} is drawn`, async ({ assert }) => {
      const nodes = stillNodes().filter((candidate) => candidate.kind === kind)
      const { telegram } = await stage({ commands: [showing(nodes), echo] })
      const fan = telegram.person()
      fan.says('/show')
      const { words, buttons } = SHOWN[kind]
      await fan.hears(words.at(-1) ?? '')
      assert.deepEqual(fan.chat.botTexts, words)
      assert.deepEqual(fan.chat.buttons, buttons)
    })
  }

  test('buttons of a list that are alike say whose they are', async ({ assert }) => {
    const button = { label: 'Talk', invoke: { command: 'echo' } }
    const items = [
      { title: 'Luna', button },
      { title: 'Rowan', button: { ...button } },
    ]
    const { telegram } = await stage({
      commands: [showing([{ kind: 'list', title: 'All', items, empty: '–' }]), echo],
    })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('All')
    assert.deepEqual(fan.chat.buttons, ['Talk · Luna', 'Talk · Rowan'])
  })

  test('a card that is longer than a message goes on in the next, buttons last', async ({
    assert,
  }) => {
    const text = `${'word '.repeat(1_500)}end`
    const buttons = [{ label: 'Go', invoke: { command: 'echo' } }]
    const { telegram } = await stage({
      commands: [showing([{ kind: 'card', title: 'Long', text, buttons }]), echo],
    })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('end')
    assert.lengthOf(fan.chat.fromBot, 2)
    assert.isUndefined(fan.chat.fromBot[0]?.reply_markup)
    assert.isDefined(fan.chat.fromBot[1]?.reply_markup)
  })
})
