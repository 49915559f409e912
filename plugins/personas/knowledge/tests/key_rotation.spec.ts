import { randomBytes } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { keyStatus } from '#app/encryption/key_status'
import { rotateKeys } from '#app/encryption/rotate_keys'
import { programKeys } from '#app/encryption/vault'
import encryptionKeys from '#config/encryption_keys'
import { forgetIndex } from '#plugins/personas/knowledge/index/index_cache'
import {
  creatorFan,
  personaOf,
  sends,
  teaches,
  worker,
} from '#plugins/personas/knowledge/tests/support/creator'
import { found } from '#plugins/personas/knowledge/tests/support/reading'
import { seed } from '#plugins/personas/tests/support/house'

const SECRET = 'The lighthouse burned down in 1911.'

test.group('Knowledge | keys', (group) => {
  group.setup(seed)
  group.each.timeout(60_000)
  const before = encryptionKeys.keys
  const useKeys = (keys: string) => Object.assign(encryptionKeys, { keys })
  // Whatever became of the test, everything is under the keys of the others again.
  group.each.teardown(async () => {
    useKeys([before, encryptionKeys.keys].join(','))
    await rotateKeys(db, programKeys(), { batch: 50 })
    useKeys(before)
  })

  test('a new key: all is found before, while and after it is taken into use', async ({
    assert,
  }) => {
    const creator = await creatorFan()
    const nora = await personaOf(creator)
    await teaches(creator, nora, 'isle.txt', SECRET)
    await sends(creator, 'later.txt', 'The keeper is called Bruno.')
    const find = async (text: string) => {
      forgetIndex(nora.id)
      return found(nora, text)
    }
    const fresh = randomBytes(32).toString('base64')
    useKeys(`${fresh},${before}`)
    assert.deepEqual(await find('lighthouse'), [SECRET])
    await rotateKeys(db, programKeys(), { batch: 1 })
    const uses = await keyStatus(db, programKeys())
    assert.includeMembers(
      uses.map(({ table, column, key }) => `${table}.${column} ${key}`),
      [
        'personas_knowledge.key_sealed newest',
        'personas_knowledge_uploads.content_sealed newest',
        'personas_knowledge_uploads.name_sealed newest',
      ]
    )
    assert.isTrue(uses.every(({ key }) => key === 'newest'))

    useKeys(fresh)
    assert.deepEqual(await find('lighthouse'), [SECRET])
    await creator.presses('Nora')
    await worker()
    assert.deepEqual(await find('Who is Bruno?'), ['The keeper is called Bruno.'])
  })

  test('without the key, an error names ENCRYPTION_KEYS, and nothing is said', async ({
    assert,
  }) => {
    const creator = await creatorFan()
    const nora = await personaOf(creator)
    await teaches(creator, nora, 'isle.txt', SECRET)
    useKeys(randomBytes(32).toString('base64'))
    await assert.rejects(() => found(nora, 'lighthouse'), /not in ENCRYPTION_KEYS/)
    useKeys('')
    await assert.rejects(() => found(nora, 'lighthouse'), /ENCRYPTION_KEYS is not set/)
  })
})
