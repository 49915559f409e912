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
    assert.deepEqual(question.reply_markup, {
      force_reply: true,
      input_field_placeholder: 'Your story',
    })
    fan.says('Once', { replyTo: question })
    await fan.hears('Your mood')
    await fan.presses('Sad')
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
    ana.says('Note', { in: group, replyTo: await ana.hears('A note', group) })
    await ana.hears('Echo: Once | happy | Note', group)
  })
})
