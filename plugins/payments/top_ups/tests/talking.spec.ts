import { test } from '@japa/runner'
import { Fan } from '#app/bot_kit/testing/conversation'
import { connect } from '#plugins/payments/inbox/tests/support/stand_in_gateway'
import { paymentsContext } from '#plugins/payments/tests/support/counter'
import { runTopUps } from '#plugins/payments/top_ups/actions/run_top_ups'
import tellTopUp from '#plugins/payments/top_ups/jobs/tell_top_up'
import { findTopUp } from '#plugins/payments/top_ups/queries/find_top_up'
import { everybodyOff, FanWithCard } from '#plugins/payments/top_ups/tests/support/fan_with_card'
import type { MessageRequest } from '#app/bot_kit/messenger'
import { sql } from '#app/support/sql'
import { startStripeEmulator, type StripeEmulator } from '#tests/emulators/stripe/index'

test.group('Top-ups | /topup', (group) => {
  let stripe: StripeEmulator
  let disconnect: () => void
  group.each.setup(async () => {
    stripe = await startStripeEmulator()
    return async () => {
      disconnect()
      await everybodyOff()
      await stripe.close()
    }
  })

  /** A fan at the web page's chat, whose card is saved. */
  async function arrives(): Promise<{ fan: Fan; owner: FanWithCard }> {
    const owner = await FanWithCard.arrives(stripe)
    disconnect = await connect(...(await owner.services.gateways()).values())
    return { owner, fan: new Fan(owner.buyer.platformId, { frontend: 'web' }) }
  }

  const fills = (fan: Fan, values: Record<string, string>) =>
    fan.sends({ kind: 'form', button: fan.buttonId('Go on') ?? '', values })

  test('a fan fills in the form, reads what it means, agrees, and ends it again', async ({
    assert,
  }) => {
    const { fan, owner } = await arrives()
    await fan.says('/topup')
    assert.include(fan.lastText(), 'It is off')
    await fan.presses('Set it up')
    const values = { pack: 'popular', threshold: '50', cap: '20', card: owner.card }
    await fills(fan, { ...values, cap: 'twenty' })
    assert.include(fan.texts().join('\n'), 'monthly cap has to be an amount')
    await fills(fan, values)
    const words = fan.lastText()
    assert.include(words, 'less than 50 coins, the pack Popular (550 coins) is bought for $4.99')
    assert.include(words, 'Visa ···· 4242, until 12/2034')
    assert.include(words, 'never for more than $20.00 in a month')
    assert.equal(await owner.state(), 'never', 'nothing is agreed to by reading')
    await fan.presses('I agree, turn it on')
    assert.include(fan.lastText(), '$0.00 of $20.00 this month')
    const [kept] = await sql<{ consent: string }>(
      'select consent from payments_top_ups where person_id = :id',
      { id: owner.id }
    )
    assert.equal(kept?.consent, words)
    await fan.presses('Turn it off')
    assert.include(fan.lastText(), 'It is off')
    assert.equal((await findTopUp(owner.id))?.state, 'off')
  })

  test('without a card it says where one is saved; in Telegram cards are for the web', async ({
    assert,
  }) => {
    const { fan, owner } = await arrives()
    stripe.world.paymentMethods.get(owner.card).customer = null
    await fan.says('/topup')
    const card = fan.seen.at(-1)
    assert.containSubset(card, { node: { buttons: [{ label: 'Save a card' }] } })

    const onTelegram = new Fan(`tg-${owner.id}`, { frontend: 'telegram' })
    const identity = (await paymentsContext()).identity
    await identity.join((await onTelegram.identified()).account.id)
    await onTelegram.says('/topup')
    assert.include(onTelegram.lastText(), 'set up on this program’s web page')
    assert.isUndefined(onTelegram.buttonId('Set it up'))
  })

  test('the bank wants the fan: a message comes where they agreed, with a page to finish it', async ({
    assert,
  }) => {
    const { fan, owner } = await arrives()
    stripe.deeds.setCard(owner.card, 'authentication_required')
    await owner.turnsOn()
    await runTopUps(owner.services)
    await owner.charged()
    const [message] = await sql<{ payload: Record<string, string>; key: string }>(
      `select payload, key from outbox where topic = 'payments.tell_top_up' and payload->>'personId' = :id`,
      { id: owner.id }
    )
    if (!message) throw new Error('Nobody is told')
    const said: MessageRequest[] = []
    const context = await paymentsContext()
    const job = tellTopUp({
      ...context,
      messenger: {
        say: (request) => {
          said.push(request)
          return Promise.resolve('said')
        },
      },
    })
    const signal = new AbortController().signal
    await job({ topic: 'payments.tell_top_up', ...message, attempt: 1, signal })
    const [request] = said
    assert.containSubset(request?.to, { account: { id: owner.buyer.account.id } })
    if (!request) throw new Error('Nothing is said')
    await fan.sends({ kind: 'invoke', invocation: request.invocation })
    assert.include(fan.texts().join('\n'), 'your bank wants you to confirm the purchase')
    const pay = fan.seen.at(-1)
    if (pay?.node.kind !== 'pay' || pay.node.way.kind !== 'link') throw new Error('No way to pay')
    const stranger = new Fan('a-stranger', { frontend: 'web' })
    await context.identity.join((await stranger.identified()).account.id)
    await stranger.sends({ kind: 'invoke', invocation: request.invocation })
    assert.notEqual(stranger.seen.at(-1)?.node.kind, 'pay', 'it is somebody else’s order')

    stripe.deeds.pay(pay.node.way.url)
    await owner.eventsCome()
    assert.equal(await owner.coins(), 550n)
  })
})
