import { test } from '@japa/runner'
import { DateTime } from 'luxon'
import { cyclesOf } from '#plugins/communities/lifecycle/queries/find_membership'
import { giveCoins, runScheduled } from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'
import { until } from '#tests/support/until'
import { moveClock, wordsOf } from '#tests/e2e/support/discord_world'
import {
  buys,
  coinsOf,
  has,
  liveOf,
  memberOf,
  MONTH,
  openShop,
  sellsForMoney,
  setTheStage,
  sweep,
  told,
  type Stage,
} from '#tests/e2e/support/discord_club'
import { StripeTill } from '#tests/e2e/support/stripe_till'

/** The program has as long as it needs on a busy machine; each step has a deadline of its own. */
const TIMEOUT_MS = 180_000

/** Somebody new comes into the server, pays by card on Stripe's page, and has the role. */
async function paysByCard(stage: Stage, till: StripeTill, name: string) {
  const { world, discord, guild, gold, hall } = stage
  const { player, person } = await world.joins(name)
  discord.deeds.join(guild, player.user)
  const card = await world.hears(hall, /"Join Gold"/, () => player.slash(hall, 'join'))
  const quote = await world.hears(hall, /"Pay \$10\.00/, () => player.presses(card, 'Join Gold'))
  const button = /"label":"(Pay \$10\.00[^"]*)"/.exec(wordsOf(quote))?.[1] ?? ''
  const offer = await world.hears(hall, /Pay by card/, () => player.presses(quote, button))
  const page = /https?:\/\/\S+\/pay\/cs_\w+/.exec(wordsOf(offer))?.[0] ?? ''
  const payment = await till.isPaid(page)
  await world.until(`the role of ${name}`, () => has(guild, player, gold))
  return { player, person, payment }
}

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

  test('bought with money: paid back by the operator, the role is gone at once; disputed too, and back once that is won', async ({
    assert,
  }) => {
    const stage = await setTheStage()
    const { world, discord, guild, gold } = stage
    const till = await StripeTill.opens('discord')
    const shop = await openShop(stage)
    await sellsForMoney(stage, shop, '10')

    const bela = await paysByCard(stage, till, 'bela')
    const { community } = shop
    const paid = await liveOf(community.id, bela.person.id)
    const [month] = await cyclesOf(paid.id)
    assert.deepInclude(month, { currency: 'USD', amount: 1_000n, state: 'paid' })
    // A part that goes back leaves the role where it is.
    await till.refunds(month?.payment_id ?? '', '2.50')
    await until(async () => (await cyclesOf(paid.id))[0]?.given_back === 250n, {
      what: 'the part to be known',
    })
    assert.isTrue(has(guild, bela.player, gold))
    await till.refunds(month?.payment_id ?? '')
    await world.until('the role is gone', () => !has(guild, bela.player, gold))
    await told(world, bela.player, /Your membership has ended, since it was paid back to you/)
    assert.equal(guild.auditLog.at(-1)?.reason, 'Paid membership is over')

    const cleo = await paysByCard(stage, till, 'cleo')
    const dispute = till.stripe.deeds.dispute(cleo.payment)
    await till.tells()
    await world.until('the role is gone', () => !has(guild, cleo.player, gold))
    await told(world, cleo.player, /since its payment was disputed/)
    till.stripe.deeds.closeDispute(dispute.id, 'won')
    await till.tells()
    await world.until('the role is back', () => has(guild, cleo.player, gold))
    await told(world, cleo.player, /Your payment stands after all/)
    const back = await liveOf(community.id, cleo.person.id)
    assert.equal(back.state, 'active')
    // Nobody lost what the other one paid for, and what stands is one month.
    assert.isFalse(has(guild, bela.player, gold))
    assert.lengthOf(discord.callsTo('PUT', /\/roles\//), 3)
    assert.equal((await cyclesOf(back.id)).length, 1)
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
