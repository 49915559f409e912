import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import app from '@adonisjs/core/services/app'
import communitiesOfPeople from '#plugins/communities/connecting/people'
import { communitiesOf } from '#plugins/communities/queries/list_communities'
import { findCommunity } from '#plugins/communities/queries/find_community'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import {
  communitiesContext,
  creatorOn,
  openCommunity,
} from '#plugins/communities/tests/support/people'

test.group('Connecting | people', () => {
  test('two people become one: the communities are the one’s', async ({ assert }) => {
    const world = openWorld()
    const { creator, community } = await openCommunity(world)
    const into = await creatorOn('telegram')
    const part = communitiesOfPeople(await communitiesContext())
    const merge = { from: creator.person.id, into: into.person.id }
    await db.transaction(async (trx) => part.merge?.({ ...merge, trx }))
    await db.transaction(async (trx) => part.merge?.({ ...merge, trx }))
    assert.isEmpty(await communitiesOf(creator.person.id))
    await into.talk.says('/community')
    assert.include(into.talk.lastText(), community.name)
  })

  test('a creator who is deleted is told what closes, and it closes', async ({ assert }) => {
    const world = openWorld()
    const { creator, community } = await openCommunity(world, { name: `Club ${randomUUID()}` })
    const identity = await app.container.make('identity')
    const say = {
      t: (key: string, data?: object) => JSON.stringify({ key, ...data }),
      coins: String,
    }
    const lost = await identity.lossesOf(creator.person.id, say)
    assert.lengthOf(
      lost.filter((line) => line.includes(community.name)),
      1
    )
    const exported = JSON.stringify(await identity.exportData(creator.person.id))
    assert.include(exported, `/c/${community.slug}`)
    assert.deepEqual(await identity.deletePerson(creator.person.id), { outcome: 'deleted' })
    assert.equal((await findCommunity(community.id))?.state, 'closed')
  })
})
