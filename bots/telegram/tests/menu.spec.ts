import { test } from '@japa/runner'
import { echo, stage } from '#bots/telegram/tests/stage'

test.group('Telegram: the command menu', () => {
  test('is set in each language, once', async ({ assert }) => {
    const world = await stage({ commands: [echo] })
    const { menus } = world.telegram
    await world.telegram.until('two menus', () => menus.changes === 2)
    const english = world.runtime.t('en', 'bot.help.description')
    const spanish = world.runtime.t('es', 'bot.help.description')
    assert.notEqual(english, spanish)
    assert.deepEqual(menus.shownTo('de'), [{ command: 'echo', description: english }])
    assert.deepEqual(menus.shownTo('es'), [{ command: 'echo', description: spanish }])

    const asked = world.telegram.callsOf('getMyCommands').length
    await world.restart()
    await world.telegram.until(
      'the menus were looked at',
      () => world.telegram.callsOf('getMyCommands').length === asked + 2
    )
    assert.equal(menus.changes, 2)
  })

  test('that Telegram does not take stops nothing', async ({ assert }) => {
    const { telegram, frontend } = await stage({ commands: [echo], idle: true })
    telegram.faults.add({ methods: ['setMyCommands'], kind: { error: 400 } })
    await frontend.start()
    const fan = telegram.person()
    fan.says('/echo hi')
    await fan.hears('Echo: hi')
    assert.equal(frontend.status(), 'ready')
  })
})
