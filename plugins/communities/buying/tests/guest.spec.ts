import { test } from '@japa/runner'
import { conversation } from '#app/bot_kit/testing/conversation'
import { openWorld } from '#plugins/communities/tests/support/fake_doorkeeper'
import { openCommunity, tierOf } from '#plugins/communities/tests/support/people'

test.group('A guest joins a community', () => {
  for (const [locale, join, accept, offer] of [
    ['en', 'Join Gold', 'Join for free', 'This is what it costs'],
    ['es', 'Unirme a Gold', 'Unirme gratis', 'Esto es lo que cuesta'],
  ] as const) {
    test(`and accepts the terms on the way: the join goes on by itself (${locale})`, async ({
      assert,
    }) => {
      const world = openWorld()
      const { community, space } = await openCommunity(world, { kind: 'group' })
      await tierOf(community.id, { doors: [{ spaceId: space.id, roleId: null }] })
      const guest = await conversation.fan({ locale })
      await guest.says(`/join ${community.slug}`)
      await guest.presses(join)
      assert.isNull((await guest.identified()).person)
      await guest.presses(accept)
      assert.isNotNull((await guest.identified()).person)
      assert.include(guest.texts().slice(-1).join(), offer)
      await guest.presses(accept)
      assert.notInclude(guest.lastText(), offer)
    })
  }
})
