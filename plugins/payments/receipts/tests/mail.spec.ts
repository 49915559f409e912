import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import i18nManager from '@adonisjs/i18n/services/main'
import mail from '@adonisjs/mail/services/main'
import { Wording } from '#app/bot_kit/wording'
import { sql } from '#app/support/sql'
import { CLAIM_SECONDS } from '#plugins/payments/receipts/actions/send_mail_once'
import { mailBody } from '#plugins/payments/receipts/mail_words'
import { bought, runJobs, withAddress } from '#plugins/payments/receipts/tests/support'
import { paymentsContext } from '#plugins/payments/tests/support/counter'

/** What was sent to an address, oldest first. */
function sentTo(fake: ReturnType<typeof mail.fake>, email: string) {
  return fake.messages.sent((one) => one.hasTo(email))
}

/** Does what follows when coins reach a wallet. */
async function credited(paymentId: string): Promise<void> {
  await runJobs('payments.credited', paymentId)
  await runJobs('payments.mail_receipt', paymentId)
}

test.group('Receipts by mail', (group) => {
  let fake: ReturnType<typeof mail.fake>
  group.each.setup(() => {
    fake = mail.fake()
    return () => mail.restore()
  })

  test('a receipt goes to the order’s address, once, however often its job runs', async ({
    assert,
  }) => {
    const { paymentId, receipt } = await bought({ email: 'order@example.com' })
    await credited(paymentId)
    await credited(paymentId)
    const own = sentTo(fake, 'order@example.com').filter((one) =>
      one.nodeMailerMessage.subject?.includes(receipt)
    )
    assert.lengthOf(own, 1)
    const [message] = own
    const text = String(message?.nodeMailerMessage.text)
    assert.equal(message?.nodeMailerMessage.subject, `Your receipt ${receipt}`)
    assert.include(text, '500 coins + 50 coins as a bonus')
    assert.include(text, 'Amount: ₹399')
    // 18 % contained in 399: 399 − 399 / 1.18.
    assert.include(text, 'Tax: ₹60.86, contained in the price')
    assert.include(text, 'Pack: Popular')
    assert.include(text, 'Seller: Greenroom')
    assert.include(text, `/receipts/${receipt}`)
    const html = String(message?.nodeMailerMessage.html)
    assert.include(html, `<td>${receipt}</td>`)
    assert.include(html, '<html lang="en">')
  })

  test('it is in the fan’s language', async ({ assert }) => {
    const { paymentId } = await bought({ email: 'es@example.com', locale: 'es' })
    await credited(paymentId)
    const text = String(sentTo(fake, 'es@example.com')[0]?.nodeMailerMessage.text)
    assert.include(text, '¡Gracias!')
    assert.include(text, '500 monedas + 50 monedas de regalo')
  })

  test('without one in the order it goes to the person’s own address', async ({ assert }) => {
    const { paymentId, accountId } = await bought()
    const email = await withAddress(accountId)
    await credited(paymentId)
    assert.lengthOf(sentTo(fake, email), 1)
  })

  test('what stands in it is text, for readers of HTML too', ({ assert }) => {
    const say = new Wording(i18nManager).in('en')
    const { html, text } = mailBody(say, {
      lead: 'A & B',
      lines: [{ name: 'Pack', value: '<b>Best</b>' }],
      url: 'https://example.com/?a=1&b=2',
      link: 'Open',
      footer: 'That is all',
    })
    assert.include(html, '&lt;b&gt;Best&lt;/b&gt;')
    assert.include(html, 'A &amp; B')
    assert.include(html, 'href="https://example.com/?a=1&amp;b=2"')
    assert.include(text, 'Pack: <b>Best</b>')
  })

  test('without any address nothing is sent, nor to somebody who left', async ({ assert }) => {
    const { paymentId } = await bought()
    await credited(paymentId)
    const gone = await bought({ email: 'gone@example.com' })
    const identity = await app.container.make('identity')
    await identity.deletePerson(gone.personId)
    await sql('update payments_orders set email = :email where person_id = :personId', {
      email: 'gone@example.com',
      personId: gone.personId,
    })
    await credited(gone.paymentId)
    assert.lengthOf(fake.messages.sent(), 0)
  })

  test('a mail server that is away keeps nobody from their coins, and is tried again', async ({
    assert,
  }) => {
    const { paymentId, personId } = await bought({ email: 'later@example.com' })
    const send = fake.send.bind(fake)
    fake.send = () => Promise.reject(new Error('ECONNREFUSED'))
    await assert.rejects(() => credited(paymentId), 'ECONNREFUSED')
    const ledger = (await paymentsContext()).use('ledger')
    assert.equal((await ledger.balance(personId)).available, 550_000n)
    fake.send = send
    await credited(paymentId)
    await credited(paymentId)
    assert.lengthOf(sentTo(fake, 'later@example.com'), 1)
  })

  test('two processes do not both send it; after a crash it is sent under the same id', async ({
    assert,
  }) => {
    const { paymentId } = await bought({ email: 'crash@example.com' })
    await runJobs('payments.credited', paymentId)
    const both = await Promise.allSettled([
      runJobs('payments.mail_receipt', paymentId),
      runJobs('payments.mail_receipt', paymentId),
    ])
    assert.isAtLeast(both.filter(({ status }) => status === 'fulfilled').length, 1)
    assert.lengthOf(sentTo(fake, 'crash@example.com'), 1)

    // It was sent, and the process ended before it could say so.
    await sql('update payments_mails set sent_at = null, claimed_at = now() where key = :key', {
      key: `receipt:${paymentId}`,
    })
    await assert.rejects(
      () => runJobs('payments.mail_receipt', paymentId),
      'The mail is being sent by another job'
    )
    await sql(
      `update payments_mails set claimed_at = now() - make_interval(secs => :age) where key = :key`,
      { key: `receipt:${paymentId}`, age: CLAIM_SECONDS + 1 }
    )
    await runJobs('payments.mail_receipt', paymentId)
    const ids = sentTo(fake, 'crash@example.com').map((one) => one.nodeMailerMessage.messageId)
    assert.lengthOf(ids, 2)
    assert.match(ids[0] ?? '', /^<[0-9a-f]{32}@/)
    assert.equal(ids[0], ids[1])
  })

  test('money that went back is told, and a dispute that was won', async ({ assert }) => {
    const { paymentId, payment, told } = await bought({ email: 'back@example.com' })
    await told({
      kind: 'refunded',
      payment,
      refund: 'rfnd_1' + payment,
      amount: 10_000n,
      at: new Date(),
    })
    await runJobs('payments.returned', paymentId)
    await runJobs('payments.mail_return', paymentId)
    await runJobs('payments.mail_return', paymentId)
    const dispute = { payment, dispute: 'disp_1' + payment, at: new Date() }
    await told({ kind: 'disputed', ...dispute, amount: 5_000n, fee: 0n })
    await runJobs('payments.returned', paymentId)
    await runJobs('payments.mail_return', paymentId)
    await told({ kind: 'dispute_won', ...dispute })
    await runJobs('payments.returned', paymentId)
    await runJobs('payments.mail_return', paymentId)
    const texts = sentTo(fake, 'back@example.com').map((one) => String(one.nodeMailerMessage.text))
    assert.lengthOf(texts, 3)
    assert.include(texts[0], 'We gave ₹100 back to you.')
    assert.include(texts[0], 'Given back: ₹100')
    assert.include(texts[1], 'Your bank disputes ₹50')
    assert.include(texts[2], 'in your wallet again')
  })
})
