import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { sql } from '#app/support/sql'
import { CONNECTING_LIMITS } from '#plugins/communities/connecting/limits'
import { connectSpace } from '#plugins/communities/connecting/actions/connect_space'
import { communitiesOf } from '#plugins/communities/queries/list_communities'
import { findSpaceHere } from '#plugins/communities/queries/find_space'
import { listSpaces } from '#plugins/communities/queries/list_spaces'
import type { CommunityRow } from '#plugins/communities/rows'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import type { FakeSpace } from '#plugins/communities/tests/support/fake_world'
import {
  creatorOn,
  fanWith,
  openCommunity,
  services,
  somebody,
  type Somebody,
  tierOf,
} from '#plugins/communities/tests/support/people'

/** A creator who types in a channel of this server. */
async function creatorIn(server: FakeSpace, runs = true): Promise<Somebody> {
  const creator = await creatorOn('discord', {
    place: { kind: 'group', id: '700', guildId: server.id },
  })
  if (runs) server.members.set(creator.platformId, memberWho(runs))
  return creator
}

/** Who runs a space, or is just in it. */
const memberWho = (runs: boolean) => ({
  displayName: 'Ada',
  roleIds: new Set<string>(),
  isBot: false,
  runs,
})

/** Fills the form that was shown last. */
const fills = (talk: Fan, submit: string, values: Record<string, string>) =>
  talk.sends({ kind: 'form', button: talk.buttonId(submit) ?? '', values })

const MOON = { name: 'Moonlight Club', description: 'Stories by the fire.', locale: 'en' }

