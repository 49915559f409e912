import { test } from '@japa/runner'
import { DateTime, Settings } from 'luxon'
import { sql } from '#app/support/sql'
import { asksFor, coached, fills, projectOf } from '#tests/coach/support/stage'
import { clockGoesOn } from '#plugins/communities/access/tests/support/stage'
import { memberIn } from '#plugins/communities/everyday/tests/members'
import { hearsNews, runJobs, runScheduled, tierOf } from '#plugins/communities/tests/support/people'

const inDays = (days: number): string => DateTime.utc().plus({ days }).toISODate()

/** The clock stands at this hour of a day. */
function itIs(day: string, hour: number): void {
  const at = DateTime.fromISO(day, { zone: 'utc' }).plus({ hours: hour }).toMillis()
  Settings.now = () => at
}

interface Announced {
  id: string
  state: string
  text: string
}

async function announcementOf(communityId: string): Promise<Announced> {
  const rows = await sql<Announced>(
    'select id, state, text from communities_announcements where community_id = :communityId',
    { communityId }
  )
  const [row] = rows
  if (!row || rows.length > 1) throw new Error(`${rows.length} announcements`)
  return row
}

test.group('Coach | schedules the launch', (group) => {
  group.each.teardown(clockGoesOn)

  test('it goes out on the day that was decided, at the hour that was chosen, to members and in the space', async ({
    assert,
  }) => {
    const day = inDays(10)
    const { creator, community, here } = await coached({ kind: 'group' }, { timeline: day })
    const { tier } = await tierOf(community.id, { name: 'Gold' })
    const member = await memberIn({ communityId: community.id, tierId: tier.id, name: 'Ana' })
    await asksFor(creator, 'schedule_launch')
    assert.include(creator.talk.lastText(), `Day: ${day}`)
    assert.include(creator.talk.lastText(), 'Hour: 18:00 UTC')
    await creator.talk.presses('Change it')
    await fills(creator, { hour: '20', text: 'The doors are open.' })
    await creator.talk.presses('Schedule it')
    assert.include(creator.talk.lastText(), '8:00 PM UTC')
    await asksFor(creator, 'schedule_launch')
    assert.include(creator.talk.lastText(), 'I did this once already.')
    await creator.talk.presses('Not now')

    itIs(day, 19.9)
    await runScheduled('announce_due')
    assert.equal((await announcementOf(community.id)).state, 'scheduled')
    assert.isFalse((await projectOf(creator)).ticks.has('launch_announcement'))

    itIs(day, 20)
    await runScheduled('announce_due')
    await runScheduled('announce_due')
    const { id, state } = await announcementOf(community.id)
    assert.equal(state, 'sending')
    const people = await sql<{ person_id: string }>(
      'select person_id from communities_announcement_people where announcement_id = :id',
      { id }
    )
    assert.deepEqual(people, [{ person_id: member.person.id }])
    await runJobs('communities.post_announcement', { announcementId: id })
    await runJobs('communities.post_announcement', { announcementId: id })
    assert.lengthOf(here.posted, 1)
    assert.include(here.posted[0]?.message.text ?? '', 'The doors are open.')
    await creator.talk.says('/coach')
    assert.equal((await projectOf(creator)).ticks.get('launch_announcement'), 'live')
  })

  test('called off before its hour, nobody hears it', async ({ assert }) => {
    const day = inDays(3)
    const { creator, community, here } = await coached({ kind: 'group' }, { timeline: day })
    await asksFor(creator, 'schedule_launch')
    await creator.talk.presses('Schedule it')
    // Later, from the task's card.
    const card = { command: 'coach_task', options: { task: 'launch_announcement' } }
    await creator.talk.sends({ kind: 'invoke', invocation: card })
    await creator.talk.presses('What I did')
    assert.include(creator.talk.lastText(), 'It goes out on')
    await creator.talk.presses('Undo it')
    assert.include(creator.talk.lastText(), 'nobody hears it')
    await creator.talk.sends({ kind: 'invoke', invocation: card })
    await creator.talk.presses('Do it for me')
    assert.notInclude(creator.talk.lastText(), 'I did this once already.')
    itIs(day, 18)
    await runScheduled('announce_due')
    assert.equal((await announcementOf(community.id)).state, 'stopped')
    assert.lengthOf(here.posted, 0)
  })

  test('an opening that nobody is a member of yet is said in the space; called off afterwards it says what stays', async ({
    assert,
  }) => {
    const day = inDays(3)
    const { creator, community, here } = await coached({ kind: 'group' }, { timeline: day })
    await asksFor(creator, 'schedule_launch')
    await creator.talk.presses('Schedule it')
    itIs(day, 18)
    await runScheduled('announce_due')
    const { id, state } = await announcementOf(community.id)
    assert.equal(state, 'sent')
    await runJobs('communities.post_announcement', { announcementId: id })
    assert.lengthOf(here.posted, 1)
    here.keepsPosts = true
    await creator.talk.presses('Undo it')
    assert.include(creator.talk.lastText(), 'It had gone out already.')
    assert.include(creator.talk.lastText(), 'In 1 space it stays')
  })

  test('its writer is told where it could not be said, and can stop it from its own card', async ({
    assert,
  }) => {
    const day = inDays(3)
    const { creator, community, here } = await coached({ kind: 'channel' }, { timeline: day })
    await asksFor(creator, 'schedule_launch')
    await creator.talk.presses('Schedule it')
    const { id } = await announcementOf(community.id)
    const card = { command: 'announcement', options: { announcement: id } }
    await creator.talk.sends({ kind: 'invoke', invocation: card })
    assert.include(creator.talk.lastText(), 'Nobody has heard it yet.')
    here.permissions.delete('post_messages')
    itIs(day, 18)
    await runScheduled('announce_due')
    await runJobs('communities.post_announcement', { announcementId: id })
    assert.equal(await hearsNews(creator, community.id), 1)
    assert.include(creator.talk.lastText(), 'could not be said in')
    await asksFor(creator, 'schedule_launch')
    await creator.talk.presses('Change it')
    clockGoesOn()
    await fills(creator, { day: inDays(5) })
    await creator.talk.presses('Schedule it')
    await creator.talk.presses('Go on')
    const waiting = await sql<{ id: string }>(
      `select id from communities_announcements where community_id = :id and state = 'scheduled'`,
      { id: community.id }
    )
    const again = { command: 'announcement', options: { announcement: waiting[0]?.id ?? '' } }
    await creator.talk.sends({ kind: 'invoke', invocation: again })
    await creator.talk.presses('Stop')
    const left = await sql(
      `select 1 from communities_announcements where community_id = :id and state = 'scheduled'`,
      { id: community.id }
    )
    assert.lengthOf(left, 0)
  })

  test('called off while its post waits, nothing is posted; what was posted is taken back', async ({
    assert,
  }) => {
    const day = inDays(3)
    for (const isPosted of [false, true]) {
      const { creator, community, here } = await coached({ kind: 'group' }, { timeline: day })
      const { tier } = await tierOf(community.id, { name: 'Gold' })
      await memberIn({ communityId: community.id, tierId: tier.id, name: 'Ana' })
      await asksFor(creator, 'schedule_launch')
      await creator.talk.presses('Schedule it')
      itIs(day, 18)
      await runScheduled('announce_due')
      const { id } = await announcementOf(community.id)
      if (isPosted) await runJobs('communities.post_announcement', { announcementId: id })
      await creator.talk.presses('Undo it')
      await runJobs('communities.post_announcement', { announcementId: id })
      assert.lengthOf(here.posted, 0)
      assert.include(
        creator.talk.lastText(),
        isPosted ? 'From 1 space it is gone.' : 'No member had heard it privately.'
      )
      clockGoesOn()
    }
  })

  test('a day that is not decided, or over, is asked for', async ({ assert }) => {
    const { creator, community } = await coached({ kind: 'group' })
    await asksFor(creator, 'schedule_launch')
    assert.include(creator.talk.lastText(), 'Day: To be filled in')
    assert.isUndefined(creator.talk.buttonId('Schedule it'))
    await creator.talk.presses('Change it')
    await fills(creator, { day: 'soon' })
    assert.include(creator.talk.texts().at(-2) ?? '', 'I could not read the day')
    await fills(creator, { day: '2020-01-01' })
    assert.include(creator.talk.texts().at(-2) ?? '', 'That hour is over already')
    await fills(creator, { day: inDays(400) })
    await creator.talk.presses('Schedule it')
    assert.include(creator.talk.lastText(), 'more than a year away')
    await creator.talk.presses('Try again')
    await creator.talk.presses('Change it')
    const day = inDays(1)
    await fills(creator, { day })
    itIs(day, 19)
    await creator.talk.presses('Schedule it')
    assert.include(creator.talk.lastText(), 'Nothing was scheduled')
    const rows = await sql('select 1 from communities_announcements where community_id = :id', {
      id: community.id,
    })
    assert.lengthOf(rows, 0)
  })
})
