import { test } from '@japa/runner'
import { conversation } from '#app/bot_kit/testing/conversation'
import {
  fanOfLuna,
  messagesOf,
  payingFan,
  seed,
  walletOf,
} from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { link, onDiscord } from '#plugins/personas/tests/support/people'
import { runJobs } from '#plugins/personas/tests/support/jobs'
import { lastPrompt } from '#plugins/personas/tests/support/prompts'

test.group('One person on several platforms', (group) => {
  let server: ModelServer
  group.setup(async () => {
    await seed()
    server = await connectModelServer()
    return () => server.close()
  })

  test('a fan talks on Telegram, links Discord, goes on there and is remembered', async ({
    assert,
  }) => {
    const fan = await payingFan()
    await fan.says('My telescope is called Zebra.')
    await fan.says('/pin I am afraid of the dark')
    const onOther = await onDiscord()
    await link(fan, onOther)

    const [answer] = await onOther.says('What is my telescope called?')
    assert.equal(answer?.node.kind, 'stream', 'nobody is chosen and nothing is agreed anew')
    const { text } = lastPrompt(server.emulator)
    assert.include(text, 'My telescope is called Zebra.')
    assert.include(text, 'I am afraid of the dark')
    assert.equal((await walletOf(onOther)).available, (await walletOf(fan)).available)

    await onOther.says('/talk bolt')
    await fan.says('Engine check, please.')
    assert.include(
      fan.lastText(),
      'A reply with Standard',
      'plain text goes to whom was chosen last'
    )
    assert.include(fan.lastText(), 'BOLT')
  })

  test('what a guest said becomes theirs when they join', async ({ assert }) => {
    const guest = await conversation.fan()
    await guest.says('/talk luna')
    await guest.says('I am building a raft.')
    await guest.says('/pin My raft is blue')
    await guest.says('/start')
    await guest.says('What was I building?')
    await guest.presses('Yes, 2 coins a reply')
    const { text } = lastPrompt(server.emulator)
    assert.include(text, 'I am building a raft.')
    assert.include(text, 'My raft is blue')
    assert.lengthOf(await messagesOf(guest), 4)
  })

  test('a guest on Discord who links to a member brings what was said, in order', async ({
    assert,
  }) => {
    const member = await payingFan()
    const guest = await onDiscord()
    await guest.says('/talk luna')
    await guest.says('Said on Discord')
    await member.says('Said on Telegram later')
    await link(member, guest)
    await guest.says('And now?')
    await guest.presses('Yes, 2 coins a reply')
    const said = lastPrompt(server.emulator).messages.filter(({ role }) => role === 'user')
    assert.deepEqual(
      said.map(({ content }) => content),
      ['Good evening, Luna!', 'Said on Discord', 'Said on Telegram later', 'And now?']
    )
    assert.deepEqual(
      (await messagesOf(member)).filter(({ role }) => role === 'fan').length,
      4,
      'one conversation'
    )
  })

  test('two members become one: their talks with a persona are one, with the lower price', async ({
    assert,
  }) => {
    const first = await payingFan()
    const second = await onDiscord()
    await second.says('/start luna')
    await second.says('/model')
    await second.presses('Use Spark, 0.5 coins')
    await second.says('Spark speaks')
    await link(first, second)
    const [answer] = await first.says('Who speaks now?')
    assert.equal(answer?.node.kind, 'stream', 'the model that was chosen last, at its price')
    assert.containsSubset((await messagesOf(first)).at(-1), { model_id: 'spark', charge: 500n })
    await first.says('/model standard')
    const [quote] = await first.says('And now?')
    assert.equal(quote?.node.kind, 'quote', 'two coins were accepted by one of the two only')
  })

  test('buttons from before still mean what they say', async ({ assert }) => {
    const member = await payingFan()
    const guest = await onDiscord()
    await guest.says('/talk luna')
    await guest.says('Hello from Discord')
    await guest.says('/reset')
    await link(member, guest)
    await guest.presses('Yes, begin afresh')
    assert.include(guest.texts().join('\n'), 'remembers nothing of before')
    await member.says('Do you know me?')
    await member.presses('Yes, 2 coins a reply')
    const { text } = lastPrompt(server.emulator)
    assert.notInclude(text, 'Good evening, Luna!')
    assert.notInclude(text, 'Hello from Discord')
  })

  test('a reset before the link stays one, and forgets nothing of the other side', async ({
    assert,
  }) => {
    const member = await payingFan()
    await member.says('/reset')
    await member.presses('Yes, begin afresh')
    const guest = await onDiscord()
    await guest.says('/talk luna')
    await guest.says('Hello from Discord')
    await link(member, guest)
    await runJobs('identity.account_attached')
    await member.says('What do you know?')
    await member.presses('Yes, 2 coins a reply')
    const { text } = lastPrompt(server.emulator)
    assert.notInclude(text, 'Good evening, Luna!')
    assert.include(text, 'Hello from Discord')
  })

  test('a group stays a place of its own', async ({ assert }) => {
    const place = { kind: 'group', id: `group-${crypto.randomUUID()}` } as const
    const fan = await fanOfLuna()
    const inGroup = await conversation.fan({ platformId: fan.platformId, place })
    await inGroup.says('/talk juno')
    const [quote] = await fan.says('Still you, Luna?')
    assert.equal(quote?.node.kind, 'quote')
    assert.include(fan.lastText(), 'Luna would love to answer')
  })
})
