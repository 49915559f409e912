/** A creator's community on a Discord server, set up as its creator does it: by what they say and press. */
import { sql } from '#app/support/sql'
import type { MembershipRow } from '#plugins/communities/rows'
import { communitiesServices } from '#plugins/communities/services'
import { communitiesOf } from '#plugins/communities/queries/list_communities'
import { listTiers } from '#plugins/communities/queries/list_tiers'
import { giveCoins, runScheduled } from '#plugins/communities/tests/support/people'
import { startDiscordWorld, wordsOf, type DiscordWorld } from '#tests/e2e/support/discord_world'
import type { Player, WorldGuild, WorldRole } from '#tests/emulators/discord/index'

/** What a month costs, millicoins. */
export const MONTH = 100_000n

/** A creator's server, with a role that stands above the bot's own, and a hall. */
export async function setTheStage(options: { serverMembers?: boolean } = {}) {
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
export type Stage = Awaited<ReturnType<typeof setTheStage>>

/** The creator connects the server, and sells the role for 100 coins a month. */
export async function openShop({ world, discord, ada, guild, hall, gold, botRole }: Stage) {
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
  return { community, tier, card: tierCard }
}
export type Shop = Awaited<ReturnType<typeof openShop>>

/** The creator has it sold for dollars beside coins. */
export async function sellsForMoney(
  { world, ada, hall }: Stage,
  { card }: Shop,
  dollars: string
): Promise<void> {
  const form = await world.hears(hall, /Open the form/, () => ada.player.presses(card, 'Prices'))
  await world.hears(hall, /Saved\./, () =>
    world.fills(ada.player, form, { coins: '100', USD: dollars })
  )
}

export const has = (guild: WorldGuild, player: Player, role: WorldRole) =>
  guild.members.get(player.user.id)?.roles.includes(role.id) === true

/** Comes into the server, and buys the tier with coins. */
export async function buys({ world, hall }: Stage, fan: Player): Promise<void> {
  const card = await world.hears(hall, /"Join Gold"/, () => fan.slash(hall, 'join'))
  const quote = await world.hears(hall, /"Pay /, () => fan.presses(card, 'Join Gold'))
  const pay = JSON.stringify(quote.components).match(/"label":"(Pay [^"]+)"/)?.[1] ?? ''
  await world.hears(hall, /Welcome to/, () => fan.presses(quote, pay))
}

/** What the scheduler does as time goes by. */
export async function sweep(): Promise<void> {
  for (const job of ['renew_due', 'end_over', 'remind_due', 'work_grants']) await runScheduled(job)
}

export async function told(world: DiscordWorld, player: Player, what: RegExp, count = 1) {
  await world.until(`${player.user.username} to read ${what}`, () => {
    const said = world.discord.saidIn(player.dm).filter((one) => what.test(wordsOf(one)))
    return said.length >= count
  })
}

/** A fan with coins, in the server, who has bought the tier. */
export async function memberOf(stage: Stage, name: string) {
  const { world, discord, guild, gold } = stage
  const { player, person } = await world.joins(name)
  await giveCoins(person.id, 5n * MONTH)
  discord.deeds.join(guild, player.user)
  await buys(stage, player)
  await world.until(`the role of ${name}`, () => has(guild, player, gold))
  return { fan: player, person }
}

export async function liveOf(communityId: string, personId: string): Promise<MembershipRow> {
  const [membership] = await sql<MembershipRow>(
    `select * from communities_memberships
     where community_id = :communityId and person_id = :personId and state <> 'ended'`,
    { communityId, personId }
  )
  if (!membership) throw new Error('They are no member')
  return membership
}

export const coinsOf = async (personId: string): Promise<bigint> =>
  (await (await communitiesServices()).ledger.balance(personId)).available
