import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import {
  liftSuspension,
  suspendCommunity,
} from '#plugins/communities/admin/actions/suspend_community'
import { findCommunity } from '#plugins/communities/queries/find_community'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  hearsNews,
  openCommunity,
  runJobs,
  services,
} from '#plugins/communities/tests/support/people'
import { WebVisitor } from '#tests/support/web_visitor'

const pageOf = ({ id }: { id: string }): string => `/admin/communities/${id}`

test.group('Communities in the admin panel', (group) => {
  let admin: WebVisitor
  group.each.timeout(60_000)
  group.setup(async () => {
    admin = await WebVisitor.arrives('admin')
  })

  test('a community is found by its name, link, space and creator', async ({ assert }) => {
    const world = openWorld()
    const name = `Club ${randomUUID().slice(0, 8)}`
    const { community, space, creator } = await openCommunity(world, { name })
    const other = await openCommunity(world)
    for (const search of [
      name.toUpperCase(),
      community.slug,
      space.platform_id,
      creator.person.id,
      `discord:${creator.platformId}`,
      community.id,
    ]) {
      const found = await admin.reads(`/admin/communities?search=${encodeURIComponent(search)}`)
      assert.include(found, pageOf(community), `by ${search}`)
      assert.notInclude(found, pageOf(other.community), `by ${search}`)
    }
    for (const nobody of ['telegram:0', 'a%00b', "'; drop table x", '%_']) {
      const found = await admin.get(`/admin/communities?search=${encodeURIComponent(nobody)}`)
      assert.equal(found.status, 200)
      assert.notInclude(await found.text(), pageOf(community))
    }
    assert.include(await admin.reads('/admin/communities?state=open'), pageOf(community))
    assert.notInclude(await admin.reads('/admin/communities?state=closed'), pageOf(community))
  })

  test('older ones are on the next page', async ({ assert }) => {
    const name = `Many ${randomUUID()}`
    await sql(
      `insert into communities_communities (creator_id, name, slug, locale, created_at)
       select :creatorId, :name, :tail || '-' || n, 'en', now() - make_interval(mins => n)
       from generate_series(1, 60) n`,
      { creatorId: randomUUID(), name, tail: randomUUID().slice(0, 13) }
    )
    const rowsIn = (html: string) => html.split(name).length - 1
    const first = await admin.reads(`/admin/communities?search=${encodeURIComponent(name)}`)
    const [, older = ''] = /href="([^"]+before=[^"]+)"/.exec(first) ?? []
    const second = await admin.reads(older.replaceAll('&amp;', '&'))
    // The name stands in the search field too.
    assert.deepEqual([rowsIn(first) - 1, rowsIn(second) - 1], [50, 10])
  })

  test('an admin suspends with a reason, and the creator reads it; lifting is told as well', async ({
    assert,
  }) => {
    const world = openWorld()
    const { community, creator } = await openCommunity(world, { kind: 'group' })
    const page = pageOf(community)
    await admin.get(page)
    const empty = await admin.post(`${page}/suspend`, { reason: '  ' })
    assert.equal(empty.status, 422)
    assert.include(await empty.text(), 'Say why')
    assert.isNull((await findCommunity(community.id))?.suspended_at)

    const done = await admin.post(`${page}/suspend`, { reason: 'Reports of <b>scams</b>' })
    assert.equal(done.headers.get('location'), page)
    const shown = await admin.reads(page)
    assert.include(shown, 'Reports of &lt;b&gt;scams&lt;/b&gt;')
    assert.include(shown, 'Lift the suspension')
    assert.include(await admin.reads('/admin/communities?state=suspended'), page)
    const [audit] = await sql<{ person_id: string; data: object }>(
      `select person_id, data from communities_history where community_id = :id and kind = 'suspended'`,
      { id: community.id }
    )
    assert.equal(audit?.person_id, admin.personId)
    assert.deepEqual(audit?.data, { reason: 'Reports of <b>scams</b>' })

    assert.equal(await hearsNews(creator, community.id), 1)
    assert.include(creator.talk.lastText(), 'Reason: Reports of <b>scams</b>')
    await creator.talk.says('/community')
    assert.include(creator.talk.lastText(), 'Suspended by the operator')
    assert.isUndefined(creator.talk.buttonId('Open it'))

    await admin.post(`${page}/lift`, {})
    assert.isNull((await findCommunity(community.id))?.suspended_at)
    assert.equal(await hearsNews(creator, community.id), 2)
    assert.include(creator.talk.lastText(), 'The suspension of “Moonlight Club” is over')
  })

  test('of two admins one suspends; a suspended community is not opened', async ({ assert }) => {
    const world = openWorld()
    const { community, creator } = await openCommunity(world, { kind: 'group', state: 'draft' })
    const program = await services()
    const by = randomUUID()
    const both = await Promise.all(
      ['one', 'two'].map((reason) =>
        suspendCommunity(program, { communityId: community.id, by, reason })
      )
    )
    assert.sameMembers(both, ['done', 'unchanged'])
    await creator.talk.sends({
      kind: 'invoke',
      invocation: { command: 'community_state', options: { community: community.id, to: 'open' } },
    })
    assert.include(creator.talk.lastText(), 'Suspended by the operator')
    assert.equal((await findCommunity(community.id))?.state, 'draft')
    assert.equal(await liftSuspension(program, { communityId: community.id, by }), 'done')
    assert.equal(await liftSuspension(program, { communityId: community.id, by }), 'unchanged')
  })

  test('a banned creator’s communities are suspended, and go on when the ban is lifted', async ({
    assert,
  }) => {
    const world = openWorld()
    const { community, creator } = await openCommunity(world)
    const other = await openCommunity(world, { creator })
    const program = await services()
    const { id: personId } = creator.person
    const reasons = () =>
      Promise.all(
        [community, other.community].map(
          async ({ id }) => (await findCommunity(id))?.suspended_reason
        )
      )
    const request = { communityId: community.id, by: randomUUID(), reason: 'Scams' }
    await suspendCommunity(program, request)
    await program.identity.setBan(personId, true)
    await runJobs('identity.ban_changed', { personId })
    assert.deepEqual(await reasons(), ['Scams', 'Its creator was banned.'])
    await program.identity.setBan(personId, false)
    await runJobs('identity.ban_changed', { personId })
    assert.deepEqual(await reasons(), ['Scams', null])
  })

  test('nobody else gets in, and a form without its token does nothing', async ({ assert }) => {
    const world = openWorld()
    const { community } = await openCommunity(world)
    const page = pageOf(community)
    const guest = new WebVisitor()
    const creator = await WebVisitor.arrives('creator')
    for (const visitor of [guest, creator]) {
      assert.equal((await visitor.get('/admin/communities')).status, 403)
      assert.equal((await visitor.get(page)).status, 403)
      await visitor.get('/')
      assert.equal((await visitor.post(`${page}/suspend`, { reason: 'Because' })).status, 403)
    }
    await admin.get(page)
    await admin.post(`${page}/suspend`, { _csrf: 'wrong', reason: 'Because' })
    assert.isNull((await findCommunity(community.id))?.suspended_at)
    assert.equal((await admin.get(`/admin/communities/${randomUUID()}`)).status, 404)
  })
})
