import { test } from '@japa/runner'
import { conversation } from '#app/bot_kit/testing/conversation'
import type { MessageRequest, Messenger } from '#app/bot_kit/messenger'
import app from '@adonisjs/core/services/app'
import { RECEIPTS_ON_PAGE } from '#plugins/payments/receipts/queries/find_receipt'
import { bought, runJobs } from '#plugins/payments/receipts/tests/support'
import { paymentsContext } from '#plugins/payments/tests/support/counter'
import { WebVisitor } from '#tests/support/web_visitor'

test.group('Receipts in the chat', () => {
  test('coins that arrive are said where they were bought, under one key', async ({ assert }) => {
    const { paymentId, accountId, receipt } = await bought({ frontend: 'telegram' })
    const said: MessageRequest[] = []
    const messenger: Messenger = {
      say: async (request) => {
        said.push(request)
        return 'said'
      },
    }
    const context = { ...(await paymentsContext()), messenger }
    await runJobs('payments.credited', paymentId)
    await runJobs('payments.say_receipt', paymentId, context)
    assert.lengthOf(said, 1)
    const [request] = said
    assert.equal(request?.key, `receipt:${paymentId}`)
    assert.deepEqual(request?.invocation, { command: 'receipt', options: { number: receipt } })
    assert.equal(request && 'account' in request.to ? request.to.account.id : null, accountId)
  })

  test('it says what was bought and what it cost, to whom it belongs alone', async ({ assert }) => {
    const { platformId, receipt } = await bought({ frontend: 'telegram' })
    const invocation = { command: 'receipt', options: { number: receipt } }
    const fan = await conversation.fan({ platformId })
    await fan.sends({ kind: 'invoke', invocation })
    const words = fan.lastText()
    assert.include(words, '500 coins + 50 coins as a bonus are in your wallet.')
    assert.include(words, `Number: ${receipt}`)
    assert.include(words, 'Tax: ₹60.86, contained in the price')
    const node = fan.seen.at(-1)?.node
    const links = node?.kind === 'card' ? (node.buttons ?? []) : []
    assert.isTrue(links.some((one) => 'url' in one && one.url.endsWith(`/receipts/${receipt}`)))

    const stranger = await conversation.fan()
    await stranger.identified()
    await stranger.sends({ kind: 'invoke', invocation })
    assert.include(stranger.lastText(), 'There is no such receipt of yours')
    await fan.says(`/receipt ${receipt}`)
    assert.notInclude(fan.lastText(), receipt)
  })

  test('/receipts lists what was bought, newest first, page by page', async ({ assert }) => {
    const { platformId, personId, receipt: first } = await bought({ frontend: 'telegram' })
    const fan = await conversation.fan({ platformId })
    const numbers = [first]
    while (numbers.length <= RECEIPTS_ON_PAGE) numbers.push((await bought({ personId })).receipt)
    await fan.says('/receipts')
    const listed = fan.lastText()
    assert.include(listed, numbers.at(-1) ?? 'a number')
    assert.notInclude(listed, first)
    assert.include(listed, 'Popular · ₹399')
    await fan.presses('Older')
    assert.include(fan.lastText(), first)
    await fan.presses('Show')
    assert.include(fan.lastText(), `Number: ${first}`)

    const nobody = await conversation.fan()
    const identity = await app.container.make('identity')
    await identity.join((await nobody.identified()).account.id)
    await nobody.says('/receipts')
    assert.include(nobody.lastText(), 'You have not bought anything yet')
  })
})

test.group('Receipts on the web', () => {
  test('a receipt is its owner’s, and an admin’s to look at; nobody else learns of it', async ({
    assert,
  }) => {
    const owner = await WebVisitor.arrives()
    const { receipt } = await bought({ personId: owner.personId ?? '' })
    const page = `/receipts/${receipt}`
    const shown = await owner.get(page)
    assert.equal(shown.status, 200)
    const html = await shown.text()
    assert.include(html, `Receipt ${receipt}`)
    assert.include(html, '₹60.86, contained in the price')
    assert.equal(shown.headers.get('cache-control'), 'private, no-store')
    assert.include(await owner.reads('/receipts'), receipt)

    const admin = await WebVisitor.arrives('admin')
    assert.equal((await admin.get(page)).status, 200)
    assert.notInclude(await admin.reads('/receipts'), receipt)
    const stranger = await WebVisitor.arrives()
    assert.equal((await stranger.get(page)).status, 404)
    assert.equal((await stranger.get('/receipts/GR-2026-999999999')).status, 404)
    assert.equal((await stranger.get('/receipts/anything')).status, 404)
    const guest = new WebVisitor()
    const asked = (await guest.get(page)).headers.get('location')
    assert.equal(asked, `/sign-in?next=${encodeURIComponent(page)}`)
  })

  test('the account page leads to receipts and limits', async ({ assert }) => {
    const visitor = await WebVisitor.arrives()
    const page = await visitor.reads('/account')
    assert.include(page, 'href="/receipts"')
    assert.include(page, 'href="/limits"')
    assert.include(await visitor.reads('/receipts'), 'You have not bought anything yet')
  })
})
