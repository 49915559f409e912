import { test } from '@japa/runner'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import type { OpenReport } from '#plugins/moderation/api'
import { payingFan, seed, serviceOf } from '#plugins/personas/tests/support/house'
import { newRoom, pays } from '#plugins/personas/tests/rooms/support'

/** Reports that one account may send in a day. */
const REPORTS_A_DAY = 10

async function reportsOf(fan: Fan): Promise<readonly OpenReport[]> {
  const { account } = await fan.identified()
  const reports = await (await serviceOf('moderation')).openReports()
  return reports.filter(({ accountId }) => accountId === account.id)
}

/** Fills the form that was shown last. */
async function fills(fan: Fan, values: Record<string, string>): Promise<void> {
  const button = fan.buttonId('Send the report')
  if (!button) throw new Error('There is no form')
  await fan.sends({ kind: 'form', button, values })
}

test.group('/report', (group) => {
  group.setup(seed)

  test('on {$self}: the last message, with reason and words, lands in the queue with what was said')
    .with(['telegram', 'discord', 'web'] as const)
    .run(async ({ assert }, frontend) => {
      const fan = await conversation.fan({ frontend })
      await fan.says('/talk luna')
      await fan.says('Which star is that?')
      const said = fan.texts().findLast((text) => !text.includes('free repl'))
      const [form] = await fan.says('/report')
      assert.equal(form?.node.kind, 'form')
      await fills(fan, { about: 'message', reason: 'other', words: 'It is odd' })
      assert.include(fan.lastText(), 'Your report about Luna is with the moderators')
      const [report, ...more] = await reportsOf(fan)
      assert.isEmpty(more)
      assert.containsSubset(report, { kind: 'message', reason: 'other', words: 'It is odd' })
      assert.include(report?.excerpt, 'Which star is that?')
      assert.include(report?.excerpt, said ?? 'nothing')
    })

  test('the message that it replies to is the one that is reported', async ({ assert }) => {
    const fan = await payingFan()
    const first = fan.seen.find(({ node }) => node.kind === 'stream')
    const id =
      first && 'delivery' in first && 'messageIds' in first.delivery
        ? first.delivery.messageIds[0]
        : ''
    await fan.says('And something later')
    const replying = await conversation.fan({ platformId: fan.platformId, place: { replyTo: id } })
    await replying.says('/report')
    await fills(replying, { about: 'message', reason: 'hate', words: '' })
    const [report] = await reportsOf(fan)
    assert.include(report?.excerpt, 'Good evening, Luna!')
    assert.notInclude(report?.excerpt, 'something later')
  })

  test('the same thing is taken once, and a flood has an end', async ({ assert }) => {
    const fan = await payingFan()
    for (let i = 0; i < 2; i++) {
      await fan.says('/report')
      await fills(fan, { about: 'persona', reason: 'sexual', words: '' })
    }
    assert.include(fan.lastText(), 'reported that about Luna already')
    assert.lengthOf(await reportsOf(fan), 1)
    const moderation = await serviceOf('moderation')
    const { account } = await fan.identified()
    const sent = await Promise.all(
      Array.from({ length: 2 * REPORTS_A_DAY }, (_, i) =>
        moderation.report({
          key: `flood:${account.id}:${i}`,
          accountId: account.id,
          subject: { kind: 'message', messageId: String(i), personaId: crypto.randomUUID() },
          excerpt: 'x'.repeat(10_000),
          reason: 'other',
          words: 'y'.repeat(10_000),
        })
      )
    )
    assert.lengthOf(
      sent.filter(({ outcome }) => outcome === 'reported'),
      REPORTS_A_DAY - 1
    )
    await fan.says('/report')
    await fills(fan, { about: 'message', reason: 'other', words: '' })
    assert.include(fan.lastText(), 'many reports today')
  })

  test('a person of the room is reported with what they said there', async ({ assert }) => {
    const room = newRoom()
    const ana = await room.join('Ana')
    const rude = await room.join('Rude Rudi')
    await ana.says('/bind luna')
    await pays(rude, 'You are all fools')
    await ana.says('/report')
    await fills(ana, { about: 'person', person: 'rude rudi', reason: 'harassment', words: '' })
    const [report] = await reportsOf(ana)
    const { account } = await rude.identified()
    assert.containsSubset(report, { kind: 'person', subjectId: account.id, reason: 'harassment' })
    assert.include(report?.excerpt, 'Rude Rudi: You are all fools')
    await ana.says('/report')
    await fills(ana, { about: 'person', person: 'nobody at all', reason: 'other', words: '' })
    assert.include(ana.lastText(), 'Nobody of that name')
  })

  test('nobody reports, or reads, what was said in another’s private chat', async ({ assert }) => {
    await payingFan()
    const stranger = await conversation.fan()
    await stranger.says('/talk luna')
    await stranger.says('/report')
    await fills(stranger, { about: 'message', reason: 'other', words: '' })
    assert.include(stranger.lastText(), 'no message of a persona here')
    assert.isEmpty(await reportsOf(stranger))
  })
})
