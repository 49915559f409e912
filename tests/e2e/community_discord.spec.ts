import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { sql } from '#app/support/sql'
import { cyclesOf } from '#plugins/communities/lifecycle/queries/find_membership'
import type { MembershipRow } from '#plugins/communities/rows'
import { communitiesServices } from '#plugins/communities/services'
import { communitiesOf } from '#plugins/communities/queries/list_communities'
import { listTiers } from '#plugins/communities/queries/list_tiers'
import { giveCoins, runScheduled } from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'
import { until } from '#tests/support/until'
import {
  moveClock,
  startDiscordWorld,
  wordsOf,
  type DiscordWorld,
} from '#tests/e2e/support/discord_world'
import type { Player, WorldGuild, WorldRole } from '#tests/emulators/discord/index'

/** The program has as long as it needs on a busy machine; each step has a deadline of its own. */
const TIMEOUT_MS = 180_000

const MONTH = 100_000n

/** A creator's server, with a role that stands above the bot's own, and a hall. */
async function setTheStage(options: { serverMembers?: boolean } = {}) {
  const world = await startDiscordWorld(options)
  const { discord } = world
  const ada = await world.joins('ada', 'creator')
  const guild = discord.guild('Stargazers', { owner: ada.player })
  const hall = discord.channel(guild, { name: 'hall' })
  const botRole = guild.botRole
  if (!botRole) throw new Error('The bot has no role')
  const gold = discord.deeds.addRole(guild, 'Gold', { above: botRole })
  return { world, discord, ada, guild, hall, gold, botRole }
}
type Stage = Awaited<ReturnType<typeof setTheStage>>

/** The creator connects the server, and sells the role for 100 coins a month. */
async function openShop({ world, discord, ada, guild, hall, gold, botRole }: Stage) {
  const { player, person } = ada
  const here = (what: RegExp, act: () => unknown) => world.hears(hall, what, act)
  const unknown = await here(/"New community"/, () => player.slash(hall, 'community'))
  const form = await here(/A new community/, () => player.presses(unknown, 'New community'))
  const green = await here(/"Open it"/, () =>
    world.fills(player, form, {
      name: 'Moonlight Club',
      description: 'Stories by the fire.',
      locale: 'en',
    })
  )
  const opened = await here(/"Set up tiers"/, () => player.presses(green, 'Open it'))
  const none = await here(/"New tier"/, () => player.presses(opened, 'Set up tiers'))
  const newTier = await here(/A new tier/, () => player.presses(none, 'New tier'))
  const draft = await here(/"What it opens"/, () =>
    world.fills(player, newTier, {
      name: 'Gold',
      description: 'The inner circle',
      perks: 'Stories\nStars',
      period: 'month',
      coins: '100',
    })
  )
  const doors = await here(/"Roles of Stargazers"/, () => player.presses(draft, 'What it opens'))

  // The role is above the bot's own: what to drag is said, and dragged, it can be given.
  await here(/Drag my role above it/, () => player.presses(doors, 'Roles of Stargazers'))
  discord.deeds.dragRole(guild, botRole, { above: gold })
  const roles = await here(/Which role of Stargazers/, () =>
    player.presses(doors, 'Roles of Stargazers')
  )
  const done = await here(/"Back to the tier"/, () => world.picks(player, roles, 'Gold'))
  const tierCard = await here(/"Put on sale"/, () => player.presses(done, 'Back to the tier'))
  await here(/is on sale/, () => player.presses(tierCard, 'Put on sale'))
  const [community] = await communitiesOf(person.id)
  const [tier] = community ? await listTiers(community.id, { forFans: true }) : []
  if (!community || !tier) throw new Error('Nothing is sold')
  return { community, tier }
}

const has = (guild: WorldGuild, player: Player, role: WorldRole) =>
  guild.members.get(player.user.id)?.roles.includes(role.id) === true

/** Comes into the server, and buys the tier with coins. */
async function buys({ world, hall }: Stage, fan: Player): Promise<void> {
  const card = await world.hears(hall, /"Join Gold"/, () => fan.slash(hall, 'join'))
  const quote = await world.hears(hall, /"Pay /, () => fan.presses(card, 'Join Gold'))
  const pay = JSON.stringify(quote.components).match(/"label":"(Pay [^"]+)"/)?.[1] ?? ''
  await world.hears(hall, /Welcome to/, () => fan.presses(quote, pay))
}

/** What the scheduler does as time goes by. */
async function sweep(): Promise<void> {
  for (const job of ['renew_due', 'end_over', 'remind_due', 'work_grants']) await runScheduled(job)
}

async function told(world: DiscordWorld, player: Player, what: RegExp, count = 1) {
  await world.until(`${player.user.username} to read ${what}`, () => {
    const said = world.discord.saidIn(player.dm).filter((one) => what.test(wordsOf(one)))
    return said.length >= count
  })
}

