import { test } from '@japa/runner'
import { MessageDelayed, type MessageRequest, type Messenger } from '#app/bot_kit/messenger'
import type { FormNode } from '#app/bot_kit/reply'
import { sql } from '#app/support/sql'
import { sendAnnouncement } from '#plugins/communities/everyday/announce/actions/send_announcement'
import { memberIn } from '#plugins/communities/everyday/tests/members'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  openCommunity,
  runJobs,
  services,
  tierOf,
  type Somebody,
} from '#plugins/communities/tests/support/people'

/** A creator fills in the form of `/announce`. */
async function writes(creator: Somebody, text: string, tier = 'all'): Promise<void> {
  await creator.talk.says('/announce')
  const form = creator.talk.seen
    .map((seen) => seen.node)
    .filter((node): node is FormNode => node.kind === 'form')
    .at(-1)
  const button = form && creator.talk.buttonId(form.submit.label)
  if (!button) throw new Error('There is no form')
  await creator.talk.sends({ kind: 'form', button, values: { tier, text } })
}

/** Delivers to everybody but those whom it is told of. */
class Post implements Messenger {
  readonly sent: MessageRequest[] = []
  delayed = new Set<string>()
  unreachable = new Set<string>()

  async say(request: MessageRequest) {
    const personId = 'personId' in request.to ? request.to.personId : ''
    if (this.delayed.has(personId)) throw new MessageDelayed('not now')
    if (this.unreachable.has(personId)) return 'unreachable'
    const before = this.sent.some(({ key }) => key === request.key)
    if (!before) this.sent.push(request)
    return before ? 'said_before' : 'said'
  }
}

async function sending(communityId: string): Promise<{ id: string; state: string }> {
  const [row] = await sql<{ id: string; state: string }>(
    `select id, state from communities_announcements where community_id = :communityId and state <> 'draft'
     order by begun_at desc limit 1`,
    { communityId }
  )
  if (!row) throw new Error('Nothing is announced')
  return row
}

async function works(post: Post, communityId: string): Promise<string> {
  const { outbox } = await services()
  const { id } = await sending(communityId)
  await sendAnnouncement({ outbox, messenger: post }, id, new AbortController().signal)
  return (await sending(communityId)).state
}

async function stage() {
  const { community, creator } = await openCommunity(openWorld())
  const { tier } = await tierOf(community.id, { name: 'Gold' })
  const { tier: silver } = await tierOf(community.id, { name: 'Silver' })
  const member = (name: string, tierId = tier.id) =>
    memberIn({ communityId: community.id, tierId, name })
  return { community, creator, member, silver, post: new Post() }
}

