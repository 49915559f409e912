import { test } from '@japa/runner'
import type { Button } from '#app/bot_kit/reply'
import { pour, startHarness } from '#bots/discord/tests/harness'
import type { WorldChannel, WorldMessage } from '#tests/emulators/discord/index'

const press: Button = { label: 'Next', invoke: { command: 'next' }, replaces: true }

/** A persona that answers with a stream, and a fan who replies to it. */
async function start() {
  const harness = await startHarness()
  const { discord, runtime } = harness
  runtime.turn = async ({ stream }) => {
    await stream(pour('Ahoy, ', 'captain.'), { speaker: { name: 'Mira' } })
  }
  const fan = discord.player('ada')
  const guild = discord.guild()
  /** The ids that the kit was told, of the delivery with this number. */
  const delivered = async (count: number) => {
    const delivery = await discord.until('delivered', () => runtime.deliveries[count - 1])
    return delivery.outcome === 'delivered' ? delivery.messageIds : []
  }
  const repliedTo = async (count: number) =>
    (await discord.until('heard', () => runtime.heard[count - 1])).place.replyTo
  /** Says something, and replies to what the persona answered. */
  async function talk(channel: WorldChannel, how: { mention?: boolean } = {}) {
    fan.says(channel, 'hello', how)
    const ids = await delivered(1)
    const [answer] = discord.saidIn(channel)
    if (!answer) throw new Error('Nothing was said')
    fan.says(channel, 'and?', { ...how, replyTo: answer })
    return { ids, replyTo: await repliedTo(2) }
  }
  return { ...harness, fan, guild, delivered, repliedTo, talk }
}

test.group('Discord | replies name the message by the id that the kit was given', () => {
  test('in direct messages', async ({ assert, cleanup }) => {
    const { fan, talk, stop } = await start()
    cleanup(stop)
    const { ids, replyTo } = await talk(fan.dm)
    assert.deepEqual(ids, [replyTo])
  })

  test('in a channel, where the persona speaks through a webhook', async ({ assert, cleanup }) => {
    const { discord, guild, talk, stop } = await start()
    cleanup(stop)
    const { ids, replyTo } = await talk(discord.channel(guild), { mention: true })
    assert.deepEqual(ids, [replyTo])
  })

  test('in a thread', async ({ assert, cleanup }) => {
    const { discord, guild, talk, stop } = await start()
    cleanup(stop)
    const thread = discord.channel(guild, { threadOf: discord.channel(guild) })
    const { ids, replyTo } = await talk(thread, { mention: true })
    assert.deepEqual(ids, [replyTo])
  })

  test('when Discord hides the words, and a modal takes them', async ({ assert, cleanup }) => {
    const { discord, fan, guild, delivered, repliedTo, stop } = await start()
    cleanup(stop)
    const channel = discord.channel(guild)
    fan.says(channel, 'hello', { mention: true })
    const ids = await delivered(1)
    const answer = await discord.heard(channel)
    const hidden = fan.says(channel, 'aye', { replyTo: answer })
    const hint = await discord.heard(channel, (one) => one.referenceId === hidden.id)
    const opened = fan.presses(hint, 'Answer')
    await opened.modal()
    fan.submits(opened, { text: 'aye' })
    assert.deepEqual(ids, [await repliedTo(2)])
  })

  test('to a greeting, a page that was turned, a picture', async ({ assert, cleanup }) => {
    const { discord, runtime, fan, stop } = await start()
    cleanup(stop)
    const drawn: string[] = []
    runtime.turn = async ({ draw, inbound }) => {
      const text = inbound.event.kind === 'press' ? 'Page 2' : 'Page 1'
      const how = { replaces: inbound.event.kind === 'press' }
      const done = await draw([{ kind: 'choice', text, buttons: [press] }], how)
      if (done.outcome === 'drawn') drawn.push(...done.messageIds)
    }
    fan.says(fan.dm, 'pages')
    const page = await discord.heard(fan.dm)
    fan.presses(page, 'Next')
    await discord.until('the page was turned', () => drawn.length === 2)
    assert.deepEqual(drawn, [page.id, page.id])
    const reply: WorldMessage = fan.says(fan.dm, 'this one', { replyTo: page })
    const heard = await discord.until('heard', () =>
      runtime.heard.find(({ id }) => id === `message:${reply.id}`)
    )
    assert.equal(heard.place.replyTo, page.id)
  })
})