/** A fan with coins, in the server, who has bought the tier. */
async function memberOf(stage: Stage, name: string) {
  const { world, discord, guild, gold } = stage
  const { player, person } = await world.joins(name)
  await giveCoins(person.id, 5n * MONTH)
  discord.deeds.join(guild, player.user)
  await buys(stage, player)
  await world.until(`the role of ${name}`, () => has(guild, player, gold))
  return { fan: player, person }
}

async function liveOf(communityId: string, personId: string): Promise<MembershipRow> {
  const [membership] = await sql<MembershipRow>(
    `select * from communities_memberships
     where community_id = :communityId and person_id = :personId and state <> 'ended'`,
    { communityId, personId }
  )
  if (!membership) throw new Error('They are no member')
  return membership
}

const coinsOf = async (personId: string): Promise<bigint> =>
  (await (await communitiesServices()).ledger.balance(personId)).available

test.group('A community on Discord, the whole program', () => {
  test('a server is connected, a fan joins, pays and has the role; a red light is told and put right', async ({
    assert,
  }) => {
    const stage = await setTheStage()
    const { world, discord, guild, gold, botRole, hall, ada } = stage
    const { community } = await openShop(stage)
    const { fan, person } = await memberOf(stage, 'bela')
    await told(world, fan, /Welcome to Moonlight Club/)
    // 50 coins of welcome, 500 that were bought, 100 that were paid.
    assert.equal(await coinsOf(person.id), 50_000n + 4n * MONTH)
    assert.deepInclude(guild.auditLog.at(-1), {
      targetId: fan.user.id,
      added: gold.id,
      reason: 'Paid membership',
    })

    // Somebody drags the role above the bot's: the creator is told, and what to press.
    discord.deeds.dragRole(guild, gold, { above: botRole })
    await told(world, ada.player, /drag “greenroom-bot” above “Gold”/)
    const red = await world.hears(hall, /"Check again"/, () => ada.player.slash(hall, 'community'))
    assert.include(wordsOf(red), 'The role “Gold” is above mine')

    // Nobody pays for a door that is shut, and everybody can once it is put right.
    const late = await world.joins('cleo')
    await giveCoins(late.person.id, MONTH)
    discord.deeds.join(guild, late.player.user)
    const front = await world.hears(hall, /"Join Gold"/, () => late.player.slash(hall, 'join'))
    await world.hears(hall, /takes nobody in at the moment/, () =>
      late.player.presses(front, 'Join Gold')
    )
    discord.deeds.dragRole(guild, botRole, { above: gold })
    await world.hears(hall, /All green/, () => ada.player.presses(red, 'Check again'))
    await buys(stage, late.player)
    await world.until('the role', () => has(guild, late.player, gold))
    assert.equal((await liveOf(community.id, late.person.id)).state, 'active')
    await verifyBooks()
  }).timeout(TIMEOUT_MS)

  test('the months go by: reminded, renewed, cancelled, over; back again, sent out and paid back', async ({
    assert,
  }) => {
    const stage = await setTheStage()
    const { world, guild, gold, hall, ada } = stage
    const { community } = await openShop(stage)
    const { fan, person } = await memberOf(stage, 'bela')
    const { id } = await liveOf(community.id, person.id)

    const { paid_until: paidUntil } = await liveOf(community.id, person.id)
    const days = DateTime.fromJSDate(paidUntil ?? new Date()).diffNow('days').days
    moveClock({ days: days - 2.5 })
    await sweep()
    await told(world, fan, /Your membership renews on/)
    moveClock({ days: 2 })
    await sweep()
    await told(world, fan, /Your membership renews on/, 2)
    moveClock({ days: 1 })
    await sweep()
    assert.lengthOf(await cyclesOf(id), 2)
    assert.equal(await coinsOf(person.id), 50_000n + 3n * MONTH)
    assert.isTrue(has(guild, fan, gold))

    const card = await world.hears(hall, /"Cancel"/, () => fan.slash(hall, 'memberships'))
    const sure = await world.hears(hall, /"Yes, cancel"/, () => fan.presses(card, 'Cancel'))
    await world.hears(hall, /You are in until/, () => fan.presses(sure, 'Yes, cancel'))
    await sweep()
    assert.isTrue(has(guild, fan, gold), 'what is paid is theirs')
    moveClock({ days: 32 })
    await sweep()
    await world.until('the end', () => !has(guild, fan, gold))
    assert.equal(guild.auditLog.at(-1)?.reason, 'Paid membership is over')
    assert.lengthOf(await cyclesOf(id), 2)

    // They come back, and the creator sends them out: what is left of the month comes back to them.
    await buys(stage, fan)
    await world.until('the role again', () => has(guild, fan, gold))
    assert.equal(await coinsOf(person.id), 50_000n + 2n * MONTH)
    const { player: creator } = ada
    const members = await world.hears(creator.dm, /Members of Moonlight Club/, () =>
      creator.slash(creator.dm, 'members')
    )
    const member = await world.hears(creator.dm, /"Send out…"/, () =>
      world.picks(creator, members, 'bela')
    )
    const form = await world.hears(creator.dm, /Open the form/, () =>
      creator.presses(member, 'Send out…')
    )
    await world.fills(creator, form, { reason: 'spoils the stories' })
    await world.until('the role is gone', () => !has(guild, fan, gold))
    await world.until('out for good', () => guild.auditLog.at(-1)?.removed === gold.id)
    // Of a month that has just begun, all but a sliver.
    const back = async () => (await coinsOf(person.id)) - (50_000n + 2n * MONTH)
    await until(async () => (await back()) > MONTH - 1_000n, { what: 'the coins' })
    assert.isTrue((await back()) <= MONTH)
    const front = await world.hears(hall, /"Join Gold"/, () => fan.slash(hall, 'join'))
    await world.hears(hall, /you cannot join/, () => fan.presses(front, 'Join Gold'))
    await verifyBooks()
  }).timeout(TIMEOUT_MS)

  test('what people do by hand is put right: a role given, a role taken, somebody gone and back, the bot kicked', async ({
    assert,
  }) => {
    const stage = await setTheStage()
    const { world, discord, guild, gold, hall, ada } = stage
    await openShop(stage)
    const { player: creator } = ada
    const list = await world.hears(creator.dm, /"Who has not paid"/, () =>
      creator.slash(creator.dm, 'community')
    )
    const question = await world.hears(creator.dm, /"Put them out"/, () =>
      creator.presses(list, 'Who has not paid')
    )
    await world.hears(creator.dm, /I put them out/, () => creator.presses(question, 'Put them out'))
    const { fan } = await memberOf(stage, 'bela')

    // A role that nobody paid for.
    const stranger = discord.player('dora')
    discord.deeds.join(guild, stranger.user)
    discord.deeds.giveRole(guild, stranger.user, gold)
    await world.until('the role is taken', () => !has(guild, stranger, gold))
    assert.isTrue(has(guild, fan, gold))

    // A role that was paid for.
    discord.deeds.takeRole(guild, fan.user, gold)
    await world.until('the role that was taken', () => has(guild, fan, gold))

    // Gone by themselves, and back.
    discord.deeds.leave(guild, fan.user)
    discord.deeds.join(guild, fan.user)
    await world.until('the role of who came back', () => has(guild, fan, gold))

    // The bot is kicked: the creator is told. What happens meanwhile is put right when it is back.
    discord.deeds.kickBot(guild)
    await told(world, creator, /I am not in “Stargazers” any more/)
    discord.deeds.inviteBot(guild)
    const { botRole } = guild
    if (!botRole) throw new Error('The bot has no role')
    await told(world, creator, /drag “greenroom-bot” above “Gold”/)
    discord.deeds.takeRole(guild, fan.user, gold)
    discord.deeds.dragRole(guild, botRole, { above: gold })
    await world.hears(hall, /All green/, () => creator.slash(hall, 'community'))
    await world.until('the role after the kick', () => has(guild, fan, gold))
    await verifyBooks()
  }).timeout(TIMEOUT_MS)

  test('Discord is down for an hour: who paid waits, is let in when it is back, and pays once', async ({
    assert,
  }) => {
    const stage = await setTheStage()
    const { world, discord, guild, gold } = stage
    const { community } = await openShop(stage)
    const { player: fan, person } = await world.joins('bela')
    await giveCoins(person.id, MONTH)
    discord.deeds.join(guild, fan.user)
    const down = discord.script({ path: /^\/guilds\//, status: 503, times: 1_000_000 })
    await buys(stage, fan)
    await world.until('a try in vain', () => discord.callsTo('PUT', /\/roles\//).length > 0)
    moveClock({ hours: 1 })
    await runScheduled('work_grants')
    assert.isFalse(has(guild, fan, gold))
    down.times = 0
    moveClock({ hours: 1 })
    await runScheduled('work_grants')
    await world.until('the role', () => has(guild, fan, gold))
    assert.equal(await coinsOf(person.id), 50_000n)
    assert.equal((await liveOf(community.id, person.id)).state, 'active')
    await verifyBooks()
  }).timeout(TIMEOUT_MS)

  test('without the Server Members intent, repair finds what nobody told', async ({ assert }) => {
    const stage = await setTheStage({ serverMembers: false })
    const { world, discord, guild, gold } = stage
    await openShop(stage)
    const { fan } = await memberOf(stage, 'bela')
    discord.deeds.takeRole(guild, fan.user, gold)
    moveClock({ hours: 25 })
    await runScheduled('repair_due')
    await world.until('the repaired role', () => has(guild, fan, gold))
    assert.lengthOf(
      discord.callsTo('GET', /\/members$/).filter((one) => one.status === 200),
      0
    )
  }).timeout(TIMEOUT_MS)
})
