import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import { sql } from '#app/support/sql'
import { asksFor, coached, deedsOf } from '#tests/coach/support/stage'
import { runScheduled, somebody } from '#plugins/communities/tests/support/people'

test.group('Coach | deeds and their people', () => {
  test('they are in an export, and go with whoever leaves; nothing is announced for them any more', async ({
    assert,
  }) => {
    const day = new Date(Date.now() + 3 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
    const { creator, community } = await coached({ kind: 'group' }, { timeline: day })
    await asksFor(creator, 'schedule_launch')
    await creator.talk.presses('Schedule it')
    const identity = await app.container.make('identity')
    const exported = JSON.stringify(await identity.exportData(creator.person.id))
    assert.include(exported, '"schedule_launch"')
    assert.include(exported, 'Moonlight Club opens today.')
    await identity.deletePerson(creator.person.id)
    assert.lengthOf(await deedsOf(creator), 0)
    await sql(
      `update communities_announcements set scheduled_at = now() - interval '1 minute' where community_id = :id`,
      { id: community.id }
    )
    await runScheduled('announce_due')
    const [announcement] = await sql<{ state: string; begun_at: Date | null }>(
      'select state, begun_at from communities_announcements where community_id = :id',
      { id: community.id }
    )
    assert.deepEqual(announcement, { state: 'stopped', begun_at: null })
  })

  test('they come along when two people become one, and can be undone', async ({ assert }) => {
    const identity = await app.container.make('identity')
    const older = await somebody({ frontend: 'discord' }, 'creator')
    const { creator, community } = await coached({ kind: 'group' }, { pricing: '12 USD monthly' })
    await asksFor(creator, 'create_tier')
    await creator.talk.presses('Create this tier')
    const code = await identity.makeLinkCode(older.account.id)
    const opened = await identity.openLink(creator.account.id, code?.code ?? '')
    if (opened.outcome !== 'ready') return assert.fail(opened.outcome)
    assert.equal((await identity.link(creator.account.id, opened.linkId)).outcome, 'linked')
    assert.lengthOf(await deedsOf(older), 1)
    await creator.talk.presses('Undo it')
    assert.include(creator.talk.lastText(), 'is not sold any more')
    const tiers = await sql<{ state: string }>(
      'select state from communities_tiers where community_id = :id',
      { id: community.id }
    )
    assert.deepEqual(tiers, [{ state: 'withdrawn' }])
  })
})
