import { test } from '@japa/runner'
import type { Converse } from '#app/bot_kit/command'
import type { Delivery } from '#app/bot_kit/reply'
import { stage } from '#bots/telegram/tests/stage'
import type { SayOptions } from '#tests/emulators/telegram/people'
import { until } from '#tests/support/until'

/** A persona whose words are long enough for two messages. */
const LONG = `${'Ahoy, captain. '.repeat(300)}The end.`

/** A persona that answers with a stream and notes what was replied to. */
function persona(words: string) {
  const deliveries: Delivery[] = []
  const repliedTo: (string | undefined)[] = []
  const converse: Converse = async ({ place }) => {
    repliedTo.push(place.replyTo)
    async function* chunks() {
      yield words
    }
    return [
      {
        kind: 'stream',
        speaker: { name: 'Mira' },
        chunks: chunks(),
        settle: async (delivery) => {
          deliveries.push(delivery)
          return []
        },
      },
    ]
  }
  return { converse, deliveries, repliedTo }
}

/** Says something, and replies to what was answered: to each of its messages. */
async function talk(words: string, room?: 'group' | 'topic') {
  const { converse, deliveries, repliedTo } = persona(words)
  const { telegram } = await stage({ converse })
  const fan = telegram.person()
  const group = room ? telegram.group('Fans', [fan], { forum: room === 'topic' }) : undefined
  const opening =
    room === 'topic' ? group?.add({ forum_topic_created: { name: 'Sea' } }) : undefined
  const where: SayOptions = {
    ...(group && { in: group }),
    ...(opening && { topic: opening.message_id }),
  }
  const chat = group ?? fan.chat
  const mention = group ? '@greenroom_test_bot ' : ''
  fan.says(`${mention}hello`, where)
  await until(() => deliveries.length === 1)
  const answers = chat.fromBot
  for (const [index, answer] of answers.entries()) {
    fan.says('and?', { ...where, replyTo: answer })
    await until(() => deliveries.length === index + 2)
  }
  const [first] = deliveries
  const ids = first?.outcome === 'delivered' ? first.messageIds : []
  return { ids, repliedTo: repliedTo.slice(1), count: answers.length }
}

test.group('Telegram: replies name the message by the id that the kit was given', () => {
  for (const room of [undefined, 'group', 'topic'] as const) {
    test(`in ${room ?? 'a private chat'}`, async ({ assert }) => {
      const { ids, repliedTo } = await talk('Ahoy, captain.', room)
      assert.deepEqual(ids, repliedTo)
      assert.lengthOf(ids, 1)
    })

    test(`in ${room ?? 'a private chat'}, of an answer in two messages`, async ({ assert }) => {
      const { ids, repliedTo, count } = await talk(LONG, room)
      assert.deepEqual(ids, repliedTo)
      assert.equal(count, 2)
    })
  }

  test('one to somebody else, or to a note of the topic, is none to the bot', async ({
    assert,
  }) => {
    const { converse, repliedTo, deliveries } = persona('Ahoy.')
    const { telegram } = await stage({ converse })
    const [ana, bo] = [telegram.person(), telegram.person({ name: 'Bo' })]
    const group = telegram.group('Fans', [ana, bo], { forum: true })
    const opening = group.add({ forum_topic_created: { name: 'Sea' } })
    const words = bo.says('Nice weather', { in: group })
    ana.says('@greenroom_test_bot is it?', { in: group, replyTo: words })
    await until(() => deliveries.length === 1)
    ana.says('@greenroom_test_bot hm', { in: group, topic: opening.message_id, replyTo: opening })
    await until(() => deliveries.length === 2)
    assert.deepEqual(repliedTo, [undefined, undefined])
  })
})
