import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { runScheduled } from '#plugins/communities/tests/support/people'
import {
  alsoTheirs,
  doorkeeper,
  inHand,
  joined,
  moveClock,
  startTelegramProgram,
  type TelegramProgram,
} from '#tests/e2e/support/telegram_community'
import {
  comesIn,
  fillsIn,
  joins,
  linkIn,
  openClub,
  sellByTelegram,
  sellTier,
  told,
  wayInto,
  type Club,
} from '#tests/e2e/support/telegram_club'
import type { Person } from '#tests/emulators/telegram/people'
import type { EmulatedChat } from '#tests/emulators/telegram/world'
import { verifyBooks } from '#tests/support/books'

/** The whole program runs in this process, with grammY and jobs; each wait has a deadline of its own. */
const TIMEOUT_MS = 120_000

test.group('Premium communities on Telegram, the whole way', (group) => {
  let program: TelegramProgram
  group.tap((one) => one.timeout(TIMEOUT_MS))
  group.setup(async () => {
    program = await startTelegramProgram()
  })
  group.teardown(async () => {
    await program.stop()
    await verifyBooks()
  })
  group.each.teardown(() => moveClock({}))

  /** A fan with 300 coins besides the welcome ones. */
  const fan = async (name: string, coins = 300n): Promise<Person> => {
    const person = await joined(program.telegram, name)
    await inHand(person, coins)
    return person
  }
  const inBoth = (person: Person, { group: chat, channel }: Club): boolean =>
    person.at(chat).isIn && person.at(channel).isIn
  /** Out, and not banned. */
  const isOut = (person: Person, chat: EmulatedChat): boolean =>
    chat.roll.standing(person.id).status === 'left'
  const inNone = (person: Person, { group: chat, channel }: Club): boolean =>
    isOut(person, chat) && isOut(person, channel)

  test('a group becomes a supergroup, and each thing that is missing is named until all is green', async ({
    assert,
  }) => {
    const { telegram } = program
    const olga = await joined(telegram, 'Olga', 'creator')
    const basic = telegram.group('Sunday readers', [], { basic: true, owner: olga })
    olga.says('/community@greenroom_test_bot', { in: basic })
    await olga.presses('New community')
    await fillsIn(olga, ['Readers', 'Books', { press: 'English' }])
    const first = await olga.hears('4 things stand in the way')
    assert.include(first.text, 'This is a basic group')
    assert.include(first.text, 'I am no administrator here')
    assert.lengthOf(basic.fromBot, 0, 'nobody else in the group reads of it')

    const chat = olga.at(basic).upgrades()
    olga.at(chat).promotesBot({ can_invite_users: true })
    await olga.presses('Check again')
    const second = await olga.hears('One thing stands in the way')
    assert.include(second.text, '“Ban Users” is missing')
    olga.at(chat).makesPublic('sunday_readers')
    olga.at(chat).promotesBot()
    await olga.presses('Check again')
    await olga.hears('public')
    olga.at(chat).makesPublic(null)
    await olga.presses('Check again')
    await olga.hears('All green')
    await olga.presses('Open it')
    await olga.hears('“Readers” is open')
  })

  test('a fan joins and is in; an intruder with the same link is not; months go by', async ({
    assert,
  }) => {
    const { telegram } = program
    const club = await openClub(telegram, 'Moonlight')
    await sellTier(club, 'Gold')
    const [ana, ivan] = [await fan('Ana'), telegram.person({ name: 'Ivan' })]
    await joins(ana, club, 'Gold')
    await ana.hears('Welcome to Moonlight!')
    assert.isTrue(inBoth(ana, club))

    assert.equal(ivan.opens(await wayInto(ana, club.group)), 'asked')
    const refusal = await ivan.hears('this link was made for somebody else')
    assert.match(linkIn(refusal, 'https://t.me/'), /\?start=join_moonlight/)
    await telegram.until('his request to be refused', () => !ivan.at(club.group).isAsking)
    assert.isFalse(ivan.at(club.group).isIn)

    moveClock({ months: 1, days: -2 })
    await runScheduled('remind_due')
    await ana.hears(/renews on .*100 coins from your wallet/)
    moveClock({ months: 1, hours: 1 })
    await runScheduled('renew_due')
    await program.quiet()
    assert.isTrue(inBoth(ana, club))
    const card = await told(ana, 'You are in. It renews on', () => ana.says('/memberships'))
    assert.include(card.text, `${club.group.wire.title}: You are in.`)

    await told(ana, 'You stay in until', () => ana.presses('Cancel'))
    await told(ana, 'Cancelled. You are in until', () => ana.presses('Yes, cancel'))
    moveClock({ months: 2, days: -1 })
    await runScheduled('end_over')
    await program.quiet()
    assert.isTrue(inBoth(ana, club), 'until the end of what was paid')
    moveClock({ months: 2, hours: 1 })
    await runScheduled('end_over')
    await ana.hears('Your membership has ended, as you wished')
    await telegram.until('her to be out', () => inNone(ana, club))
    await program.quiet()

    await joins(ana, club, 'Gold')
    assert.isTrue(inBoth(ana, club), 'she can come back: nobody banned her')
  })

  test('without coins there is grace, and then the way out', async ({ assert }) => {
    const { telegram } = program
    const club = await openClub(telegram, 'Starlight')
    await sellTier(club, 'Gold')
    const ben = await fan('Ben', 50n)
    await joins(ben, club, 'Gold')
    moveClock({ months: 1, hours: 1 })
    await runScheduled('renew_due')
    await ben.hears('your wallet has too few coins')
    assert.isTrue(inBoth(ben, club))
    moveClock({ months: 1, days: 3, hours: 2 })
    await runScheduled('renew_due')
    await runScheduled('end_over')
    await ben.hears('the next cycle was not paid')
    await telegram.until('him to be out', () => inNone(ben, club))
  })

  test('Stars: a month is a subscription of the bot’s, and a refund ends it at once', async ({
    assert,
  }) => {
    const { telegram } = program
    const club = await openClub(telegram, 'Sunlight')
    await sellTier(club, 'Gold', { stars: 250 })
    const stella = await fan('Stella', 0n)
    telegram.payments.purses.set(stella.id, 600)
    await told(stella, 'You see everything', () => stella.says('/join Sunlight'))
    const quote = await told(stella, 'This is what it costs', () => stella.presses('Join Gold'))
    assert.include(quote.text, '250 Stars')
    const offer = await told(stella, 'Sunlight', () => stella.presses('Pay 250 Stars'))
    const paid = await stella.pays(linkIn(offer, 'https://t.me/$'))
    if (paid.outcome !== 'paid') return assert.fail(JSON.stringify(paid))
    await comesIn(stella, club.group)
    await comesIn(stella, club.channel)
    const card = await told(stella, 'You are in. It renews', () => stella.says('/memberships'))
    assert.include(card.text, '250 Stars')

    moveClock({ days: 30 })
    const second = telegram.payments.renew(paid.chargeId)
    await program.quiet()
    moveClock({ days: 45 })
    await runScheduled('renew_due')
    await runScheduled('end_over')
    await program.quiet()
    assert.isTrue(inBoth(stella, club), 'the second month is paid')
    assert.equal(telegram.payments.purses.get(stella.id), 100)

    telegram.payments.takeBack(second ?? '')
    await stella.hears('paid back to you')
    await telegram.until('her to be out', () => inNone(stella, club))
    assert.isNull(telegram.payments.renew(paid.chargeId), 'Telegram charges nothing more')
  })

  test('who leaves is not dragged back, and comes back by a press', async ({ assert }) => {
    const { telegram } = program
    const club = await openClub(telegram, 'Daylight')
    await sellTier(club, 'Gold')
    const cleo = await fan('Cleo')
    await joins(cleo, club, 'Gold')
    cleo.at(club.group).leaves()
    await program.quiet()
    assert.isFalse(cleo.at(club.group).isIn)
    const card = await told(cleo, 'You left', () => cleo.says('/memberships'))
    assert.include(card.text, `${club.channel.wire.title}: You are in.`)
    await told(cleo, 'your ways in', () => cleo.presses('What it opens'))
    await told(cleo, 'your own way into', () => cleo.presses('Let me in'))
    await comesIn(cleo, club.group)
    assert.isTrue(inBoth(cleo, club))
  })

  test('access follows to a linked account, and back by a press', async ({ assert }) => {
    const { telegram } = program
    const club = await openClub(telegram, 'Firelight')
    await sellTier(club, 'Gold')
    const kim = await fan('Kim')
    await joins(kim, club, 'Gold')
    const other = telegram.person({ name: 'Kim at work' })
    other.says('/help')
    await other.hears('/join')
    await alsoTheirs(other, kim)
    await comesIn(other, club.group)
    await comesIn(other, club.channel)
    await telegram.until('the first account to be out', () => inNone(kim, club))
    await program.quiet()

    assert.equal(kim.opens(await wayInto(other, club.group)), 'asked')
    const offer = await kim.hears('with another account of yours')
    await telegram.until('an answer', () => !kim.at(club.group).isAsking)
    assert.isFalse(kim.at(club.group).isIn)
    // A link, not a button: the bot may not write to strangers any more, until they write to it.
    const word = new URL(linkIn(offer, 'https://t.me/greenroom_test_bot?')).searchParams.get(
      'start'
    )
    await told(kim, 'with another account of yours', () => kim.says(`/start ${word}`))
    const after = kim.chat.history.at(-1)?.message_id ?? 0
    await kim.presses('Use this account')
    for (const chat of [club.group, club.channel]) {
      await kim.hears(`your own way into “${chat.wire.title}”`, { after })
      await comesIn(kim, chat)
    }
    await telegram.until('the other account to be out', () => inNone(other, club))
  })

  test('an administrator’s ban stands, and a bot that was kicked goes on where it stopped', async ({
    assert,
  }) => {
    const { telegram } = program
    const club = await openClub(telegram, 'Twilight')
    const { olga } = club
    await sellTier(club, 'Gold')
    const [dora, emil] = [await fan('Dora'), await fan('Emil', 50n)]
    await joins(dora, club, 'Gold')
    await joins(emil, club, 'Gold')
    olga.at(club.group).bans(dora)
    await program.quiet()
    await runScheduled('work_grants')
    assert.equal(club.group.roll.standing(dora.id).status, 'kicked')

    await told(olga, 'I am not in', () => olga.at(club.group).kicksBot())
    moveClock({ months: 1, days: 4 })
    await runScheduled('renew_due')
    moveClock({ months: 1, days: 8 })
    await runScheduled('renew_due')
    await runScheduled('end_over')
    await emil.hears('the next cycle was not paid')
    await telegram.until('him to be out of the channel', () => isOut(emil, club.channel))
    assert.isTrue(emil.at(club.group).isIn, 'nobody can put him out of the group')
    olga.at(club.group).addsBot({ can_invite_users: true, can_restrict_members: true })
    await telegram.until('him to be out of the group, too', () => isOut(emil, club.group))
  })

  test('who came in without paying is told of, or put out: the creator’s choice; subscribers of the channel’s own stay', async ({
    assert,
  }) => {
    const { telegram } = program
    const club = await openClub(telegram, 'Candlelight')
    await sellTier(club, 'Gold')
    const { olga } = club
    const [finn, gil, hana] = ['Finn', 'Gil', 'Hana'].map((name) => telegram.person({ name }))
    if (!finn || !gil || !hana) throw new Error('Three people')
    olga.at(club.group).adds(finn)
    await program.quiet()
    await runScheduled('repair_due')
    await olga.hears('inside who have not paid')
    assert.isTrue(finn.at(club.group).isIn, 'nothing is done unasked')

    await told(olga, 'have not paid: I tell you', () => olga.says('/community'))
    await told(olga, 'What shall I do', () => olga.presses('Who has not paid'))
    await told(olga, 'I put them out', () => olga.presses('Put them out'))
    await program.quiet()
    olga.at(club.group).adds(gil)
    await telegram.until('an intruder to be out', () => isOut(gil, club.group))

    const keeper = await doorkeeper()
    const space = { platform: 'telegram', id: String(club.channel.wire.id) } as const
    const own = await keeper.paidLink?.(space, { key: 'e2e', stars: 50 })
    assert.equal(hana.opens(own?.outcome === 'link' ? own.link : ''), 'joined')
    await program.quiet()
    await runScheduled('work_grants')
    assert.isTrue(hana.at(club.channel).isIn, 'she pays the channel itself')
  })

  test('Telegram sells a channel by itself: who subscribes there is a member for as long as it says', async ({
    assert,
  }) => {
    const { telegram } = program
    const club = await openClub(telegram, 'Radiolight')
    const { olga, channel } = club
    await sellByTelegram(club, 'Listeners', 40)
    const [kai, lea] = [await joined(telegram, 'Kai'), telegram.person({ name: 'Lea' })]
    await told(kai, 'You see everything it costs', () => kai.says(`/join ${club.name}`))
    const offer = await told(kai, 'Telegram charges 40 Stars', () => kai.presses('Join Listeners'))
    const link = linkIn(offer, 'https://t.me/+')
    telegram.payments.purses.set(kai.id, 100)
    assert.equal(kai.opens(link), 'joined')
    await kai.hears('Welcome to Radiolight')
    assert.equal(telegram.payments.purses.get(kai.id), 60, 'Telegram took them, not the program')
    const card = await told(kai, 'Telegram charges', () => kai.says('/memberships'))
    assert.include(card.text, 'Settings → My Stars → Subscriptions')
    await told(olga, 'charged by Telegram', () => olga.says('/members'))

    // Nobody knows Lea: she stays in all the same, and is a member once she says something and joins.
    assert.equal(lea.opens(link), 'joined')
    await program.quiet()
    await runScheduled('repair_due')
    await program.quiet()
    assert.isTrue(lea.at(channel).isIn)

    moveClock({ days: 29, hours: 23 })
    kai.at(channel).subscriptionRenews({ isTold: false })
    lea.at(channel).subscriptionRenews({ isTold: true })
    moveClock({ days: 30, hours: 1 })
    await runScheduled('follow_paid_there')
    await program.quiet()
    await told(kai, 'Telegram charges', () => kai.says('/memberships'))
    lea.says('/start')
    await lea.hears('50 coins')
    await program.quiet()
    await told(lea, 'Telegram charges', () => lea.says('/memberships'))

    moveClock({ days: 60, hours: 1 })
    kai.at(channel).subscriptionEnds()
    await runScheduled('follow_paid_there')
    await kai.hears('Your membership is over')
    await program.quiet()
    await told(olga, 'For listeners', async () => {
      olga.says('/tiers')
      await olga.presses('Open Listeners')
    })
    await told(olga, 'is sold no longer', () => olga.presses('Withdraw'))
    assert.equal(telegram.person({ name: 'Max' }).opens(link), 'expired')
  })

  test('a bot that was away answers who asked meanwhile; a limit of Telegram’s delays, no more', async ({
    assert,
  }) => {
    const { telegram } = program
    const club = await openClub(telegram, 'Lamplight')
    await sellTier(club, 'Gold')
    const [ida, jan] = [await fan('Ida'), await fan('Jan')]
    telegram.faults.add({ methods: ['createChatInviteLink'], times: 2, kind: { rateLimit: 4 } })
    await joins(ida, club, 'Gold')
    assert.isTrue(inBoth(ida, club))

    ida.at(club.group).leaves()
    await program.quiet()
    await told(ida, 'You left', () => ida.says('/memberships'))
    await told(ida, 'your ways in', () => ida.presses('What it opens'))
    await told(ida, 'your own way into', () => ida.presses('Let me in'))
    const bots = await app.container.make('bots')
    await bots.stop()
    assert.equal(ida.opens(await wayInto(ida, club.group)), 'asked')
    assert.equal(jan.opens(await wayInto(ida, club.group)), 'asked')
    assert.isFalse(ida.at(club.group).isIn)
    await bots.start(['telegram'])
    await telegram.until('her to be in', () => ida.at(club.group).isIn)
    await telegram.until('his request to be refused', () => !jan.at(club.group).isAsking)
    assert.isFalse(jan.at(club.group).isIn)
  })
})
