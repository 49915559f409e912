import logger from '@adonisjs/core/services/logger'
import { test } from '@japa/runner'
import { Sieve } from '#bots/discord/sieve'

const bot = { id: '10' }
const message = {
  id: '1',
  channel_id: '2',
  author: { id: '3' },
  content: '',
  guild_id: '4',
  mentions: [],
}

test.group('Discord | sieve', () => {
  function ready(): Sieve {
    const sieve = new Sieve(logger)
    sieve.lets({ t: 'READY', d: { user: bot, application: { id: '11' } } })
    return sieve
  }

  test('what is for the bot passes')
    .with([
      { t: 'GUILD_CREATE', d: { id: '4' } },
      { t: 'INTERACTION_CREATE', d: { id: '1', token: 't', user: { id: '3' } } },
      { t: 'INTERACTION_CREATE', d: { id: '1', token: 't', member: { user: { id: '3' } } } },
      { t: 'MESSAGE_CREATE', d: { ...message, guild_id: undefined } },
      { t: 'MESSAGE_CREATE', d: { ...message, mentions: [bot] } },
      { t: 'MESSAGE_CREATE', d: { ...message, referenced_message: { author: bot } } },
      {
        t: 'MESSAGE_CREATE',
        d: { ...message, referenced_message: { author: { id: '9' }, application_id: '11' } },
      },
    ])
    .run(({ assert }, packet) => assert.isTrue(ready().lets(packet)))

  test('what is not, or cannot be read, is dropped')
    .with([
      { t: 'MESSAGE_CREATE', d: message },
      { t: 'MESSAGE_CREATE', d: { ...message, mentions: [{ id: '9' }] } },
      { t: 'MESSAGE_CREATE', d: { ...message, mentions: [bot], author: { id: '3', bot: true } } },
      { t: 'MESSAGE_CREATE', d: { ...message, mentions: [bot], content: 7 } },
      { t: 'MESSAGE_CREATE', d: { ...message, referenced_message: null } },
      { t: 'MESSAGE_UPDATE', d: message },
      { t: 'MESSAGE_CREATE', d: null },
      { t: 'INTERACTION_CREATE', d: { id: '1', token: 't' } },
      { t: null, d: {} },
      null,
    ])
    .run(({ assert }, packet) => assert.isFalse(ready().lets(packet)))
})
