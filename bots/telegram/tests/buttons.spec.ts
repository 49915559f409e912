import { test } from '@japa/runner'
import { defineCommand } from '#app/bot_kit/command'
import { paging, type Button } from '#app/bot_kit/reply'
import { echo, showing, stage } from '#bots/telegram/tests/stage'

const again = (more: Partial<Button> = {}): Button => ({
  label: 'Again',
  invoke: { command: 'echo', options: { text: 'pressed' } },
  ...more,
})

/** A list of three pages. */
const pages = defineCommand({
  name: 'pages',
  description: 'bot.help.description',
  options: { page: { kind: 'integer', description: 'bot.help.description', min: 1, max: 3 } },
  guards: [],
  visibility: 'public',
  async run({ options: { page = 1 } }) {
    const labels = { previous: '‹ Back', next: 'More ›' }
    return [
      {
        kind: 'list',
        title: `Page ${page}`,
        items: [{ title: `Item ${page}` }],
        empty: '–',
        paging: paging({ page, pages: 3 }, labels, { command: 'pages' }),
      },
    ]
  },
})

test.group('Telegram: buttons', () => {
  test('a press is answered, and runs what the button means', async ({ assert }) => {
    const { telegram } = await stage({
      commands: [showing([{ kind: 'choice', text: 'Go on?', buttons: [again()] }]), echo],
    })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('Go on?')
    assert.deepEqual(await fan.presses('Again'), { alert: false })
    await fan.hears('Echo: pressed')
  })

  test('a button for one press, pressed twice at once: one effect', async ({ assert }) => {
    const { telegram } = await stage({
      commands: [
        showing([{ kind: 'choice', text: 'Pay?', buttons: [again({ singleUse: true })] }]),
        echo,
      ],
    })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('Pay?')
    await Promise.all([fan.presses('Again'), fan.presses('Again')])
    await fan.hears('This button has done its work already')
    assert.lengthOf(
      fan.chat.botTexts.filter((text) => text.startsWith('Echo')),
      1
    )
  })

  test('a button pressed by someone else: an alert for them alone', async ({ assert }) => {
    const { telegram } = await stage({
      commands: [showing([{ kind: 'choice', text: 'Mine', buttons: [again()] }]), echo],
    })
    const [ana, bo] = [telegram.person(), telegram.person({ name: 'Bo' })]
    const group = telegram.group('Fans', [ana, bo])
    ana.says('/show', { in: group })
    await ana.hears('Mine', group)
    const answer = await bo.presses('Again', group)
    assert.isTrue(answer.alert)
    assert.include(answer.text, 'belongs to someone else')
    assert.lengthOf(group.botTexts, 1)
    assert.deepEqual(await ana.presses('Again', group), { alert: false })
    await ana.hears('Echo: pressed', group)
  })

  test('a button that means nothing (any more)', async () => {
    const { telegram } = await stage({ commands: [echo] })
    const fan = telegram.person()
    fan.says('/echo hi')
    const message = await fan.hears('Echo: hi')
    await fan.pressesData('nonsense', message)
    await fan.hears('too old')
    await fan.pressesData('f:x:cancel', message)
  })

  test('paging edits its message', async ({ assert }) => {
    const { telegram } = await stage({ commands: [pages] })
    const fan = telegram.person()
    fan.says('/pages')
    await fan.hears('Page 1')
    await fan.presses('More ›')
    await fan.hears('Page 2')
    assert.deepEqual(fan.chat.buttons, ['‹ Back', 'More ›'])
    await fan.presses('‹ Back')
    await fan.hears('Page 1')
    assert.lengthOf(fan.chat.fromBot, 1)
  })

  test('paging of a message that was deleted meanwhile says it anew', async ({ assert }) => {
    const { telegram } = await stage({ commands: [pages] })
    const fan = telegram.person()
    fan.says('/pages')
    const message = await fan.hears('Page 1')
    const data = message.reply_markup?.inline_keyboard?.[0]?.[0]?.callback_data ?? ''
    fan.chat.remove(message.message_id)
    await fan.pressesData(data, message)
    await fan.hears('Page 2')
    assert.lengthOf(fan.chat.fromBot, 1)
  })

  test('a link to a host that Telegram refuses is written into the text', async ({ assert }) => {
    const buttons = [{ label: 'Open', url: 'http://localhost:3333/login' }, again()]
    const { telegram } = await stage({
      commands: [showing([{ kind: 'choice', text: 'Go', buttons }]), echo],
    })
    const fan = telegram.person()
    fan.says('/show')
    const message = await fan.hears('Go')
    assert.equal(message.text, 'Go\nOpen: http://localhost:3333/login')
    assert.deepEqual(fan.chat.buttons, ['Again'])
  })
})
