import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import limiter from '@adonisjs/limiter/services/main'
import { createApiToken } from '#app/identity/actions/api_tokens'
import { sql } from '#app/support/sql'
import { differences } from '#plugins/coach/api_v1/tests/described'
import { WebVisitor } from '#tests/support/web_visitor'

/** A creator with a project, a price, and a community that is not open yet. */
async function creatorWithCommunity() {
  const creator = await WebVisitor.arrives('creator')
  await creator.get('/coach')
  await creator.post('/coach/begin', {})
  await creator.get('/coach')
  await creator.post('/coach/decisions/pricing', { value: '500 coins monthly' })
  const creatorId = creator.personId ?? ''
  await sql(
    `with made as (
       insert into communities_communities (creator_id, name, slug, locale, state)
       values (:creatorId, 'Ink Club', :slug, 'en', 'draft') returning id)
     insert into communities_spaces (community_id, platform, platform_id, kind, title, connected_at)
     select id, 'telegram', :slug, 'group', 'The ink room', now() from made`,
    { creatorId, slug: `ink-${randomUUID().slice(0, 8)}` }
  )
  const tiers = () =>
    sql<{ name: string; coins: string }>(
      `select t.name, t.coins::text from communities_tiers t
       join communities_communities c on c.id = t.community_id where c.creator_id = :creatorId`,
      { creatorId }
    )
  return { creator, creatorId, tiers }
}

test.group('Coach | what it does, on the web', (group) => {
  group.each.setup(() => limiter.clear())

  test('a tier is planned, changed, made once, and undone', async ({ assert }) => {
    const { creator, tiers } = await creatorWithCommunity()
    const planned = await creator.post('/coach/deeds', { action: 'create_tier' })
    const plan = planned.headers.get('location') ?? ''
    assert.match(plan, /^\/coach\/deeds\/[\w-]+$/)
    assert.include(await creator.reads(plan), '500 coins a month')
    assert.lengthOf(await tiers(), 0)

    const wrong = await creator.post(plan, { plan_name: 'Gold', plan_price: 'a lot' })
    assert.equal(wrong.status, 422)
    const form = await wrong.text()
    assert.include(form, 'I could not read the price')
    assert.include(form, 'value="a lot"')
    assert.include(form, 'value="Gold"')
    const changed = await creator.post(plan, { plan_name: 'Gold', plan_price: '300 coins monthly' })
    const newer = changed.headers.get('location') ?? ''
    assert.notEqual(newer, plan)
    // The older plan can no longer be confirmed.
    await creator.post(`${plan}/do`, {})
    assert.lengthOf(await tiers(), 0)

    await creator.post(`${newer}/do`, {})
    await creator.post(`${newer}/do`, {})
    assert.deepEqual(await tiers(), [{ name: 'Gold', coins: '300000' }])
    assert.include(await creator.reads(newer), 'Gold')
    await creator.post(`${newer}/undo`, {})
    assert.lengthOf(await tiers(), 0)
    assert.include(await creator.reads(newer), 'Undone in Ink Club.')
  })

  test('somebody else’s plan is nobody’s', async ({ assert }) => {
    const { creator, tiers } = await creatorWithCommunity()
    const { creator: other } = await creatorWithCommunity()
    const planned = await creator.post('/coach/deeds', { action: 'create_tier' })
    const plan = planned.headers.get('location') ?? ''
    for (const path of ['', '/do', '/undo', '/drop']) {
      const answer = await other.post(plan + path, {})
      assert.equal(answer.headers.get('location'), '/coach#tasks')
    }
    assert.lengthOf(await tiers(), 0)
    await creator.post(`${plan}/drop`, {})
    await creator.post(`${plan}/do`, {})
    assert.lengthOf(await tiers(), 0)
  })

  test('what has to be there first is said, with the way to it', async ({ assert }) => {
    const { creator } = await creatorWithCommunity()
    const missing = await creator.post('/coach/deeds', { action: 'write_welcome' })
    assert.equal(missing.status, 422)
    assert.include(await missing.text(), 'value="create_tier"')
    const nothing = await creator.post('/coach/deeds', { action: 'everything' })
    assert.equal(nothing.headers.get('location'), '/coach#tasks')
  })

  test('a program plans, confirms and undoes, each as often as it likes', async ({
    assert,
    client,
  }) => {
    const { creatorId, tiers } = await creatorWithCommunity()
    const made = await createApiToken(creatorId, { name: 'x', abilities: ['coach'], days: 30 })
    if (made.outcome !== 'created') throw new Error(made.outcome)
    const post = (path: string) => client.post(`/api/v1/coach/deeds${path}`).bearerToken(made.value)
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
