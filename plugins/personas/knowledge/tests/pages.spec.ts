import { test } from '@japa/runner'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import { chats } from '#plugins/personas/knowledge/tests/support/chats'
import { worker } from '#plugins/personas/knowledge/tests/support/creator'
import { Visitor } from '#plugins/personas/tests/making/browser_less'

/** A creator with a draft, and the address of what it has read. */
async function withDraft(): Promise<{ creator: Visitor; address: string }> {
  const creator = await Visitor.arrives('creator')
  const made = await creator.post('/create', {
    name: 'Nora Lind',
    tagline: 'Keeps the lights',
    description: 'She watches the tide.',
    greeting: 'You are late.',
    scenario: '',
    tags: 'sea',
    language: 'en',
  })
  const address = (made.headers.get('location') ?? '').replace(/\/edit$/, '/knowledge')
  await creator.get(address)
  return { creator, address }
}

const ISLE = Buffer.from('The lighthouse burned down in 1911.')

test.group('The page of what a persona has read', (group) => {
  group.each.timeout(60_000)

  test('a file is added, read and taken away again', async ({ assert }) => {
    const { creator, address } = await withDraft()
    const sent = await creator.sendsFile(address, '<b>isle.txt', ISLE)
    assert.equal(sent.headers.get('location'), address)
    const waiting = await (await creator.get(address)).text()
    assert.include(waiting, 'is being read now')
    assert.include(waiting, '&lt;b&gt;isle.txt')
    assert.include(waiting, 'Look again')
    await worker()
    const read = await (await creator.get(address)).text()
    assert.include(read, '1 passage, 35 characters')
    const [, remove = ''] = /action="([^"]+\/remove)"/.exec(read) ?? []
    assert.equal((await creator.post(remove, {})).headers.get('location'), address)
    const gone = await (await creator.get(address)).text()
    assert.include(gone, 'It is gone, and so are its passages.')
    assert.notInclude(gone, '/remove"')
  })

  test('of a chat it is asked who the persona is', async ({ assert }) => {
    const { creator, address } = await withDraft()
    const asked = await creator.sendsFile(
      address,
      'result.json',
      Buffer.from(chats['result.json'] ?? '')
    )
    const page = await asked.text()
    assert.include(page, 'Who in it is Nora Lind?')
    const [, upload = ''] = /name="upload" value="([^"]+)"/.exec(page) ?? []
    const said = await creator.post(`${address}/speaker`, { upload, speaker: '1' })
    assert.equal(said.headers.get('location'), address)
    await worker()
    assert.include(await (await creator.get(address)).text(), '1 passage')
    const again = await creator.post(`${address}/speaker`, { upload, speaker: '1' })
    assert.equal(again.status, 422)
  })

  test('what cannot be taken says why', async ({ assert }) => {
    const { creator, address } = await withDraft()
    const answers = [
      [await creator.sendsFile(address, 'a.exe', ISLE), 'files of this kind'],
      [await creator.sendsFile(address, 'a.txt', Buffer.alloc(0)), 'Choose a file first'],
      [
        await creator.sendsFile(
          address,
          'a.txt',
          Buffer.alloc(KNOWLEDGE_LIMITS.fileBytes + 70_000, 'a')
        ),
        'up to 10 MB',
      ],
    ] as const
    for (const [answer, words] of answers) {
      assert.equal(answer.status, 422)
      assert.include(await answer.text(), words)
    }
  })

  test('nobody sees or changes what another’s persona has read', async ({ assert }) => {
    const { creator, address } = await withDraft()
    await creator.sendsFile(address, 'isle.txt', ISLE)
    const page = await (await creator.get(address)).text()
    const [, remove = ''] = /action="([^"]+\/remove)"/.exec(page) ?? []
    const other = await Visitor.arrives('creator')
    assert.equal((await other.get(address)).status, 404)
    assert.equal((await other.sendsFile(address, 'isle.txt', ISLE)).status, 404)
    assert.equal((await other.post(remove, {})).status, 404)
    assert.equal((await new Visitor().get(address)).status, 302)
    const forged = await fetch(`http://${process.env.HOST}:${process.env.PORT}${remove}`, {
      method: 'POST',
      redirect: 'manual',
    })
    assert.notEqual(forged.status, 200)
    assert.include(await (await creator.get(address)).text(), 'isle.txt')
  })
})
