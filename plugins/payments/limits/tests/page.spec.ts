import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { paymentsContext } from '#plugins/payments/tests/support/counter'
import { WebVisitor } from '#tests/support/web_visitor'

test.group('Limits | the page', () => {
  test('a guest signs in first; a form without its token changes nothing', async ({ assert }) => {
    const guest = new WebVisitor()
    assert.equal((await guest.get('/limits')).headers.get('location'), '/sign-in?next=/limits')
    const visitor = await WebVisitor.arrives()
    await visitor.get('/limits')
    await visitor.post('/limits', { _csrf: 'wrong', money_daily: '1' })
    const kept = await sql('select 1 from payments_money_limits where person_id = :personId', {
      personId: visitor.personId ?? '',
    })
    assert.lengthOf(kept, 0)
  })

  test('limits are set, and what will rise is shown with its time', async ({ assert }) => {
    const visitor = await WebVisitor.arrives()
    assert.include(await visitor.reads('/limits'), 'No limit. 0 coins so far.')
    const saved = await visitor.post('/limits', { coins_daily: '12.5', money_daily: '10' })
    assert.equal(saved.headers.get('location'), '/limits')
    const page = await visitor.reads('/limits')
    assert.include(page, 'Your limits are saved.')
    assert.include(page, '0 coins of 12.5 coins')
    assert.include(page, 'value="12.5"')
    const ledger = (await paymentsContext()).use('ledger')
    const { caps } = await ledger.caps(visitor.personId ?? '')
    assert.equal(caps.daily, 12_500n)

    await visitor.post('/limits', { coins_daily: '', money_daily: '10' })
    assert.match(await visitor.reads('/limits'), /From .* UTC: no limit/)
    assert.equal((await ledger.caps(visitor.personId ?? '')).caps.daily, 12_500n)
  })

  test('what is no amount is said at its field, and what was typed stays', async ({ assert }) => {
    const visitor = await WebVisitor.arrives()
    await visitor.get('/limits')
    const answer = await visitor.post('/limits', { coins_daily: '7', money_daily: '1,234.5' })
    assert.equal(answer.status, 422)
    const page = await answer.text()
    assert.include(page, 'is no amount')
    assert.include(page, 'value="7"')
    assert.include(page, 'value="1,234.5"')
    assert.match(page, /id="money_daily"[^>]*aria-invalid="true"/)
  })
})
