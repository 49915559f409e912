import { test } from '@japa/runner'
import { conversation } from '#app/bot_kit/testing/conversation'
import { FRONTENDS } from '#app/bot_kit/inbound'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import { chats } from '#plugins/personas/knowledge/tests/support/chats'
import {
  creatorFan,
  gone,
  personaOf,
  sends,
  teaches,
  worker,
} from '#plugins/personas/knowledge/tests/support/creator'
import { pdf } from '#plugins/personas/knowledge/tests/support/pdf'
import { countChunks, found, ISLE } from '#plugins/personas/knowledge/tests/support/reading'
import { sql } from '#app/support/sql'
import { codesSeenBy, personIdOf, seed } from '#plugins/personas/tests/support/house'

test.group('Knowledge', (group) => {
  group.setup(seed)
  group.each.timeout(60_000)

  for (const frontend of FRONTENDS) {
    test(`a creator sends a file, the persona has read it: ${frontend}`, async ({ assert }) => {
      const creator = await creatorFan({ frontend })
      const nora = await personaOf(creator)
      assert.deepEqual(await found(nora, 'lighthouse'), [])
      await sends(creator, 'isle.md', ISLE)
      assert.include(creator.lastText(), 'Who is to read “isle.md”?')
      await creator.presses('Nora')
      assert.include(creator.lastText(), 'Nora is reading “isle.md” now')
      await creator.presses('See how it goes')
      assert.include(creator.lastText(), 'Being read')
      await worker()
      await creator.presses('Look again')
      assert.match(creator.lastText(), /isle\.md 2 passages, \d+ characters/)
      assert.include(creator.lastText(), '1 of 50 files, 2 of 5,000 passages')

      const passages = await found(nora, 'So what happened to that lighthouse?')
      assert.lengthOf(passages, 1)
      assert.include(passages[0] ?? '', 'burned down in the winter of 1911')
      assert.include((await found(nora, 'selling herrings'))[0] ?? '', 'every Tuesday')
      assert.deepEqual(await found(nora, 'How are you today?'), [])
      assert.deepEqual(await found(nora, 'lighthouse', 5), [])
    })
  }

  test('a file is taken away, and nothing of it is found', async ({ assert }) => {
    const creator = await creatorFan()
    const nora = await personaOf(creator)
    await teaches(creator, nora, 'isle.md', ISLE)
    await teaches(creator, nora, 'town.txt', 'The mayor of the town keeps a lighthouse of sugar.')
    assert.lengthOf(await found(nora, 'lighthouse'), 2)
    await creator.says(`/knowledge ${nora.slug}`)
    await creator.presses('Take away isle.md')
    assert.include(creator.lastText(), 'Take “isle.md” away from Nora?')
    await creator.presses('Take it away')
    assert.notInclude(creator.lastText(), 'isle.md')
    assert.equal(await countChunks(nora), 1)
    assert.deepEqual(await found(nora, 'lighthouse'), [
      'The mayor of the town keeps a lighthouse of sugar.',
    ])
  })

  test('of a chat it is asked who the persona is', async ({ assert }) => {
    const creator = await creatorFan()
    const nora = await personaOf(creator)
    await sends(creator, 'result.json', chats['result.json'] ?? '')
    await creator.presses('Nora')
    assert.include(creator.lastText(), 'Who in it is Nora?')
    await creator.presses('Bruno (2)')
    await worker()
    const [passage = ''] = await found(nora, 'the lighthouse at night')
    assert.include(passage, 'Nora: At the lighthouse. I always am: every night.')
    assert.include(passage, 'Ana Ruiz: Alone?')
  })

  test('what cannot be read says so in words, and does not count', async ({ assert }) => {
    const creator = await creatorFan({ locale: 'es' })
    const nora = await personaOf(creator)
    await teaches(creator, nora, 'broken.pdf', pdf([['x']]).subarray(0, 100))
    await teaches(creator, nora, 'scan.pdf', pdf([[]]))
    await creator.says(`/knowledge ${nora.slug}`)
    assert.include(creator.lastText(), 'el archivo está dañado o incompleto')
    assert.include(creator.lastText(), 'Si es un escaneo')
    assert.include(creator.lastText(), '2 de 50 archivos, 0 de')
    const uploads = await sql('select 1 from personas_knowledge_uploads where person_id = :id', {
      id: await personIdOf(creator),
    })
    assert.lengthOf(uploads, 0, 'what was read is not kept')
  })

  test('with several personas it is asked whose; by name it is shown at once', async ({
    assert,
  }) => {
    const creator = await creatorFan()
    await creator.says('/knowledge')
    assert.include(creator.lastText(), 'You have no persona yet')
    await sends(creator, 'isle.md', ISLE)
    assert.include(creator.lastText(), 'You have no persona yet')
    const nora = await personaOf(creator)
    await creator.says('/knowledge')
    assert.include(creator.lastText(), 'What Nora has read')
    await personaOf(creator, 'Vera')
    await creator.says('/knowledge')
    assert.include(creator.lastText(), 'Whose reading do you want to see?')
    await creator.presses('What Vera has read')
    assert.include(creator.lastText(), 'Whatever you give to Vera to read')
    await creator.says(`/knowledge ${nora.slug.toUpperCase()}`)
    assert.include(creator.lastText(), 'Whatever you give to Nora to read')
    await creator.says('/knowledge nobody-of-that-name')
    assert.equal(codesSeenBy(creator).at(-1), 'not_found')
  })

  test('too large, gone, of another kind, from a fan, in a group', async ({ assert }) => {
    const creator = await creatorFan()
    await personaOf(creator)
    await sends(creator, 'big.txt', Buffer.alloc(KNOWLEDGE_LIMITS.fileBytes + 1, 'a'))
    assert.include(creator.lastText(), 'I take up to 10 MB')
    await sends(creator, 'gone.txt', '', { read: gone })
    assert.include(creator.lastText(), 'could not fetch that file')
    const others = [
      await sends(creator, 'virus.exe', 'MZ'),
      await sends(creator, 'isle.md', ISLE, { kind: 'image' }),
      await sends(await conversation.fan(), 'isle.md', ISLE),
      await sends(await creatorFan({ place: { kind: 'group', id: 'group' } }), 'isle.md', ISLE),
    ]
    for (const seen of others) assert.notInclude(JSON.stringify(seen), 'Who is to read')
  })

  test('nobody teaches, sees or takes from another’s persona', async ({ assert }) => {
    const creator = await creatorFan()
    const nora = await personaOf(creator)
    await teaches(creator, nora, 'isle.md', ISLE)
    const other = await creatorFan()
    await personaOf(other, 'Vera')
    await other.says(`/knowledge ${nora.slug}`)
    assert.notInclude(other.lastText(), 'isle.md')
    await creator.says(`/knowledge ${nora.slug}`)
    const button = creator.buttonId('Take away isle.md') ?? ''
    await other.sends({ kind: 'press', button })
    await sends(creator, 'more.txt', 'More of it.')
    await other.sends({ kind: 'press', button: creator.buttonId('Nora') ?? '' })
    assert.equal(await countChunks(nora), 2)
  })

  test('a file that is given twice is read once', async ({ assert }) => {
    const creator = await creatorFan()
    const nora = await personaOf(creator)
    await sends(creator, 'isle.md', ISLE)
    await creator.presses('Nora')
    await creator.presses('Nora')
    await Promise.all([worker(), worker()])
    await creator.presses('Nora')
    await worker()
    assert.equal(await countChunks(nora), 2)
    assert.lengthOf(await found(nora, 'lighthouse'), 1)
  })

  test('a reading that is interrupted is done again, whole', async ({ assert }) => {
    const creator = await creatorFan()
    const nora = await personaOf(creator)
    await sends(creator, 'isle.md', ISLE)
    await creator.presses('Nora')
    const [file] = await sql<{ id: string }>(
      'select id from personas_knowledge_files where persona_id = :id',
      { id: nora.id }
    )
    const { readKnowledge } = await import('#plugins/personas/knowledge/actions/read_knowledge')
    const stopping = new AbortController()
    const reading = readKnowledge({
      fileId: file?.id ?? '',
      countTokens: (text: string) => Math.ceil(text.length / 4),
      signal: stopping.signal,
    })
    stopping.abort(new Error('The process is stopping'))
    await assert.rejects(() => reading, /stopping/)
    assert.equal(await countChunks(nora), 0)
    await worker()
    assert.equal(await countChunks(nora), 2)
  })

  test('more passages than a persona may keep are refused whole', async ({ assert }) => {
    const creator = await creatorFan()
    const nora = await personaOf(creator)
    await teaches(creator, nora, 'isle.md', ISLE)
    await sql('update personas_knowledge_files set passages = 4999 where persona_id = :id', {
      id: nora.id,
    })
    await teaches(creator, nora, 'more.md', ISLE)
    await creator.says(`/knowledge ${nora.slug}`)
    assert.include(creator.lastText(), 'It does not fit any more')
    assert.equal(await countChunks(nora), 2)
  })
})
