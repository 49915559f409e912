import { test } from '@japa/runner'
import { conversation } from '#app/bot_kit/testing/conversation'
import { sql } from '#app/support/sql'
import {
  as,
  membershipsOf,
  openShop,
  purchasesOf,
} from '#plugins/communities/buying/tests/support/shop'
import {
  fanWith,
  giveCoins,
  runJobs,
  type Somebody,
} from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

const asks = (fan: Somebody, options: Record<string, string | boolean>) =>
  fan.talk.sends({ kind: 'invoke', invocation: { command: 'join_tier', options } })

const said = ({ talk }: Somebody): string => talk.texts().join('\n')

test.group('Communities | joining in a conversation', (group) => {
  group.tap((one) => one.timeout(30_000))
  group.teardown(() => verifyBooks())

  test('a fan sees what it costs, presses, and is in', async ({ assert }) => {
    const shop = await openShop({ prices: {} })
    const fan = await fanWith(150_000n)
    await asks(fan, { tier: shop.tierId })
    assert.match(said(fan), /Gold in Moonlight Club/)
    assert.match(said(fan), /100 coins \(.*\) now, then 100 coins .* every month; next on /)
    assert.match(said(fan), /In your wallet: 150 coins/)
    await fan.talk.presses('Pay 100 coins')
    assert.match(
      fan.talk.lastText(),
      /Welcome to Moonlight Club: Gold\nIt is paid until .* goes on by itself/
    )
    assert.lengthOf(await membershipsOf(fan), 1)
    // The button is spent, and the tier is theirs.
    await fan.talk.presses('Pay 100 coins')
    await asks(fan, { tier: shop.tierId })
    assert.match(said(fan), /You are a member of Gold in Moonlight Club already/)
    assert.lengthOf(await purchasesOf(fan), 1)
  })

  test('free days say what comes after them', async ({ assert }) => {
    const shop = await openShop({ prices: {}, trialDays: 7 })
    const fan = await fanWith(0n)
    await asks(fan, { tier: shop.tierId })
    assert.match(
      said(fan),
      /7 days free, nothing is taken now\. On .* the first 100 coins .* is taken/
    )
    await fan.talk.presses('Start 7 free days')
    assert.match(fan.talk.lastText(), /Your 7 free days have begun\. On .* unless you cancel/)
  })

  test('a code is typed into a form, and the price is the new one', async ({ assert }) => {
    const shop = await openShop({ prices: {} })
    await sql(
      `insert into communities_codes (community_id, code, kind, value, cycles) values (:id, 'HALF-OFF', 'percent', 5000, 2)`,
      { id: shop.community.id }
    )
    const fan = await fanWith(60_000n)
    await asks(fan, { tier: shop.tierId })
    await fan.talk.presses('I have a code')
    await fan.talk.sends({
      kind: 'invoke',
      invocation: { command: 'join_tier', options: { tier: shop.tierId, code: 'NOTHING' } },
    })
    assert.match(said(fan), /There is no such code here/)
    await asks(fan, { tier: shop.tierId, code: 'half-off' })
    assert.match(fan.talk.lastText(), /50 coins .* now/)
    assert.match(fan.talk.lastText(), /With the code it is so for 2 payments, then 100 coins/)
    await fan.talk.presses('Pay 50 coins')
    assert.lengthOf(await membershipsOf(fan), 1)
  })

  test('too few coins: they are bought, and the joining goes on by itself', async ({ assert }) => {
    const shop = await openShop({ prices: {} })
    const fan = await fanWith(40_000n)
    await asks(fan, { tier: shop.tierId })
    await fan.talk.presses('Pay 100 coins')
    assert.match(fan.talk.lastText(), /costs 100 coins, and you have 40 coins\. Get 60 coins more/)
    const node = fan.talk.seen.at(-1)?.node
    const button = node?.kind === 'choice' ? node.buttons[0] : undefined
    const options = button && 'invoke' in button ? button.invoke.options : undefined
    const resume: unknown = JSON.parse(String(options?.resume))
    assert.containsSubset(resume, {
      command: 'join_pay',
      options: { tier: shop.tierId, amount: '100000' },
    })
    // What the payments do once the coins are there.
    await giveCoins(fan.person.id, 60_000n)
    const invocation = {
      command: 'join_pay',
      options: { tier: shop.tierId, amount: '100000', trial: 0 },
    }
    await fan.talk.sends({ kind: 'invoke', invocation })
    assert.match(fan.talk.lastText(), /Welcome to Moonlight Club: Gold/)
  })

  test('another price than was seen is shown, and nothing is taken', async ({ assert }) => {
    const shop = await openShop({ prices: {} })
    const fan = await fanWith(500_000n)
    await asks(fan, { tier: shop.tierId })
    await sql('update communities_tiers set coins = 200000 where id = :id', { id: shop.tierId })
    await fan.talk.presses('Pay 100 coins')
    assert.match(said(fan), /has changed since you looked\. Nothing was taken/)
    assert.match(fan.talk.lastText(), /200 coins .* now/)
    assert.lengthOf(await membershipsOf(fan), 0)
  })

  test('a guest is asked to join the program first', async ({ assert }) => {
    const shop = await openShop({ prices: {} })
    const guest = await conversation.fan()
    await guest.says('/help')
    await guest.sends({
      kind: 'invoke',
      invocation: { command: 'join_tier', options: { tier: shop.tierId } },
    })
    const node = guest.seen.find(
      ({ node: one }) => one.kind === 'text' && one.code === 'needs_account'
    )
    assert.isDefined(node)
  })

  test('a limit of their own is told, with the way to it', async ({ assert }) => {
    const shop = await openShop({ prices: {} })
    const fan = await fanWith(500_000n)
    await shop.services.ledger.setCaps(fan.person.id, { daily: 10_000n, monthly: null })
    await asks(fan, { tier: shop.tierId })
    await fan.talk.presses('Pay 100 coins')
    assert.match(said(fan), /a limit of 10 coins a day, and this would pass it/)
    assert.isDefined(fan.talk.buttonId('My limits'))
  })

  test('in Spanish, in a space: what is private stays private', async ({ assert }) => {
    const shop = await openShop({ prices: {} })
    const fan = await fanWith(100_000n, { locale: 'es', place: { kind: 'group', id: 'room-1' } })
    await asks(fan, { tier: shop.tierId })
    assert.match(said(fan), /Gold en Moonlight Club/)
    assert.match(said(fan), /cada mes/)
    for (const seen of fan.talk.seen) assert.isTrue('drawing' in seen && seen.drawing.private)
    await fan.talk.presses('Pagar 100 monedas')
    assert.match(fan.talk.lastText(), /Te damos la bienvenida/)
  })

  test('a gift is bought in the conversation, handed on, and taken', async ({ assert }) => {
    const shop = await openShop({ prices: {} })
    const [giver, friend] = [await fanWith(100_000n), await fanWith(0n)]
    await giver.talk.says(`/gift ${shop.community.slug}`)
    await giver.talk.presses('Give this')
    await giver.talk.presses('Give for 100 coins')
    const code = /\/gift (GIFT[-0-9A-Z]+)/.exec(giver.talk.lastText())?.[1]
    assert.isDefined(code)
    await giver.talk.says('/gift')
    assert.include(said(giver), `${code}, until`)
    await friend.talk.says(`/gift ${code}`)
    assert.match(friend.talk.lastText(), /Gold in Moonlight Club, for a month\. It is paid/)
    await friend.talk.presses('Take the gift')
    assert.match(friend.talk.lastText(), /Welcome to Gold in Moonlight Club/)
    const [purchase] = await purchasesOf(giver)
    await runJobs('communities.tell_buyer', { purchaseId: purchase?.id ?? '' })
    const stranger = await fanWith(0n)
    await stranger.talk.says(`/gift ${code}`)
    assert.match(stranger.talk.texts().join(' '), /Somebody has taken this gift already/)
    await stranger.talk.says('/gift GIFT-0000-0000-0000-0000')
    assert.match(stranger.talk.texts().join(' '), /There is no gift with that code/)
  })

  test('a link to a gift leads to it', async ({ assert }) => {
    const shop = await openShop({ prices: {} })
    const { gift } = as('gift', await shop.buys(await fanWith(100_000n), { gift: true }))
    const friend = await fanWith(0n)
    await friend.talk.says(`/start gift_${gift.code}`)
    assert.match(friend.talk.texts().join(' '), /Somebody has a gift for you/)
    await friend.talk.presses('Take the gift')
    assert.lengthOf(await membershipsOf(friend), 1)
  })

  test('news of a purchase are its buyer’s alone', async ({ assert }) => {
    const shop = await openShop({ prices: {} })
    const fan = await fanWith(100_000n)
    const { purchase } = as('joined', await shop.buys(fan))
    const stranger = await fanWith(0n)
    const invocation = { command: 'purchase_news', options: { purchase: purchase.id, news: 'end' } }
    await stranger.talk.sends({ kind: 'invoke', invocation })
    assert.notMatch(said(stranger), /Moonlight/)
    await fan.talk.sends({ kind: 'invoke', invocation })
    assert.match(said(fan), /Welcome to Moonlight Club: Gold/)
  })
})
