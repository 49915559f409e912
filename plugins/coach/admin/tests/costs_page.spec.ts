import { test } from '@japa/runner'
import { COST_LIMITS } from '#plugins/coach/costs/limits'
import { somebody } from '#plugins/coach/tests/support/people'
import { spent } from '#tests/support/spent'
import { WebVisitor } from '#tests/support/web_visitor'

test.group('The coach in the admin panel', (group) => {
  group.each.timeout(60_000)

  test('shows what today costs, every creator by cost, and what models charge', async ({
    assert,
  }) => {
    const admin = await WebVisitor.arrives('admin')
    const { person } = await somebody('creator')
    await spent({ personId: person.id, cost: 900_000_000n })
    const page = await admin.reads('/admin/coach')
    for (const words of [
      'Over the limit',
      'of $50.00',
      'What the coach cost in 30 days',
      person.id,
      '$900.00',
      '1,000 in, 200 out',
      'Standard',
    ]) {
      assert.include(page, words)
    }
    assert.include(await admin.reads(`/admin/coach?search=${person.id}`), '$900.00')
    for (const nobody of ['telegram:0', 'a%00b', "'; drop table x", '%_']) {
      const found = await admin.get(`/admin/coach?search=${encodeURIComponent(nobody)}`)
      assert.equal(found.status, 200)
      if (nobody !== 'a%00b') assert.include(await found.text(), 'Nobody here has talked')
    }
  })

  test('the cheaper ones are on the next page', async ({ assert }) => {
    const admin = await WebVisitor.arrives('admin')
    await Promise.all(
      Array.from({ length: COST_LIMITS.page + 1 }, (_, n) => spent({ cost: BigInt(n) }))
    )
    assert.include(await admin.reads('/admin/coach'), '/admin/coach?page=2')
    const next = await admin.reads('/admin/coach?page=2')
    assert.include(next, 'href="/admin/coach?page=1"')
    for (const page of ['0', '-1', 'x', '1e9', '99999999999999999999']) {
      assert.equal((await admin.get(`/admin/coach?page=${page}`)).status, 200)
    }
  })

  test('is for admins alone', async ({ assert }) => {
    for (const roles of [[], ['creator'], ['moderator']] as const) {
      const visitor = await WebVisitor.arrives(...roles)
      const answer = await visitor.get('/admin/coach')
      assert.notEqual(answer.status, 200)
      assert.notInclude(await answer.text(), 'What models charge')
    }
  })
})
