import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { giveBackUnused } from '#plugins/communities/lifecycle/actions/give_back_cycles'
import { banMember } from '#plugins/communities/lifecycle/actions/ban_member'
import { renewByMoney } from '#plugins/communities/lifecycle/actions/renew_by_money'
import {
  club,
  payer,
  resetClock,
  setClock,
} from '#plugins/communities/lifecycle/tests/support/members'
import { openRefusals } from '#plugins/communities/refunds/open_refusals'
import { settleRefused } from '#plugins/communities/refunds/refund_money'
import type { CommunitiesServices } from '#plugins/communities/services'
import { hearsNews, services } from '#plugins/communities/tests/support/people'
import { WebVisitor } from '#tests/support/web_visitor'

/** The program before a gateway that gives nothing back, until it is told to. */
async function stubborn(): Promise<{ all: CommunitiesServices; gateway: { gives: boolean } }> {
  const all = await services()
  const gateway = { gives: false }
  const refundSale: CommunitiesServices['payments']['refundSale'] = () =>
    Promise.resolve(gateway.gives ? 'refunded' : 'refused')
  return { all: { ...all, payments: { ...all.payments, refundSale } }, gateway }
}

test.group('A refund that a gateway refuses', (group) => {
  group.each.timeout(60_000)
  group.each.setup(() => setClock('2027-04-01T00:00:00Z'))
  group.each.teardown(() => resetClock())

  test('is told to the creator once, and shown to the operator with what to press, until it is settled', async ({
    assert,
  }) => {
    const here = await club({ prices: { EUR: 1_000n } })
    const { fan, membership, paymentId } = await payer(here)
    const { all } = await stubborn()
    setClock('2027-04-11T00:00:00Z')
    const by = here.creator.person.id
    await banMember(all, { communityId: here.community.id, personId: fan.person.id, by })
    const owed = { membershipId: membership.id, at: new Date('2027-04-11T00:00:00Z') }
    await giveBackUnused(all, owed)
    await giveBackUnused(all, owed)
    assert.equal(await hearsNews(here.creator, here.community.id), 1)
    assert.include(here.creator.talk.lastText(), 'refused to send it')

    resetClock()
    const admin = await WebVisitor.arrives('admin')
    for (const page of ['/admin/communities', `/admin/communities/${here.community.id}`]) {
      const shown = await admin.reads(page)
      assert.include(shown, `/admin/payments/${paymentId}`)
      assert.include(shown, 'press Refund there')
      assert.include(shown, 'time that was not used')
    }

    await settleRefused(paymentId, { gone: 100n, whole: false })
    assert.lengthOf(await openRefusals(here.community.id), 1, 'a part of it is not all of it')
    await settleRefused(paymentId, { gone: 666n, whole: false })
    assert.lengthOf(await openRefusals(here.community.id), 0)
    assert.notInclude(await admin.reads('/admin/communities'), paymentId)
  })

  test('goes from the list by itself when a later try succeeds; a late payment is one, too', async ({
    assert,
  }) => {
    const here = await club({ prices: { EUR: 1_000n } })
    const { fan, orderId } = await payer(here)
    const { all, gateway } = await stubborn()
    const by = here.creator.person.id
    await banMember(all, { communityId: here.community.id, personId: fan.person.id, by })
    const charged = { paymentId: randomUUID(), orderId, amount: 1_000n, currency: 'EUR' }
    assert.equal((await renewByMoney(all, charged)).outcome, 'refunded')
    const [refusal] = await openRefusals(here.community.id)
    assert.equal(refusal?.payment_id, charged.paymentId)
    gateway.gives = true
    await renewByMoney(all, charged)
    assert.lengthOf(await openRefusals(here.community.id), 0)
  })
})