test.group('Connecting | set-up', () => {
  test('a creator connects a server, puts right what is red, and opens', async ({ assert }) => {
    const world = openWorld()
    const server = world.server({ title: 'Night Owls', roles: ['Gold'] })
    server.permissions.delete('manage_roles')
    const { talk, person } = await creatorIn(server)

    await talk.says('/community')
    assert.include(talk.lastText(), '“Night Owls” is not connected yet')
    await talk.presses('New community')
    await fills(talk, 'Create it', MOON)
    assert.include(talk.texts().at(-2), '“Night Owls” is part of “Moonlight Club” now')
    assert.include(talk.lastText(), 'One thing stands in the way')
    assert.include(
      talk.lastText(),
      '“Manage Roles” is missing: Server Settings → Roles → my role → Permissions: switch on “Manage Roles”.'
    )
    assert.isUndefined(talk.buttonId('Open it'))

    await talk.presses('Check again')
    assert.include(talk.lastText(), 'One thing stands in the way')
    const drawing = talk.seen.at(-1)
    assert.isTrue(drawing && 'drawing' in drawing && drawing.drawing.replaces)

    server.permissions.add('manage_roles')
    await talk.presses('Check again')
    assert.include(talk.lastText(), 'All green')
    await talk.presses('Open it')
    assert.include(talk.lastText(), '“Moonlight Club” is open')
    assert.isDefined(talk.buttonId('Set up tiers'))

    const [community] = await communitiesOf(person.id)
    assert.deepInclude(community, { state: 'open', slug: community?.slug, unpaid_inside: 'report' })
    assert.match(community?.slug ?? '', /^moonlight-club/)
    const space = await findSpaceHere('discord', server.id)
    assert.deepInclude(space, { title: 'Night Owls', kind: 'server', state: 'connected' })
    assert.deepEqual(space?.problems, [])
    // Said again, it is the same space.
    await talk.says('/community')
    assert.include(talk.lastText(), 'All green')
    assert.lengthOf(await communitiesOf(person.id), 1)
  })

  test('a group is named what it lacks: a supergroup, an administrator, a private chat', async ({
    assert,
  }) => {
    const world = openWorld()
    const group = world.group({ title: 'The Den' })
    group.isSupergroup = false
    group.botIsAdmin = false
    group.isPublic = true
    const creator = await creatorOn('telegram', { place: { kind: 'group', id: group.id } })
    world.addMember(group, creator.platformId, { runs: true })
    await creator.talk.says('/community')
    await creator.talk.presses('New community')
    await fills(creator.talk, 'Create it', MOON)
    const said = creator.talk.lastText()
    assert.include(said, '3 things stand in the way')
    assert.include(
      said,
      'This is a basic group: Open the group → its name → Edit → Chat History → Visible'
    )
    assert.include(said, 'I am no administrator here: Open the group')
    assert.include(said, 'Group Type → Private')
  })

  test('every problem has words in both languages, and something to press', async ({ assert }) => {
    const world = openWorld()
    const { creator, community, space, here } = await openCommunity(world)
    const high = world.addRole(here, { name: 'High', position: 99 })
    const managed = world.addRole(here, { name: 'Booster', managed: true })
    const doors = [high.id, managed.id, here.id, '404'].map((roleId) => ({
      spaceId: space.id,
      roleId,
    }))
    await tierOf(community.id, { doors })
    here.lists = false
    here.hasSystemChannel = false
    const words = {
      en: [
        'drag “Bot” above “High”',
        '“Booster” cannot be given by hand',
        '“@everyone” is everybody’s role',
        'A role that a tier opens was deleted',
        'I cannot list the members',
        'There is no channel for announcements',
      ],
      es: [
        'arrastra «Bot» por encima de «High»',
        '«Booster» no se puede dar a mano',
        '«@everyone» es el rol de todo el mundo',
        'Se borró un rol que abre un nivel',
        'No puedo ver la lista de miembros',
        'No hay canal para los anuncios',
      ],
    }
    for (const [locale, expected] of Object.entries(words)) {
      const { platformId } = creator
      const place = { kind: 'group', id: '700', guildId: here.id } as const
      const talk = await conversation.fan({ frontend: 'discord', platformId, locale, place })
      await talk.says('/community')
      for (const text of expected) assert.include(talk.lastText(), text)
    }
  })

  test('whoever does not run the server, or is no creator, connects nothing', async ({
    assert,
  }) => {
    const world = openWorld()
    const server = world.server()
    const { talk } = await creatorIn(server, false)
    await talk.says('/community')
    assert.include(talk.lastText(), 'you need the permission “Manage Server”')
    assert.isUndefined(talk.buttonId('New community'))

    const fan = await somebody({
      frontend: 'discord',
      place: { kind: 'group', id: '700', guildId: server.id },
    })
    server.members.set(fan.platformId, memberWho(true))
    await fan.talk.says('/community')
    assert.include(fan.talk.lastText(), 'This is for creators only.')
    assert.isNull(await findSpaceHere('discord', server.id))
  })

  test('the right is looked at again when the button is pressed', async ({ assert }) => {
    const world = openWorld()
    const server = world.server()
    const { talk, platformId, person } = await creatorIn(server)
    await talk.says('/community')
    await talk.presses('New community')
    server.members.set(platformId, memberWho(false))
    await fills(talk, 'Create it', MOON)
    assert.include(talk.lastText(), 'you need the permission “Manage Server”')
    assert.isNull(await findSpaceHere('discord', server.id))
    // The community is there, and the space is added to it once they may.
    const [community] = await communitiesOf(person.id)
    server.members.set(platformId, memberWho(true))
    await talk.presses('Check again')
    await talk.presses('Moonlight Club')
    assert.equal((await findSpaceHere('discord', server.id))?.community_id, community?.id)
  })

  test('while the platform is silent nothing is concluded', async ({ assert }) => {
    const world = openWorld()
    const server = world.server()
    const { talk } = await creatorIn(server)
    world.faultNext('inspect', { kind: 'fail' })
    await talk.says('/community')
    assert.include(talk.lastText(), 'does not answer just now')
    await talk.presses('Check again')
    assert.include(talk.lastText(), 'is not connected yet')
  })

  test('a server where the bot is not is given the way to add it', async ({ assert }) => {
    const world = openWorld()
    const server = world.server()
    server.botIsThere = false
    const { talk } = await creatorIn(server)
    await talk.says('/community')
    const node = talk.seen.at(-1)?.node
    const urls =
      node?.kind === 'choice' ? node.buttons.flatMap((b) => ('url' in b ? [b.url] : [])) : []
    assert.deepEqual(urls, ['https://add.test/discord'])
    server.botIsThere = true
    await talk.presses('Check again')
    assert.include(talk.lastText(), 'is not connected yet')
  })

  test('of two creators who race for one server one gets it, and the other is told', async ({
    assert,
  }) => {
    const world = openWorld()
    const server = world.server()
    const [ada, bob] = [await creatorIn(server), await creatorIn(server)]
    for (const { talk } of [ada, bob]) {
      await talk.says('/community')
      await talk.presses('New community')
    }
    await Promise.all([ada, bob].map(({ talk }) => fills(talk, 'Create it', MOON)))
    const words = [ada, bob].map(({ talk }) => talk.lastText())
    assert.lengthOf(
      words.filter((text) => text.includes('All green')),
      1
    )
    assert.lengthOf(
      words.filter((text) => text.includes('part of another creator’s community')),
      1
    )
    const rows = await sql<{ id: string }>(
      'select id from communities_spaces where platform_id = :id',
      { id: server.id }
    )
    assert.lengthOf(rows, 1)
    // Two communities of one name have two links.
    const slugs = await Promise.all([ada, bob].map(({ person }) => communitiesOf(person.id)))
    assert.lengthOf(new Set(slugs.flat().map(({ slug }) => slug)), 2)
  })

  test('a second press of the same form makes no second community', async ({ assert }) => {
    const world = openWorld()
    const { talk, person } = await creatorIn(world.server())
    await talk.says('/community')
    await talk.presses('New community')
    const button = talk.buttonId('Create it') ?? ''
    await Promise.all([1, 2, 3].map(() => talk.sends({ kind: 'form', button, values: MOON })))
    assert.lengthOf(await communitiesOf(person.id), 1)
  })

  test('a crash between the community and its space leaves one of each', async ({ assert }) => {
    const world = openWorld()
    const server = world.server()
    const { talk, person } = await creatorIn(server)
    await talk.says('/community')
    await talk.presses('New community')
    const button = talk.buttonId('Create it') ?? ''
    world.faultNext('inspect', { kind: 'crash', acted: false })
    await talk.sends({ kind: 'form', button, values: MOON })
    assert.lengthOf(await communitiesOf(person.id), 1)
    assert.isNull(await findSpaceHere('discord', server.id))
    await talk.sends({ kind: 'form', button, values: MOON })
    const [community, ...others] = await communitiesOf(person.id)
    assert.isEmpty(others)
    assert.equal((await findSpaceHere('discord', server.id))?.community_id, community?.id)
  })

  test('what was typed wrong is said, and nothing of it is lost', async ({ assert }) => {
    openWorld()
    const { talk, person } = await creatorOn('telegram')
    await talk.says('/community')
    await talk.presses('New community')
    await fills(talk, 'Create it', { ...MOON, name: ' ! ', locale: 'es' })
    assert.include(talk.texts().at(-2), 'needs a name of 2 to 60 characters')
    const form = talk.seen.at(-1)?.node
    assert.deepEqual(form?.kind === 'form' ? form.fields.map(({ value }) => value) : [], [
      ' ! ',
      MOON.description,
      'es',
    ])
    assert.isEmpty(await communitiesOf(person.id))
    await fills(talk, 'Create it', { ...MOON, name: '月光クラブ' })
    const [community] = await communitiesOf(person.id)
    assert.equal(community?.name, '月光クラブ')
    assert.match(community?.slug ?? '', /^club-[\da-f]{4}$/)
  })

  test('a creator has so many communities, and a community so many spaces', async ({ assert }) => {
    const world = openWorld()
    const { creator, community } = await openCommunity(world)
    const program = await services()
    for (let i = 1; i < CONNECTING_LIMITS.spacesPerCommunity; i++) {
      const server = world.server()
      server.members.set(creator.platformId, memberWho(true))
      const ref = { platform: 'discord', id: server.id } as const
      const connected = await connectSpace(program, creator.person, { community, ref })
      assert.equal(connected.outcome, 'connected')
    }
    const oneMore = world.server()
    oneMore.members.set(creator.platformId, memberWho(true))
    const ref = { platform: 'discord', id: oneMore.id } as const
    const refused = await connectSpace(program, creator.person, { community, ref })
    assert.deepEqual(refused, { outcome: 'too_many', limit: CONNECTING_LIMITS.spacesPerCommunity })

    await sql(
      `insert into communities_communities (creator_id, name, slug, locale)
       select :creatorId, 'Club ' || n, 'many-' || :tail || '-' || n, 'en' from generate_series(2, :most) n`,
      {
        creatorId: creator.person.id,
        tail: randomUUID().slice(0, 8),
        most: CONNECTING_LIMITS.communitiesPerCreator,
      }
    )
    const talk = await conversation.fan({
      frontend: 'discord',
      platformId: creator.platformId,
      place: { kind: 'group', id: '700', guildId: oneMore.id },
    })
    await talk.says('/community')
    assert.isUndefined(talk.buttonId('New community'))
    assert.isDefined(talk.buttonId('Club 2'))
  })
})

