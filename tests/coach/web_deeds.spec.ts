import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import { sql } from '#app/support/sql'
import { differences } from '#plugins/coach/api_v1/tests/described'
import { browserOf, ledTo, tokenOf } from '#tests/coach/support/browser'
import { coached } from '#tests/coach/support/stage'

/** A creator who decided a price, and whose community is not open yet. */
async function creatorWithCommunity() {
  const { creator, community } = await coached(
    { kind: 'group', state: 'draft', name: 'Ink Club' },
    { pricing: '500 coins monthly' }
  )
  const tiers = () =>
    sql<{ name: string; coins: string }>(
      'select name, coins::text from communities_tiers where community_id = :id',
      { id: community.id }
    )
  return { creator, browser: await browserOf(creator), tiers }
}

test.group('Coach | what it does, on the web', (group) => {
  group.each.setup(() => limiter.clear())

  test('a tier is planned, changed, made once, and undone', async ({ assert }) => {
    const { browser, tiers } = await creatorWithCommunity()
    const planned = await browser.post('/coach/deeds', { action: 'create_tier' })
    const plan = ledTo(planned)
    assert.match(plan, /^\/coach\/deeds\/[\w-]+$/)
    assert.include(await browser.reads(plan), '500 coins a month')
    assert.lengthOf(await tiers(), 0)

    const wrong = await browser.post(plan, { plan_name: 'Gold', plan_price: 'a lot' })
    assert.equal(wrong.status, 422)
    const form = await wrong.text()
    assert.include(form, 'I could not read the price')
    assert.include(form, 'value="a lot"')
    assert.include(form, 'value="Gold"')
    const changed = await browser.post(plan, { plan_name: 'Gold', plan_price: '300 coins monthly' })
    const newer = ledTo(changed)
    assert.notEqual(newer, plan)
    // The older plan can no longer be confirmed.
    await browser.post(`${plan}/do`, {})
    assert.lengthOf(await tiers(), 0)

    await browser.post(`${newer}/do`, {})
    await browser.post(`${newer}/do`, {})
    assert.deepEqual(await tiers(), [{ name: 'Gold', coins: '300000' }])
    assert.include(await browser.reads(newer), 'Gold')
    await browser.post(`${newer}/undo`, {})
    assert.lengthOf(await tiers(), 0)
    assert.include(await browser.reads(newer), 'Undone in Ink Club.')
  })

  test('somebody else’s plan is nobody’s', async ({ assert }) => {
    const { browser, tiers } = await creatorWithCommunity()
    const { browser: other } = await creatorWithCommunity()
    const planned = await browser.post('/coach/deeds', { action: 'create_tier' })
    const plan = ledTo(planned)
    for (const path of ['', '/do', '/undo', '/drop']) {
      const answer = await other.post(plan + path, {})
      assert.equal(ledTo(answer), '/coach#tasks')
    }
    assert.lengthOf(await tiers(), 0)
    await browser.post(`${plan}/drop`, {})
    await browser.post(`${plan}/do`, {})
    assert.lengthOf(await tiers(), 0)
  })

  test('what has to be there first is said, with the way to it', async ({ assert }) => {
    const { browser } = await creatorWithCommunity()
    const missing = await browser.post('/coach/deeds', { action: 'write_welcome' })
    assert.equal(missing.status, 422)
    assert.include(await missing.text(), 'value="create_tier"')
    const nothing = await browser.post('/coach/deeds', { action: 'everything' })
    assert.equal(ledTo(nothing), '/coach#tasks')
  })

  test('a program plans, confirms and undoes, each as often as it likes', async ({
    assert,
    client,
  }) => {
    const { creator, tiers } = await creatorWithCommunity()
    const token = await tokenOf(creator)
    const post = (path: string) => client.post(`/api/v1/coach/deeds${path}`).bearerToken(token)
    const planned = await post('').json({ action: 'create_tier', changes: { name: 'Silver' } })
    planned.assertStatus(201)
    assert.equal(planned.body().values.name, 'Silver')
    assert.deepEqual(differences('CoachDeed', planned.body()), [])
    const { id } = planned.body()
    for (let count = 0; count < 2; count++) {
      assert.equal((await post(`/${id}/confirm`)).body().outcome, 'done')
    }
    assert.lengthOf(await tiers(), 1)
    for (let count = 0; count < 2; count++) {
      assert.equal((await post(`/${id}/undo`)).body().outcome, 'undone')
    }
    assert.lengthOf(await tiers(), 0)
    const wrong = await post('').json({ action: 'create_tier', changes: { price: 'a lot' } })
    wrong.assertStatus(422)
    assert.equal(wrong.body().errors[0].field, 'changes.price')
  })
})
