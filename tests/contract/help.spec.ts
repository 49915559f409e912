import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { TOPICS } from '#app/bot_kit/command'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { DISCORD } from '#bots/discord/limits'
import { TELEGRAM_LIMITS } from '#bots/telegram/limits'

async function creator(locale: string): Promise<Fan> {
  const fan = await conversation.fan({ locale })
  await fan.says('/start')
  const { person } = await fan.identified()
  await (await app.container.make('identity')).grantRole(person?.id ?? '', 'creator')
  return fan
}

test.group('/help', () => {
  test('lists every command in one message on every platform, in {$self}')
    .with(['en', 'es'])
    .run(async ({ assert }, locale) => {
      const fan = await creator(locale)
      await fan.says('/help')
      const help = fan.lastText()
      const { runtime } = (await app.container.make('bots')).context
      for (const { name } of runtime.commands()) {
        assert.lengthOf(help.match(new RegExp(`^/${name} — .`, 'gm')) ?? [], 1, name)
      }
      assert.isAtMost(help.length, Math.min(TELEGRAM_LIMITS.text, DISCORD.embedDescription))
    })

  test('by topic, and in the order of the alphabet within', async ({ assert }) => {
    const fan = await creator('en')
    await fan.says('/help')
    const help = fan.lastText()
    const { runtime } = (await app.container.make('bots')).context
    const places = TOPICS.map((topic) =>
      help.indexOf(`**${runtime.t('en', `bot.help.topic.${topic}`)}**`)
    )
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b)
    )
    assert.notInclude(places, -1)
    for (const paragraph of help.split('\n\n').filter((text) => text.startsWith('**'))) {
      const names = paragraph.split('\n').slice(1)
      assert.deepEqual(
        names,
        names.toSorted((a, b) => a.localeCompare(b))
      )
    }
    const loose = runtime.commands().filter(({ topic }) => topic === undefined)
    assert.deepEqual(
      loose.map(({ name }) => name),
      ['help']
    )
  })

  test('what only creators may say is not listed for fans', async ({ assert }) => {
    const fan = await conversation.fan()
    await fan.says('/help')
    assert.notInclude(fan.lastText(), '/studio')
    assert.include(fan.lastText(), '/create — ')
  })
})
