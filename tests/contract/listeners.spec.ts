import app from '@adonisjs/core/services/app'
import { test } from '@japa/runner'
import type { TurnContext } from '#app/bot_kit/command'
import type { InboundFile, Place } from '#app/bot_kit/inbound'
import type { Role } from '#app/identity/types'

/** What somebody says somewhere, as far as a listener may look before it asks the database. */
function said(roles: readonly Role[] | null, kind: Place['kind']): TurnContext {
  const id = '00000000-0000-7000-8000-000000000001'
  return {
    frontend: 'telegram',
    place: { kind, id: 'somewhere' },
    turnKey: 'telegram:1',
    account: {
      id,
      platform: 'telegram',
      platformId: '1',
      displayName: 'Robin',
      locale: 'en',
      personId: roles && id,
    },
    person: roles && {
      id,
      displayName: 'Robin',
      locale: 'en',
      roles,
      adult: false,
      bannedAt: null,
    },
    locale: 'en',
    t: (key) => key,
    coins: String,
    signal: new AbortController().signal,
    stopRunningTurn: async () => false,
    openLink: async () => null,
    goOn: async () => [],
  }
}

const RECORDING: InboundFile = {
  kind: 'voice',
  name: 'voice.ogg',
  mediaType: 'audio/ogg',
  size: 100,
  seconds: 3,
  read: async () => Buffer.from('never read'),
}

test.group('Listeners', () => {
  test('a fan, a guest and a room wait for no query of any listener', async ({ assert }) => {
    const registry = await app.container.make('plugins')
    let listeners = 0
    let fileListeners = 0
    for (const plugin of registry.plugins) {
      if (!plugin.bot) continue
      const { default: factory } = await plugin.bot()
      const { listen, listenToFile, overhear } = factory(registry.contextOf(plugin))
      for (const ctx of [
        said(null, 'direct'),
        said(['fan'], 'direct'),
        said(['moderator'], 'direct'),
        said(['fan'], 'group'),
      ]) {
        if (listen) assert.isNull(listen(ctx, 'Hello'), plugin.name)
        if (listenToFile) assert.isNull(listenToFile(ctx, RECORDING, ''), plugin.name)
        if (overhear) assert.isNull(overhear(ctx, 'talk'), plugin.name)
      }
      const room = said(['creator'], 'group')
      if (listen) {
        listeners += 1
        assert.isNull(listen(room, 'Hello'), `${plugin.name}, in a room`)
      }
      if (listenToFile) {
        fileListeners += 1
        assert.isNull(listenToFile(room, RECORDING, ''), `${plugin.name}, in a room`)
      }
    }
    assert.isAbove(listeners, 0)
    assert.isAbove(fileListeners, 0)
  })
})
