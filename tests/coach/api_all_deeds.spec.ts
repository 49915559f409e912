import { test } from '@japa/runner'
import type { ApiClient } from '@japa/api-client'
import limiter from '@adonisjs/limiter/services/main'
import { differences } from '#plugins/coach/api_v1/tests/described'
import { tokenOf } from '#tests/coach/support/browser'
import { DEED_WALKS, readyForDeeds } from '#tests/coach/support/deed_walks'
import { coached, decides } from '#tests/coach/support/stage'
import type { Somebody } from '#plugins/communities/tests/support/people'

/** A program of the creator's, at the deeds. */
async function programOf(client: ApiClient, creator: Somebody) {
  const token = await tokenOf(creator)
  const at = (path: string) => `/api/v1/coach/deeds${path}`
  return {
    post: (path: string, body: object = {}) =>
      client.post(at(path)).bearerToken(token).json(body).send(),
    list: () => client.get(at('')).bearerToken(token).send(),
  }
}

test.group('Coach | each thing it does, for programs', (group) => {
  group.each.setup(() => limiter.clear())

  for (const walk of DEED_WALKS) {
    const { action } = walk
    test(`${action} is planned, changed, done once and undone once`, async ({ assert, client }) => {
      const stage = await readyForDeeds()
      const { post, list } = await programOf(client, stage.creator)
      const has = async (what: unknown, when: string) =>
        assert.deepEqual(await walk.effect(stage), what, when)
      const drafted = await post('', { action })
      drafted.assertStatus(201)
      assert.deepEqual(differences('CoachDeed', drafted.body()), [])
      const changes = walk.changes(stage)
      const planned = await post('', { action, changes })
      planned.assertStatus(201)
      assert.containSubset(planned.body(), { action, state: 'proposed', result: null })
      assert.deepEqual(planned.body().values, { ...drafted.body().values, ...changes })
      const older = await post(`/${drafted.body().id}/confirm`)
      older.assertStatus(404)
      const early = await post(`/${planned.body().id}/undo`)
      early.assertStatus(409)
      assert.equal(early.body().code, 'not_done')
      await has(walk.before, 'planned, and not confirmed')

      const path = `/${planned.body().id}`
      for (const time of ['once', 'twice']) {
        const done = await post(`${path}/confirm`)
        done.assertStatus(200)
        assert.equal(done.body().outcome, 'done')
        assert.deepEqual(differences('CoachDeed', done.body().deed), [])
        assert.include(done.body().deed.result.notes.join('\n'), walk.said)
        await has(walk.after, time)
      }
      for (const time of ['once', 'twice']) {
        const undone = await post(`${path}/undo`)
        undone.assertStatus(200)
        assert.equal(undone.body().outcome, 'undone')
        assert.include(undone.body().deed.result.notes.join('\n'), walk.saidOfUndo)
        await has(walk.undone, time)
      }
      const again = await post(`${path}/confirm`)
      assert.equal(again.body().outcome, 'undone', 'what was undone is not done again')
      await has(walk.undone, 'confirmed after it was undone')
      const [listed, ...others] = (await list()).body().deeds
      assert.lengthOf(others, 0)
      assert.containSubset(listed, { id: planned.body().id, action, state: 'undone' })
    })
  }

  test('start_preflight says what is missing; undoing it is nothing', async ({
    assert,
    client,
  }) => {
    const { creator, here, world } = await coached({ kind: 'group' })
    const { post } = await programOf(client, creator)
    here.botIsAdmin = false
    const { id } = (await post('', { action: 'start_preflight' })).body()
    for (let time = 0; time < 2; time += 1) {
      const { outcome, deed } = (await post(`/${id}/confirm`)).body()
      assert.equal(outcome, 'done')
      assert.deepEqual(deed.result.notes, [`❌ ${here.title}: this is missing:`])
      assert.isAbove(deed.result.lines.length, 0)
    }
    assert.lengthOf(
      world.calls.filter(({ method }) => method === 'inspect'),
      1
    )
    for (let time = 0; time < 2; time += 1) {
      const { outcome, deed } = (await post(`/${id}/undo`)).body()
      assert.equal(outcome, 'nothing')
      assert.equal(deed.state, 'done')
    }
  })

  test('what is missing, open or otherwise by now is said, and nothing is done', async ({
    assert,
    client,
  }) => {
    const { creator } = await coached({ kind: 'group' })
    const { post } = await programOf(client, creator)
    const needs = await post('', { action: 'make_host' })
    needs.assertStatus(409)
    assert.equal(needs.body().code, 'needs_tier')
    const open = await post('', { action: 'schedule_launch' })
    assert.deepEqual(open.body().asks, ['day'])
    const incomplete = await post(`/${open.body().id}/confirm`)
    incomplete.assertStatus(409)
    assert.equal(incomplete.body().code, 'incomplete')

    await decides(creator, { pricing: '500 coins monthly' })
    const plan = await post('', { action: 'create_tier' })
    await decides(creator, { pricing: '700 coins monthly' })
    const anew = await post(`/${plan.body().id}/confirm`)
    anew.assertStatus(409)
    assert.equal(anew.body().outcome, 'proposed_anew')
    assert.equal(anew.body().deed.values.price, '700 coins monthly')
    assert.notEqual(anew.body().deed.id, plan.body().id)
    const done = await post(`/${anew.body().deed.id}/confirm`)
    assert.equal(done.body().outcome, 'done')
    const nobody = await post('/nothing/confirm')
    nobody.assertStatus(404)
  })
})
