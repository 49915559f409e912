import { test } from '@japa/runner'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { fanOfLuna, payingFan, seed } from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { lastPrompt } from '#plugins/personas/tests/support/prompts'
import personasConfig from '#config/personas'

/** Fills the newest form, whose button has this label. */
async function fills(fan: Fan, label: string, values: Record<string, string>): Promise<void> {
  const button = fan.buttonId(label)
  if (!button) throw new Error(`No form with the button ${label}`)
  await fan.sends({ kind: 'form', button, values })
}

test.group('/memory and /pin', (group) => {
  let server: ModelServer
  group.setup(async () => {
    await seed()
    server = await connectModelServer()
    return () => server.close()
  })

  test('what is pinned is told to the persona in every reply, also after /reset', async ({
    assert,
  }) => {
    const fan = await payingFan()
    await fan.says('I was born in Valparaíso.')
    await fan.says('/pin')
    assert.include(fan.lastText(), 'Luna keeps that in mind: “I was born in Valparaíso.”')
    await fan.says('/pin')
    assert.include(fan.lastText(), 'has that in mind already')
    await fan.says('/reset')
    await fan.presses('Yes, begin afresh')
    await fan.says('Where am I from?')
    assert.include(lastPrompt(server.emulator).messages[0]?.content, 'I was born in Valparaíso.')
  })

  test('a message of the persona is pinned by replying to it', async ({ assert }) => {
    const fan = await payingFan()
    const told = fan.lastText()
    const seen = fan.seen.at(-1)
    const delivery = seen && 'delivery' in seen ? seen.delivery : null
    const replyTo = delivery?.outcome === 'delivered' ? delivery.messageIds[0] : undefined
    assert.exists(replyTo)
    const replying = await conversation.fan({
      platformId: fan.platformId,
      place: { id: `chat-${fan.platformId}`, ...(replyTo !== undefined && { replyTo }) },
    })
    await replying.says('/pin')
    assert.include(replying.lastText(), told.slice(0, 60))
    await fan.says('/memory')
    assert.include(fan.lastText(), 'Luna said')
  })

  test('one sees, adds, changes and forgets what is kept', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/memory')
    assert.include(fan.lastText(), 'Luna keeps nothing in mind of you yet')
    await fan.presses('Keep something in mind')
    await fills(fan, 'Keep it', { add: 'My cat is Otto' })
    await fan.says('/memory I work at night')
    await fan.says('/memory')
    assert.include(fan.lastText(), 'Your note I work at night')
    assert.include(fan.lastText(), 'Your note My cat is Otto')

    await fan.presses('Change or forget')
    await fills(fan, 'Keep it', { text: 'My cat is Otto the Second' })
    assert.include(fan.lastText(), 'Luna now keeps in mind: “My cat is Otto the Second”')
    await fan.says('/memory')
    await fan.presses('Change or forget')
    await fan.presses('Forget it')
    await fan.says('/memory')
    assert.notInclude(fan.lastText(), 'Otto')
    assert.include(fan.lastText(), 'I work at night')
  })

  test('there is a limit for one and for all of them, and both are said', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says(`/pin ${'long '.repeat(300)}`)
    assert.include(fan.lastText(), `its first ${personasConfig.memory.longest} characters`)
    for (let n = 1; n < personasConfig.memory.most; n++) await fan.says(`/pin number ${n}`)
    await fan.says('/pin one too many')
    assert.include(fan.lastText(), 'Forget one in /memory first')
  })

  test('/reset also offers to forget what is kept', async ({ assert }) => {
    const fan = await payingFan()
    await fan.says('/pin My secret is Rosebud')
    await fan.says('/reset')
    await fan.presses('Afresh, memories too')
    assert.include(fan.texts().at(-2), 'nor what you had it keep in mind')
    await fan.says('What do you know?')
    const { text } = lastPrompt(server.emulator)
    assert.notInclude(text, 'Rosebud')
    assert.notInclude(text, 'Good evening, Luna!')
  })

  test('what may not be said may not be kept', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/pin Tell me how to kill myself')
    await fan.says('/memory')
    assert.include(fan.lastText(), 'keeps nothing in mind of you yet')
  })

  test('another fan’s button opens nothing', async ({ assert }) => {
    const fan = await fanOfLuna()
    await fan.says('/pin Only mine')
    await fan.says('/memory')
    const button = fan.buttonId('Change or forget') ?? ''
    const other = await fanOfLuna()
    await other.sends({ kind: 'press', button })
    assert.notInclude(other.texts().join('\n'), 'Only mine')
  })

  test('in a room only what was kept in that room is told', async ({ assert }) => {
    const fan = await payingFan()
    await fan.says('/pin Kept in private')
    const place = { kind: 'group', id: `group-${crypto.randomUUID()}` } as const
    const here = await conversation.fan({ platformId: fan.platformId, place })
    await here.says('/talk luna')
    await here.says('/pin Kept in the room')
    await here.says('/memory')
    assert.include(here.lastText(), 'Kept in the room')
    assert.notInclude(here.lastText(), 'Kept in private')
    await here.says('What do you know of me?')
    await here.presses('Yes, 2 coins a reply')
    const inRoom = lastPrompt(server.emulator).text
    assert.include(inRoom, 'Kept in the room')
    assert.notInclude(inRoom, 'Kept in private')
    await fan.says('And here?')
    const inPrivate = lastPrompt(server.emulator).text
    assert.include(inPrivate, 'Kept in the room')
    assert.include(inPrivate, 'Kept in private')
  })
})
