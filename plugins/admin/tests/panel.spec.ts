import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import type { AdminPage } from '#app/plugin_kit/types'
import { WebVisitor } from '#tests/support/web_visitor'

test.group('The admin panel', (group) => {
  group.each.timeout(60_000)
  /** Every page of the panel, as the plugins list them. */
  let listed: readonly AdminPage[]
  group.setup(async () => {
    const { plugins } = await app.container.make('plugins')
    listed = plugins.flatMap(({ adminPages = [] }) => adminPages)
  })

  test('an admin comes to it from the account page, and from it to every page', async ({
    assert,
  }) => {
    const admin = await WebVisitor.arrives('admin')
    assert.include(await admin.reads('/account'), 'href="/admin"')
    const overview = await admin.get('/admin')
    assert.equal(overview.status, 200)
    assert.equal(overview.headers.get('cache-control'), 'private, no-store')
    const text = await overview.text()
    for (const { path, roles } of listed) {
      if (!roles.includes('admin')) continue
      assert.include(text, `href="${path}"`)
      const page = await admin.get(path)
      assert.equal(page.status, 200, path)
      assert.match(await page.text(), new RegExp(`href="${path}" aria-current="page"`), path)
    }
  })

  test('to everybody else it is closed, whoever they are', async ({ assert }) => {
    const fan = await WebVisitor.arrives()
    const creator = await WebVisitor.arrives('creator')
    const guest = new WebVisitor()
    assert.notInclude(await fan.reads('/account'), 'href="/admin"')
    for (const { path } of [{ path: '/admin' }, ...listed]) {
      for (const visitor of [fan, creator, guest]) {
        const page = await visitor.get(path)
        assert.equal(page.status, 403, path)
        assert.notInclude(await page.text(), 'aria-current')
      }
    }
    assert.include(await guest.reads('/admin'), '/sign-in?next=%2Fadmin')
  })

  test('a role that is not enough for a page does not open it', async ({ assert }) => {
    const moderator = await WebVisitor.arrives('moderator')
    for (const { path, roles } of listed) {
      const { status } = await moderator.get(path)
      assert.equal(status, roles.includes('moderator') ? 200 : 403, path)
    }
  })

  test('an admin who was banned is let in no more', async ({ assert }) => {
    const admin = await WebVisitor.arrives('admin')
    assert.equal((await admin.get('/admin')).status, 200)
    const identity = await app.container.make('identity')
    await identity.setBan(admin.personId ?? '', true)
    assert.equal((await admin.get('/admin')).status, 403)
  })
})
