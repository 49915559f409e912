import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import type { MessageRequest } from '#app/bot_kit/messenger'
import type { JsonObject } from '#app/job_kit/types'
import { sql } from '#app/support/sql'
import { followSubscription } from '#plugins/communities/lifecycle/actions/follow_subscription'
import {
  again,
  club,
  coinsOf,
  member,
  resetClock,
  setClock,
  sweep,
} from '#plugins/communities/lifecycle/tests/support/members'
import sayNews from '#plugins/communities/lifecycle/jobs/say_news'
import {
  communitiesContext,
  fanWith,
  giveCoins,
  services,
  somebody,
  tierOf,
  type Somebody,
} from '#plugins/communities/tests/support/people'
import { verifyBooks } from '#tests/support/books'

test.group('Communities | /memberships', (group) => {
  group.tap((one) => one.timeout(60_000))
  group.each.setup(() => setClock('2027-04-01T00:00:00Z'))
  group.each.teardown(() => resetClock())
  group.teardown(() => verifyBooks())

  test('a fan sees when the next charge is and how much; cancels, stays until the end, goes on after all', async ({
    assert,
  }) => {
    const here = await club()
    const { fan, membership } = await member(here, { coins: 250_000n })
    await fan.talk.says('/memberships')
    assert.include(fan.talk.lastText(), 'Moonlight Club · Gold')
    assert.include(fan.talk.lastText(), 'renews on May 1, 2027 for 100 coins')
    await fan.talk.presses('Cancel')
    assert.include(fan.talk.lastText(), 'You stay in until May 1, 2027')
    assert.isTrue((await again(membership)).renews, 'asked first')
    await fan.talk.presses('Yes, cancel')
    assert.include(fan.talk.lastText(), 'You are in until May 1, 2027. Nothing more is charged.')
    await fan.talk.presses('Go on after all')
    assert.include(fan.talk.lastText(), 'The next 100 coins is charged on May 1, 2027')
    await fan.talk.presses('Yes, go on')
    assert.isTrue((await again(membership)).renews)
  })

  test('in Spanish as well', async ({ assert }) => {
    const here = await club()
    const fan = await fanWith(100_000n, { locale: 'es' })
    await member(here, { fan })
    await fan.talk.says('/memberships')
    assert.include(fan.talk.lastText(), 'Se renueva el 1 may 2027 por 100 monedas')
  })

  test('a dearer tier is quoted, paid and there; invoices tell of both', async ({ assert }) => {
    const here = await club()
    await tierOf(here.community.id, { name: 'Platinum', coins: 300_000n })
    const { fan } = await member(here, { coins: 250_000n })
    setClock('2027-04-16T00:00:00Z')
    await fan.talk.says('/memberships')
    await fan.talk.presses('Change tier')
    assert.include(fan.talk.lastText(), 'Platinum 300 coins a month')
    await fan.talk.presses('Choose')
    assert.include(fan.talk.lastText(), '50 coins of what you paid is still unused')
    assert.include(
      fan.talk.lastText(),
      '**250 coins** is charged now, and it is paid until May 16, 2027'
    )
    await fan.talk.presses('Change for 250 coins')
    assert.include(fan.talk.lastText(), 'Moonlight Club · Platinum')
    assert.equal(await coinsOf(fan), 0n)
    await fan.talk.presses('Invoices')
    assert.include(fan.talk.lastText(), 'Apr 16, 2027 · 250 coins')
    assert.include(fan.talk.lastText(), '50 coins of what you had paid before counted for it')
    assert.include(fan.talk.lastText(), 'Apr 1, 2027 · 100 coins')
  })

  test('a cheaper tier is for later, and can be taken back', async ({ assert }) => {
    const here = await club()
    await tierOf(here.community.id, { name: 'Bronze', coins: 40_000n })
    const { fan, membership } = await member(here)
    await fan.talk.says('/memberships')
    await fan.talk.presses('Change tier')
    await fan.talk.presses('Choose')
    assert.include(fan.talk.lastText(), 'so you keep **Gold** until May 1, 2027')
    await fan.talk.presses('Change then')
    assert.include(fan.talk.lastText(), 'On May 1, 2027 it goes on as **Bronze** for 40 coins')
    await fan.talk.presses('Keep my tier')
    assert.include(fan.talk.lastText(), 'It renews on May 1, 2027 for 100 coins')
    assert.isNull((await again(membership)).next_tier_id)
  })

  test('reminded three days before, with the amount, the day and a way to cancel; told when coins are missing', async ({
    assert,
  }) => {
    const here = await club()
    const fan = await fanWith(100_000n, { frontend: 'web' })
    const { membership } = await member(here, { fan })
    setClock('2027-04-28T00:00:00Z')
    await sweep()
    assert.include(
      await told(fan, membership.id),
      'renews on May 1, 2027: 100 coins from your wallet'
    )
    setClock('2027-05-01T00:00:00Z')
    await sweep()
    const missing = await told(fan, membership.id)
    assert.include(
      missing,
      'could not be taken: your wallet has too few coins. You stay in until May 4, 2027'
    )
    await fan.talk.says('/memberships')
    assert.include(fan.talk.lastText(), 'Get coins before May 4, 2027')
    await giveCoins(fan.person.id, 100_000n)
    await fan.talk.sends({
      kind: 'invoke',
      invocation: { command: 'membership_retry', options: { membership: membership.id } },
    })
    assert.include(fan.talk.lastText(), 'It renews on Jun 1, 2027 for 100 coins')
  })

  test('a card that failed: what to do; it ended: a way back', async ({ assert }) => {
    const here = await club({ prices: { EUR: 1_000n } })
    const fan = await fanWith(0n, { frontend: 'web' })
    const orderId = randomUUID()
    const { membership } = await member(here, {
      fan,
      purchase: { means: 'money', coins: null, currency: 'EUR', amount: 1_000n, order_id: orderId },
    })
    const failed = { orderId, state: 'past_due', renews: true, paidUntil: null } as const
    await followSubscription(await services(), failed)
    assert.include(await told(fan, membership.id), 'Your card could not be charged €10')
    await followSubscription(await services(), { ...failed, state: 'ended', renews: false })
    setClock('2027-05-01T00:00:00Z')
    await sweep()
    await fan.talk.says('/memberships')
    assert.include(fan.talk.lastText(), 'not a member of any community')
    await fan.talk.presses('Ended ones')
    await fan.talk.presses('Look at it')
    assert.isDefined(fan.talk.buttonId('Join again'))
  })

  test('nobody sees or touches another’s membership', async ({ assert }) => {
    const here = await club()
    const { membership } = await member(here)
    const stranger = await somebody()
    const options = { membership: membership.id }
    for (const command of [
      'membership',
      'membership_cancel_now',
      'membership_resume_now',
      'membership_invoices',
      'membership_change',
      'membership_retry',
    ]) {
      await stranger.talk.sends({ kind: 'invoke', invocation: { command, options } })
      assert.include(
        stranger.talk.texts().at(-2),
        'not there any more, or it is not yours',
        command
      )
    }
    assert.isTrue((await again(membership)).renews)
  })
})

/** Has what waits to be said to a member said, to them; the words of the last thing. */
async function told(fan: Somebody, membershipId: string): Promise<string> {
  const rows = await sql<{ key: string; payload: JsonObject }>(
    `select key, payload from outbox
     where topic = 'communities.say_news' and payload ->> 'membershipId' = :membershipId order by id`,
    { membershipId }
  )
  const said: MessageRequest[] = []
  const job = sayNews({
    ...(await communitiesContext()),
    messenger: {
      say: (request) => {
        said.push(request)
        return Promise.resolve('said')
      },
    },
  })
  const { signal } = new AbortController()
  for (const row of rows) await job({ topic: 'communities.say_news', ...row, attempt: 1, signal })
  const last = said.at(-1)
  if (!last || !('account' in last.to) || last.to.account.id !== fan.account.id) {
    throw new Error('They were not told where they bought')
  }
  await fan.talk.sends({ kind: 'invoke', invocation: last.invocation })
  return fan.talk.lastText()
}
