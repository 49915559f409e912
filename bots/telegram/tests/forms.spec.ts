import { test } from '@japa/runner'
import type { FormNode } from '#app/bot_kit/reply'
import { echo, showing, stage } from '#bots/telegram/tests/stage'

const form: FormNode = {
  kind: 'form',
  title: 'Tell me',
  fields: [
    { name: 'text', label: 'Your story', kind: 'paragraph', required: true, maxLength: 20 },
    {
      name: 'mood',
      label: 'Your mood',
      kind: 'select',
      required: true,
      maxLength: 10,
      choices: [
        { label: 'Happy', value: 'happy' },
        { label: 'Sad', value: 'sad' },
      ],
    },
    {
      name: 'note',
      label: 'A note',
      hint: 'if you like',
      kind: 'line',
      required: false,
      maxLength: 20,
    },
  ],
  submit: { label: 'Send', invoke: { command: 'echo' }, singleUse: true },
  cancelLabel: 'Cancel',
}

const commands = [showing([form]), echo]
const converse = async () => [{ kind: 'text', text: 'Persona here' }] as const

test.group('Telegram: forms', () => {
  test('are asked field by field', async ({ assert }) => {
    const { telegram } = await stage({ commands, converse })
    const fan = telegram.person()
    fan.says('/show')
    const question = await fan.hears('Your story')
    assert.equal(question.text, 'Tell me\n\n1/3 Your story')
    assert.deepEqual(fan.chat.buttons, ['Cancel'])
    fan.says('Once', { replyTo: question })
    await fan.hears('Your mood')
    assert.sameMembers(fan.chat.buttons.slice(-4), ['Happy', 'Sad', 'Back', 'Cancel'])
    await fan.presses('Sad')
    await fan.hears('2/3 Your mood: Sad')
    await fan.hears('if you like')
    fan.says('No note')
    await fan.hears('Echo: Once | sad | No note')
    fan.says('And now')
    await fan.hears('Persona here')
    assert.lengthOf(
      fan.chat.botTexts.filter((text) => text === 'Persona here'),
      1
    )
  })

  test('what is not needed can be skipped', async () => {
    const { telegram } = await stage({ commands })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('Your story')
    fan.says('Once')
    await fan.hears('Your mood')
    await fan.presses('Happy')
    await fan.hears('A note')
    await fan.presses('Skip')
    await fan.hears('Echo: Once | happy | –')
  })

  test('a wrong answer is asked again, and says why', async ({ assert }) => {
    const { telegram } = await stage({ commands })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('Your story')
    fan.says('a story that is much too long')
    await fan.hears('at most 20')
    fan.says('short')
    await fan.hears('Your mood')
    fan.says('happy I guess')
    await fan.hears('pick one of the buttons')
    await fan.presses('Happy')
    await fan.hears('A note')
    assert.isFalse(fan.chat.botTexts.some((text) => text.startsWith('Echo')))
  })

  test('can be cancelled', async ({ assert }) => {
    const { telegram } = await stage({ commands, converse })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('Your story')
    await fan.presses('Cancel')
    await fan.hears('Cancelled')
    assert.deepEqual(fan.chat.buttons, [])
    fan.says('Something else')
    await fan.hears('Persona here')
  })

  test('can be cancelled in words, from any question', async ({ assert }) => {
    const { telegram } = await stage({ commands, converse })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('Your story')
    fan.says('Once')
    await fan.hears('Your mood')
    fan.says('/cancel')
    await fan.hears('Cancelled')
    await telegram.until('no buttons', () => fan.chat.buttons.length === 0)
    fan.says('Something else')
    await fan.hears('Persona here')
    fan.says('/cancel')
    await fan.hears('/cancel')
    assert.isFalse(fan.chat.botTexts.some((text) => text.startsWith('Echo')))
  })

  test('one can go back, keep what was said, or say it anew', async () => {
    const { telegram } = await stage({ commands })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('Your story')
    fan.says('Once')
    await fan.hears('Your mood')
    await fan.presses('Back')
    await fan.hears('So far:\nOnce')
    await fan.presses('Keep')
    await telegram.until(
      'asked again',
      () => fan.chat.botTexts.filter((text) => text === '2/3 Your mood').length === 2
    )
    await fan.presses('Happy')
    await fan.hears('A note')
    fan.says('/back')
    await fan.hears('So far:\nHappy')
    await fan.presses('Sad')
    await telegram.until(
      'asked again',
      () => fan.chat.botTexts.filter((text) => text.includes('A note')).length === 2
    )
    fan.says('/skip')
    await fan.hears('Echo: Once | sad | –')
  })

  test('begin with what is there already', async () => {
    const [story, mood, note] = form.fields
    if (!story || !mood || !note) throw new Error('The form has three fields')
    const fields = [
      { ...story, value: 'Long ago' },
      { ...mood, value: 'sad' },
      { ...note, value: 'old' },
    ]
    const { telegram } = await stage({ commands: [showing([{ ...form, fields }]), echo] })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('So far:\nLong ago')
    fan.says('Once')
    await fan.hears('So far:\nSad')
    await fan.presses('Keep')
    await fan.hears('So far:\nold')
    await fan.presses('Skip')
    await fan.hears('Echo: Once | sad | –')
  })

  test('what is needed cannot be skipped', async () => {
    const { telegram } = await stage({ commands })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('Your story')
    fan.says('/skip')
    await fan.hears('This one is needed')
  })

  test('survive a restart', async () => {
    const world = await stage({ commands })
    const fan = world.telegram.person()
    fan.says('/show')
    await fan.hears('Your story')
    fan.says('Once')
    await fan.hears('Your mood')
    await world.restart()
    await fan.presses('Happy')
    await fan.hears('A note')
    fan.says('Kept')
    await fan.hears('Echo: Once | happy | Kept')
  })

  test('an answer that comes twice counts once', async ({ assert }) => {
    const { telegram } = await stage({ commands, converse })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('Your story')
    const answer = fan.says('Once')
    await fan.hears('Your mood')
    await fan.presses('Happy')
    await fan.hears('A note')
    telegram.updates.addRaw({ message: answer })
    fan.says('Last')
    await fan.hears('Echo: Once | happy | Last')
    telegram.updates.addRaw({ message: answer })
    fan.says('/echo end')
    await fan.hears('Echo: end')
    assert.notInclude(fan.chat.botTexts, 'Persona here')
  })

  test('two answers at the same moment fill two fields', async () => {
    const lines = ['text', 'mood'].map(
      (name) =>
        ({ name, label: `Field ${name}`, kind: 'line', required: true, maxLength: 20 }) as const
    )
    const { telegram } = await stage({ commands: [showing([{ ...form, fields: lines }]), echo] })
    const fan = telegram.person()
    fan.says('/show')
    await fan.hears('Field text')
    fan.says('first')
    fan.says('second')
    await fan.hears('Echo: first | second | –')
  })

  test('in a group the answer is a reply of the same person', async ({ assert }) => {
    const { telegram } = await stage({ commands, converse })
    const [ana, bo] = [telegram.person(), telegram.person({ name: 'Bo' })]
    const group = telegram.group('Fans', [ana, bo])
    ana.says('/show', { in: group })
    const question = await ana.hears('Your story', group)
    assert.isTrue(question.reply_markup?.selective)
    bo.says('not mine', { in: group, replyTo: question })
    await bo.hears('Persona here', group)
    ana.says('Once', { in: group, replyTo: question })
    await ana.hears('Your mood', group)
    const foreign = await bo.presses('Sad', group)
    assert.include(foreign.text, 'closed')
    await ana.presses('Happy', group)
    const note = await ana.hears('Reply with /skip', group)
    ana.says('/cancel', { in: group })
    ana.says('/skip', { in: group, replyTo: note })
    await ana.hears('Echo: Once | happy | –', group)
    assert.notInclude(group.botTexts.join(), 'Cancelled')
  })
})
