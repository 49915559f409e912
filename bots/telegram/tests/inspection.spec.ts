import { test } from '@japa/runner'
import type { SpaceReport } from '#app/bot_kit/spaces/answers'
import { gate, guardedGroup, spaceOf } from '#bots/telegram/tests/doors'

const problemsOf = (report: SpaceReport): string[] => {
  if (report.outcome !== 'seen') throw new Error(JSON.stringify(report))
  return report.problems.map((problem) =>
    problem.kind === 'missing_permission' ? `missing ${problem.permission}` : problem.kind
  )
}

test.group('Telegram: what stands in the way of a chat’s doors', () => {
  test('nothing, where the bot may invite and ban', async ({ assert }) => {
    const { keeper, chat } = await guardedGroup()
    assert.deepEqual(await keeper.inspect(spaceOf(chat), []), {
      outcome: 'seen',
      title: 'Inner circle',
      kind: 'group',
      roles: [],
      problems: [],
      memberCount: 2,
    })
    const { keeper: other, chat: channel } = await guardedGroup('channel')
    const report = await other.inspect(spaceOf(channel), [])
    assert.containSubset(report, { kind: 'channel', problems: [] })
  })

  test('each missing right by its name, one after the other, until all is green', async ({
    assert,
  }) => {
    const { telegram, keeper } = await gate()
    const owner = telegram.person()
    const channel = telegram.channel('News', owner)
    const look = async () => problemsOf(await keeper.inspect(spaceOf(channel), []))
    assert.deepEqual(await look(), ['not_there'])
    owner.at(channel).addsBot({})
    const all = ['missing invite_users', 'missing ban_users', 'missing post_messages']
    assert.deepEqual(await look(), all)
    owner.at(channel).promotesBot({ can_invite_users: true })
    assert.deepEqual(await look(), all.slice(1))
    owner.at(channel).promotesBot({ can_invite_users: true, can_restrict_members: true })
    assert.deepEqual(await look(), all.slice(2))
    owner.at(channel).promotesBot()
    assert.deepEqual(await look(), [])
    owner.at(channel).kicksBot()
    assert.deepEqual(await look(), ['not_there'])
  })

  test('a basic group is no supergroup; when it has become one, its new id is told', async ({
    assert,
  }) => {
    const { telegram, keeper } = await gate()
    const owner = telegram.person()
    const group = telegram.group('Friends', [], { basic: true, owner })
    const look = async () => problemsOf(await keeper.inspect(spaceOf(group), []))
    const missing = ['missing invite_users', 'missing ban_users']
    assert.deepEqual(await look(), ['not_supergroup', 'not_admin', ...missing])
    owner.at(group).promotesBot()
    assert.deepEqual(await look(), ['not_supergroup'])

    const bigger = owner.at(group).upgrades()
    const moved = { kind: 'moved', toId: String(bigger.wire.id) }
    const report = await keeper.inspect(spaceOf(group), [])
    assert.containSubset(report, { outcome: 'seen', title: null, kind: null, problems: [moved] })
    const fan = { door: { ...spaceOf(group), roleId: null }, platformId: String(owner.id + 1) }
    const tried = await keeper.letIn(fan, { key: 'k', knownLink: null })
    assert.containSubset(tried, { outcome: 'problem', problem: moved })
    assert.deepEqual(problemsOf(await keeper.inspect(spaceOf(bigger), [])), [])
  })

  test('a public chat, and members who may add others', async ({ assert }) => {
    const { keeper, owner, chat } = await guardedGroup()
    const look = async () => problemsOf(await keeper.inspect(spaceOf(chat), []))
    owner.at(chat).makesPublic('inner_circle')
    assert.deepEqual(await look(), ['public_chat'])
    owner.at(chat).makesPublic(null)
    owner.at(chat).letsMembersAdd(true)
    assert.deepEqual(await look(), ['members_may_add'])
  })

  test('a plain member is no administrator, and may do nothing', async ({ assert }) => {
    const { keeper, owner, chat } = await guardedGroup()
    owner.at(chat).demotesBot()
    const found = problemsOf(await keeper.inspect(spaceOf(chat), []))
    assert.deepEqual(found, ['not_admin', 'missing invite_users', 'missing ban_users'])
  })

  test('a Telegram that does not answer says nothing of the chat', async ({ assert }) => {
    const { telegram, keeper, chat } = await guardedGroup()
    telegram.faults.add({ methods: ['getChat'], times: 1, kind: { error: 502 } })
    const report = await keeper.inspect(spaceOf(chat), [])
    assert.containSubset(report, { outcome: 'unavailable', retryAfterMs: null })
    // How many there are is nice to know, no more.
    telegram.faults.add({ methods: ['getChatMemberCount'], times: 1, kind: { error: 502 } })
    assert.containSubset(await keeper.inspect(spaceOf(chat), []), { memberCount: null })
  })
})
