import { getActiveTestOrFail, test } from '@japa/runner'
import { startTelegramEmulator } from '#tests/emulators/telegram/index'

/** A supergroup whose bot may invite and ban, and a caller of methods in it. */
async function chats(kind: 'group' | 'channel' | 'basic' = 'group') {
  const telegram = await startTelegramEmulator()
  getActiveTestOrFail().cleanup(() => telegram.close())
  const [owner, fan] = [telegram.person({ name: 'Olga' }), telegram.person({ name: 'Ana' })]
  const chat =
    kind === 'channel'
      ? telegram.channel('News', owner)
      : telegram.group('Fans', [], { owner, basic: kind === 'basic' })
  owner.at(chat).promotesBot()
  const call = async (method: string, params: Record<string, unknown> = {}) => {
    const response = await fetch(`${telegram.apiRoot}/bot${telegram.token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ chat_id: chat.wire.id, ...params }),
    })
    const { result, description, parameters } = (await response.json()) as Record<string, unknown>
    return { result, description: String(description), parameters }
  }
  const link = async (params: Record<string, unknown> = { creates_join_request: true }) => {
    const { result } = await call('createChatInviteLink', params)
    return (result as { invite_link: string }).invite_link
  }
  const asked = async () => {
    const { result } = await call('getUpdates', { chat_id: undefined })
    return (result as Record<string, unknown>[]).map((update) => Object.keys(update)[1])
  }
  return { telegram, owner, fan, chat, call, link, asked, them: { user_id: fan.id } }
}

test.group('the Telegram emulator keeps chats as Telegram does', () => {
  test('a link with a limit of members asks nobody, and lets that many in', async ({ assert }) => {
    const { telegram, fan, call, link } = await chats()
    const both = { creates_join_request: true, member_limit: 1 }
    assert.include((await call('createChatInviteLink', both)).description, "can't be specified")
    const single = await link({ member_limit: 1 })
    assert.equal(fan.opens(single), 'joined')
    assert.equal(fan.opens(single), 'expired')
    assert.equal(telegram.person().opens(single), 'expired')
  })

  test('a link is over at its time, and when it was revoked', async ({ assert }) => {
    const { fan, call, link } = await chats()
    const past = { expire_date: Math.floor(Date.now() / 1_000) - 5 }
    assert.include((await call('createChatInviteLink', past)).description, 'EXPIRE_DATE_INVALID')
    const invite = await link()
    await call('revokeChatInviteLink', { invite_link: invite })
    assert.equal(fan.opens(invite), 'expired')
    const again = await call('editChatInviteLink', { invite_link: invite })
    assert.include(again.description, 'INVITE_HASH_EXPIRED')
    const foreign = await call('revokeChatInviteLink', { invite_link: 'https://t.me/+x' })
    assert.include(foreign.description, 'INVITE_HASH_INVALID')
  })

  test('a request is answered once', async ({ assert }) => {
    const { fan, chat, call, link, them } = await chats()
    assert.include((await call('approveChatJoinRequest', them)).description, 'HIDE_REQUESTER')
    const invite = await link()
    assert.equal(fan.opens(invite), 'asked')
    assert.isTrue((await call('declineChatJoinRequest', them)).result)
    assert.isFalse(fan.at(chat).isAsking)
    fan.opens(invite)
    assert.isTrue((await call('approveChatJoinRequest', them)).result)
    assert.include((await call('approveChatJoinRequest', them)).description, 'ALREADY_PARTICIPANT')
    assert.equal(fan.opens(invite), 'already_in')
  })

  test('a ban holds until it is lifted or over; one for seconds is for good', async ({
    assert,
  }) => {
    const { fan, chat, call, link, them } = await chats()
    const soon = Math.floor(Date.now() / 1_000) + 5
    await call('banChatMember', { ...them, until_date: soon })
    assert.containSubset((await call('getChatMember', them)).result, {
      status: 'kicked',
      until_date: 0,
    })
    assert.equal(fan.opens(await link()), 'expired')
    await call('unbanChatMember', { ...them, only_if_banned: true })
    assert.equal(fan.opens(await link()), 'asked')
    chat.roll.set(fan.wire, { status: 'kicked', until: soon - 10 })
    assert.containSubset((await call('getChatMember', them)).result, { status: 'left' })
  })

  test('unbanning removes a member, unless it is asked not to', async ({ assert }) => {
    const { owner, fan, chat, call, them } = await chats()
    owner.at(chat).adds(fan)
    await call('unbanChatMember', { ...them, only_if_banned: true })
    assert.isTrue(fan.at(chat).isIn)
    await call('unbanChatMember', them)
    assert.isFalse(fan.at(chat).isIn)
  })

  test('owners and administrators are not banned, and strangers are not known', async ({
    assert,
  }) => {
    const { telegram, owner, fan, chat, call, them } = await chats()
    const ban = async (id: number) => (await call('banChatMember', { user_id: id })).description
    assert.include(await ban(owner.id), "can't remove chat owner")
    owner.at(chat).promotes(fan)
    assert.include(await ban(fan.id), 'user is an administrator')
    assert.include(await ban(telegram.me.id), "can't restrict self")
    assert.include(await ban(5), 'member not found')
    const misspelt = await call('banChatMember', { ...them, until: 5 })
    assert.include(misspelt.description, 'no parameter')
  })

  test('each right is asked for by itself', async ({ assert }) => {
    const { owner, chat, call, them } = await chats()
    owner.at(chat).promotesBot({})
    assert.include((await call('createChatInviteLink')).description, 'manage chat invite link')
    assert.include((await call('banChatMember', them)).description, 'restrict/unrestrict')
    owner.at(chat).kicksBot()
    assert.include((await call('getChat')).description, 'Forbidden: bot was kicked')
  })

  test('an upgraded group can be read, and refuses the rest with its new id', async ({
    assert,
  }) => {
    const { owner, chat, call, them } = await chats('basic')
    const unban = await call('unbanChatMember', them)
    assert.include(unban.description, 'supergroup and channel chats only')
    const bigger = owner.at(chat).upgrades()
    assert.containSubset((await call('getChat')).result, { type: 'group' })
    const said = await call('sendMessage', { text: 'Hi' })
    assert.include(said.description, 'group chat was upgraded to a supergroup chat')
    assert.deepEqual(said.parameters, { migrate_to_chat_id: bigger.wire.id })
  })

  test('who comes and goes is told to administrators that ask for it by name', async ({
    assert,
  }) => {
    const { owner, fan, chat, asked, call, link } = await chats()
    owner.at(chat).adds(fan)
    assert.notInclude(await asked(), 'chat_member')
    const all = ['message', 'chat_member', 'my_chat_member', 'chat_join_request']
    await call('getUpdates', { chat_id: undefined, offset: 2 ** 40, allowed_updates: all })
    fan.at(chat).leaves()
    fan.opens(await link())
    owner.at(chat).demotesBot()
    owner.at(chat).adds(fan)
    assert.deepEqual(await asked(), [
      'chat_member',
      'message',
      'chat_join_request',
      'my_chat_member',
      'message',
    ])
  })

  test('channels alone have paid links, for 30 days and 1 to 10,000 Stars', async ({ assert }) => {
    const { telegram, fan, chat, call, them } = await chats('channel')
    const paid = { subscription_period: 2_592_000, subscription_price: 100 }
    const method = 'createChatSubscriptionInviteLink'
    const dear = await call(method, { ...paid, subscription_price: 10_001 })
    assert.include(dear.description, 'STARS_AMOUNT_INVALID')
    const short = await call(method, { ...paid, subscription_period: 60 })
    assert.include(short.description, 'SUBSCRIPTION_PERIOD_INVALID')
    const { invite_link: link } = (await call(method, paid)).result as { invite_link: string }
    assert.equal(fan.opens(link), 'joined')
    const { result } = await call('getChatMember', them)
    assert.closeTo(
      Number((result as { until_date: number }).until_date),
      Date.now() / 1_000 + 2_592_000,
      60
    )
    assert.lengthOf(telegram.payments.transactions, 0, 'the Stars are the channel’s')
    fan.at(chat).subscriptionEnds()
    assert.containSubset((await call('getChatMember', them)).result, { status: 'left' })
    const group = await chats('group')
    assert.include((await group.call(method, paid)).description, 'CHANNEL_INVALID')
  })
})