test.group('Connecting | everyday', () => {
  test('in private a creator sees what is theirs, and nobody else’s buttons work', async ({
    assert,
  }) => {
    const world = openWorld()
    const { creator, community, space, here } = await openCommunity(world, { kind: 'group' })
    const { talk } = creator
    await talk.says('/community')
    assert.include(talk.lastText(), 'Moonlight Club')
    assert.include(talk.lastText(), 'Telegram group · all green')
    assert.include(talk.lastText(), 'Open: its tiers can be bought.')

    here.permissions.delete('ban_users')
    await talk.presses(`Look at ${space.title}`)
    assert.include(talk.lastText(), '“Ban Users” is missing')
    await talk.says('/community')
    assert.include(talk.lastText(), '1 thing to put right')

    const stranger = await creatorOn('telegram')
    await stranger.talk.sends({
      kind: 'invoke',
      invocation: {
        command: 'community_state',
        options: { community: community.id, to: 'closed', sure: true },
      },
    })
    assert.include(stranger.talk.lastText(), 'it is not yours')
    await stranger.talk.sends({
      kind: 'invoke',
      invocation: { command: 'community_disconnect', options: { space: space.id, sure: true } },
    })
    assert.include(stranger.talk.lastText(), 'it is not yours')
    assert.lengthOf(await listSpaces(community.id), 1)
    const [row] = await communitiesOf(creator.person.id)
    assert.equal(row?.state, 'open')
  })

  test('closing is asked once more, and can be undone while all is green', async ({ assert }) => {
    const world = openWorld()
    const { creator, space, here } = await openCommunity(world, { kind: 'channel' })
    const { talk, person } = creator
    const state = async () => (await communitiesOf(person.id))[0]?.state
    await talk.says('/community')
    await talk.presses('Close it')
    assert.equal(await state(), 'open')
    await talk.presses('Close it')
    assert.equal(await state(), 'closed')
    here.botIsAdmin = false
    await talk.presses('Open it')
    assert.include(talk.texts().at(-2), `“${space.title}” is not green`)
    assert.include(talk.lastText(), 'Open the channel → its name')
    assert.equal(await state(), 'closed')
    here.botIsAdmin = true
    await talk.presses('Check again')
    await talk.presses('Open it')
    assert.equal(await state(), 'open')
  })

  test('the creator chooses what becomes of those who have not paid', async ({ assert }) => {
    const world = openWorld()
    const { creator } = await openCommunity(world, { kind: 'group' })
    const choice = async () => (await communitiesOf(creator.person.id))[0]?.unpaid_inside
    await creator.talk.says('/community')
    await creator.talk.presses('Who has not paid')
    await creator.talk.presses('Put them out')
    assert.equal(await choice(), 'remove')
    assert.include(creator.talk.lastText(), 'I put them out')
  })

  test('a space that members paid for stays; others go, and their tiers are not sold', async ({
    assert,
  }) => {
    const world = openWorld()
    const { creator, community, space } = await openCommunity(world, { kind: 'group' })
    const { tier } = await tierOf(community.id, {
      name: 'Gold',
      doors: [{ spaceId: space.id, roleId: null }],
    })
    const fan = await fanWith(0n)
    const [membership] = await sql<{ id: string }>(
      `insert into communities_memberships
         (community_id, tier_id, person_id, state, means, anchor_at, renews, created_at)
       values (:communityId, :tierId, :personId, 'active', 'coins', now(), true, now()) returning id`,
      { communityId: community.id, tierId: tier.id, personId: fan.person.id }
    )
    const { talk } = creator
    await talk.says('/community')
    await talk.presses(`Look at ${space.title}`)
    await talk.presses('Disconnect')
    assert.include(
      talk.lastText(),
      'One member is let in here by a tier. “Gold” will not open it any more'
    )
    await talk.presses('Disconnect')
    assert.include(talk.lastText(), 'One member has paid for')
    assert.lengthOf(await listSpaces(community.id), 1)

    await sql(
      `update communities_memberships set state = 'ended', ended_at = now() where id = :id`,
      { id: membership?.id ?? '' }
    )
    await talk.says('/community')
    await talk.presses(`Look at ${space.title}`)
    await talk.presses('Disconnect')
    await talk.presses('Disconnect')
    assert.include(talk.texts().at(-2), '“Gold” opens nothing now and is not sold any more')
    assert.isEmpty(await listSpaces(community.id))
    const [after] = await sql<{ state: string }>(
      'select state from communities_tiers where id = :id',
      { id: tier.id }
    )
    assert.equal(after?.state, 'draft')
  })

  test('a disconnected space can be connected again, by whoever runs it', async ({ assert }) => {
    const world = openWorld()
    const { creator, space, here } = await openCommunity(world, { kind: 'group' })
    await creator.talk.says('/community')
    await creator.talk.presses(`Look at ${space.title}`)
    await creator.talk.presses('Disconnect')
    await creator.talk.presses('Disconnect')
    const other = await creatorOn('telegram', { place: { kind: 'group', id: here.id } })
    world.addMember(here, other.platformId, { runs: true })
    await other.talk.says('/community')
    await other.talk.presses('New community')
    await fills(other.talk, 'Create it', MOON)
    assert.include(other.talk.lastText(), 'All green')
  })

  test('name and text are changed, the link stays', async ({ assert }) => {
    const world = openWorld()
    const { creator, community } = await openCommunity(world, { kind: 'group' })
    await creator.talk.says('/community')
    await creator.talk.presses('Change name and text')
    await fills(creator.talk, 'Save', { name: 'Sunlight Club', description: '', locale: 'es' })
    const [after] = await communitiesOf(creator.person.id)
    const expected: Partial<CommunityRow> = {
      name: 'Sunlight Club',
      description: '',
      locale: 'es',
      slug: community.slug,
    }
    assert.deepInclude(after, expected)
  })

  test('announcements are said in the channel that is chosen', async ({ assert }) => {
    const world = openWorld()
    const { creator, space, here } = await openCommunity(world)
    here.hasSystemChannel = false
    const talk = await conversation.fan({
      frontend: 'discord',
      platformId: creator.platformId,
      place: { kind: 'group', id: '7001', guildId: here.id },
    })
    await talk.says('/community')
    assert.include(talk.lastText(), 'There is no channel for announcements')
    await talk.presses('Announce in this channel')
    assert.notInclude(talk.lastText(), 'There is no channel')
    assert.equal((await findSpaceHere('discord', space.platform_id))?.channel_id, '7001')
  })
})