test.group('Announcements', () => {
  test('a creator looks at it first, sends it, and each member hears it once', async ({
    assert,
  }) => {
    const { community, creator, member, post } = await stage()
    const [ana, ben] = [await member('Ana'), await member('Ben')]
    await writes(creator, 'A new story on Friday.')
    assert.include(creator.talk.texts().at(-2) ?? '', 'A new story on Friday.')
    assert.include(creator.talk.lastText(), 'all 2 members')

    await creator.talk.presses('Send to 2 members')
    assert.include(creator.talk.lastText(), '0 of 2')
    assert.equal(await works(post, community.id), 'sent')
    await works(post, community.id)
    const people = post.sent.map(({ to }) => ('personId' in to ? to.personId : ''))
    assert.sameMembers(people, [ana.person.id, ben.person.id])

    await creator.talk.presses('How far is it?')
    assert.include(creator.talk.lastText(), '2 members have it')
  })

  test('one tier alone hears what is said to it, and whoever muted the community nothing', async ({
    assert,
  }) => {
    const { community, creator, member, silver, post } = await stage()
    await member('Ana')
    const [ben, cleo] = [await member('Ben', silver.id), await member('Cleo', silver.id)]
    await sql(
      'insert into communities_mutes (community_id, person_id, muted_at) values (:c, :p, now())',
      { c: community.id, p: cleo.person.id }
    )
    await writes(creator, 'Silver only.', silver.id)
    await creator.talk.presses('Send to 1 member')
    assert.equal(await works(post, community.id), 'sent')
    assert.deepEqual(
      post.sent.map(({ to }) => to),
      [{ personId: ben.person.id }]
    )
  })

  test('who cannot be reached now is tried again; who cannot be reached at all is counted', async ({
    assert,
  }) => {
    const { community, creator, member, post } = await stage()
    const [ana, ben] = [await member('Ana'), await member('Ben')]
    post.delayed.add(ana.person.id)
    post.unreachable.add(ben.person.id)
    await writes(creator, 'Hello.')
    await creator.talk.presses('Send to 2 members')
    assert.equal(await works(post, community.id), 'sending')
    post.delayed.clear()
    // The plugin's clock counts milliseconds, the database's more: this moment may not have come for it yet.
    await sql(
      `update communities_announcement_people set try_at = now() - interval '1 second' where person_id = :id`,
      { id: ana.person.id }
    )
    assert.equal(await works(post, community.id), 'sent')
    await creator.talk.presses('How far is it?')
    assert.include(creator.talk.lastText(), '1 member has it; one could not be reached')
  })

  test('nobody hears it twice when a process ends between saying and writing it down', async ({
    assert,
  }) => {
    const { community, creator, member, post } = await stage()
    const ana = await member('Ana')
    await writes(creator, 'Hello.')
    await creator.talk.presses('Send to 1 member')
    const { id } = await sending(community.id)
    await post.say({
      key: `announcement:${id}:${ana.person.id}`,
      to: { personId: ana.person.id },
      invocation: { command: 'announced' },
    })
    assert.equal(await works(post, community.id), 'sent')
    assert.lengthOf(post.sent, 1)
  })

  test('stopped is stopped; three a day are enough', async ({ assert }) => {
    const { community, creator, member, post } = await stage()
    await member('Ana')
    for (const text of ['One.', 'Two.', 'Three.']) {
      await writes(creator, text)
      await creator.talk.presses('Send to 1 member')
    }
    await creator.talk.presses('Stop')
    assert.include(creator.talk.lastText(), 'Stopped')
    assert.equal(await works(post, community.id), 'stopped')
    assert.lengthOf(post.sent, 0)
    await writes(creator, 'Four.')
    await creator.talk.presses('Send to 1 member')
    assert.include(creator.talk.lastText(), 'Try again tomorrow')
  })

  test('a member reads it, and can have no more of them', async ({ assert }) => {
    const { community, creator, member } = await stage()
    const ana = await member('Ana')
    await writes(creator, 'Hello **all**.')
    await creator.talk.presses('Send to 1 member')
    const { id } = await sending(community.id)
    await ana.talk.sends({
      kind: 'invoke',
      invocation: { command: 'announced', options: { announcement: id } },
    })
    assert.include(ana.talk.lastText(), 'Hello **all**.')
    await ana.talk.presses('No more of these')
    const muted = await sql('select 1 from communities_mutes where person_id = :id', {
      id: ana.person.id,
    })
    assert.lengthOf(muted, 1)
    await ana.talk.presses('Get them again')
    assert.lengthOf(
      await sql('select 1 from communities_mutes where person_id = :id', { id: ana.person.id }),
      0
    )
  })

  test('what all may hear is said in the server, too, once; what one tier hears is not', async ({
    assert,
  }) => {
    const world = openWorld()
    const { community, creator, here, space } = await openCommunity(world)
    const { tier } = await tierOf(community.id, { name: 'Gold' })
    await memberIn({ communityId: community.id, tierId: tier.id })
    await sql(`update communities_spaces set channel_id = '77' where id = :id`, { id: space.id })
    await writes(creator, 'A new story on Friday.')
    await creator.talk.presses('Send to 1 member')
    await creator.talk.presses('Post it in the chats, too')
    assert.include(creator.talk.lastText(), 'your one server or chat')
    const { id } = await sending(community.id)
    await runJobs('communities.post_announcement', { announcementId: id })
    await runJobs('communities.post_announcement', { announcementId: id })
    const [said, ...again] = here.posted
    assert.deepEqual(again, [])
    assert.include(said?.message.text, 'A new story on Friday.')
    assert.equal(said?.channelId, '77')

    await writes(creator, 'For Gold alone.', tier.id)
    await creator.talk.presses('Send to 1 member')
    const last = creator.talk.seen.at(-1)?.node
    assert.isTrue(last?.kind === 'choice' && last.buttons.length === 2)
  })
})
