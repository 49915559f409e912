import { test } from '@japa/runner'
import type { FileNode } from '#app/bot_kit/reply'
import { sql } from '#app/support/sql'
import { communityFigures } from '#plugins/communities/everyday/figures/queries/community_figures'
import { daysAgo, memberIn } from '#plugins/communities/everyday/tests/members'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import { creatorOn, openCommunity, tierOf } from '#plugins/communities/tests/support/people'

async function stage() {
  const { community, creator, space } = await openCommunity(openWorld())
  const { tier } = await tierOf(community.id, { name: 'Gold' })
  const { tier: yearly } = await tierOf(community.id, { name: 'Patron', period: 'year' })
  const member = (name: string, more: Partial<Parameters<typeof memberIn>[0]> = {}) =>
    memberIn({ communityId: community.id, tierId: tier.id, name, ...more })
  return { community, creator, space, tier, yearly, member }
}

test.group('Members', () => {
  test('a creator sees who is in, finds one by name, and who needs a look', async ({ assert }) => {
    const { creator, member, community, space } = await stage()
    await member('Ana')
    const ben = await member('Ben')
    await member('Cleo', { since: daysAgo(40), endedAt: daysAgo(10) })
    await sql(
      `insert into communities_grants
         (community_id, space_id, role_id, platform_id, person_id, wanted, actual, changed_by, wanted_at, error_kind, problem)
       values (:c, :s, 'r', :b, :p, 'in', 'out', 'purchase', now(), 'action', '{"kind":"not_in_server"}')`,
      { c: community.id, s: space.id, b: ben.platformId, p: ben.person.id }
    )
    await creator.talk.says('/members')
    assert.include(creator.talk.lastText(), 'Members of Moonlight Club: 2')
    assert.notInclude(creator.talk.lastText(), 'Cleo')

    await creator.talk.presses('Need a look')
    assert.include(creator.talk.lastText(), 'Ben')
    assert.include(creator.talk.lastText(), 'Paid, but not in yet.')
    assert.notInclude(creator.talk.lastText(), 'Ana')
    await creator.talk.presses('Open Ben')
    assert.include(creator.talk.lastText(), 'they have to join the server first')

    await creator.talk.presses('Former')
    assert.include(creator.talk.lastText(), 'Cleo')
    assert.include(creator.talk.lastText(), 'cancelled')
    await creator.talk.says('/members an')
    assert.include(creator.talk.lastText(), 'Ana')
    assert.notInclude(creator.talk.lastText(), 'Ben')
    await creator.talk.says('/members %')
    assert.include(creator.talk.lastText(), 'Nobody here is called “%”')
  })

  test('all of them as a file, in which a name cannot act as a formula', async ({ assert }) => {
    const { creator, member } = await stage()
    await member('=HYPERLINK("x")')
    await member('Ana, the first')
    await creator.talk.says('/members')
    await creator.talk.presses('All as a file')
    const file = creator.talk.seen
      .map(({ node }) => node)
      .filter((node): node is FileNode => node.kind === 'file')
      .at(-1)
    const lines = new TextDecoder().decode(file?.content).split('\r\n')
    assert.match(lines[0] ?? '', /^\uFEFF?member,tier,state,since/)
    assert.match(
      lines[1] ?? '',
      /^"Ana, the first",Gold,active,\d{4}-\d\d-\d\d,.*,yes,coins,100,0,,,0,0$/
    )
    assert.match(lines[2] ?? '', /^"'=HYPERLINK\(""x""\)",Gold/)
  })

  test('sent out, somebody cannot buy again until they may', async ({ assert }) => {
    const { creator, member, community } = await stage()
    const ana = await member('Ana')
    await creator.talk.says('/members')
    await creator.talk.presses('Open Ana')
    await creator.talk.presses('Send out…')
    const button = creator.talk.buttonId('Send out now')
    if (!button) throw new Error('There is no form')
    await creator.talk.sends({ kind: 'form', button, values: { reason: 'Spam' } })
    assert.include(creator.talk.lastText(), 'you sent them out')
    const banned = () =>
      sql('select 1 from communities_bans where community_id = :c and person_id = :p', {
        c: community.id,
        p: ana.person.id,
      })
    assert.lengthOf(await banned(), 1)
    await creator.talk.presses('Let them buy again')
    assert.lengthOf(await banned(), 0)
  })

  test('nobody sees another creator’s members', async ({ assert }) => {
    const { member, community } = await stage()
    const ana = await member('Ana')
    const stranger = await creatorOn('discord', { displayName: 'Eve' })
    await openCommunity(openWorld(), { creator: stranger, name: 'Elsewhere' })
    await stranger.talk.says(`/members`)
    assert.notInclude(stranger.talk.lastText(), 'Ana')
    for (const command of ['member', 'member_ban', 'member_ban_ask', 'member_unban']) {
      await stranger.talk.sends({
        kind: 'invoke',
        invocation: {
          command,
          options: { community: community.id, membership: ana.membershipId },
        },
      })
      assert.include(stranger.talk.lastText(), 'no such member')
    }
  })
})

test.group('Figures', () => {
  test('what members paid, what a month brings, who was lost', async ({ assert }) => {
    const { community, member, yearly, creator } = await stage()
    await member('Ana', { since: daysAgo(50) })
    await member('Ben', { since: daysAgo(50), endedAt: daysAgo(5) })
    await member('Cleo', { since: daysAgo(2) })
    await member('Dan', { since: daysAgo(1), tierId: yearly.id, coins: 1_200_000n })

    const figures = await communityFigures(community.id, 30)
    assert.equal(figures.paid, 1_300_000n)
    assert.equal(figures.earned, 910_000n)
    assert.equal(figures.monthly, 100_000n + 100_000n + 100_000n)
    assert.equal(figures.members, 3)
    assert.equal(figures.joined, 2)
    assert.equal(figures.left, 1)
    assert.equal(figures.churnBp, 5_000)
    assert.deepEqual(
      [0, 26, 27, 28, 29].map((n) => figures.days[n]?.members),
      [2, 1, 2, 3, 3]
    )

    await creator.talk.says('/members')
    await creator.talk.presses('Figures')
    const [picture, card] = creator.talk.seen.slice(-2)
    assert.equal(picture?.node.kind, 'image')
    assert.equal(card?.node.kind, 'card')
    assert.include(creator.talk.lastText(), 'Members lost (churn): 50%')
    assert.include(creator.talk.lastText(), 'Monthly, as things are: 300 coins')
    await creator.talk.presses('A year')
    assert.include(creator.talk.lastText(), 'in the last 365 days')
  })
})
