import { test } from '@japa/runner'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { creatorFan, personaOf, teaches } from '#plugins/personas/knowledge/tests/support/creator'
import { sql } from '#app/support/sql'
import { seed, walletOf } from '#plugins/personas/tests/support/house'
import { connectModelServer, type ModelServer } from '#plugins/personas/tests/support/model_server'
import { lastPrompt, promptsAsked } from '#plugins/personas/tests/support/prompts'
import { verifyBooks } from '#tests/support/books'

const ISLE = `# The isle of Skarra
The lighthouse burned down in the winter of 1911. Bruno the keeper was never found.

# The harbour
Herring is sold every Tuesday, and the baker refuses to give credit to sailors.
`

test.group('Knowledge | talking', (group) => {
  group.each.timeout(60_000)
  let server: ModelServer
  group.setup(seed)
  group.each.setup(async () => {
    server = await connectModelServer()
    return () => server.close()
  })

  async function talkingTo(slug: string): Promise<Fan> {
    const fan = await conversation.fan()
    await fan.says(`/start ${slug}`)
    await fan.says('Hello!')
    await fan.presses('Yes, 2 coins a reply')
    return fan
  }

  test('what a persona has read, and its lorebook, come up when a fan speaks of them', async ({
    assert,
  }) => {
    const creator = await creatorFan()
    const nora = await personaOf(creator)
    const lorebook = {
      scanDepth: 4,
      tokenBudget: 500,
      recursive: true,
      entries: [
        {
          name: 'Gull',
          keys: ['/gulls?/i'],
          secondaryKeys: [],
          selective: false,
          constant: false,
          enabled: true,
          caseSensitive: false,
          useRegex: true,
          content: 'Gulls are the souls of drowned sailors.',
          insertionOrder: 1,
          priority: 1,
          position: 'after_character',
        },
      ],
    }
    await sql(
      'update personas_personas set lorebook = :lorebook, updated_at = clock_timestamp() where id = :id',
      { id: nora.id, lorebook: JSON.stringify(lorebook) }
    )
    await teaches(creator, nora, 'isle.md', ISLE)
    const fan = await talkingTo(nora.slug)
    const hello = lastPrompt(server.emulator)
    assert.notInclude(hello.text, '1911')
    assert.notInclude(hello.text, 'Herring')
    assert.notInclude(hello.text, 'drowned sailors')

    await fan.says('Tell me what happened to the lighthouse, and why the gulls cry.')
    const asked = lastPrompt(server.emulator)
    assert.include(asked.text, 'The lighthouse burned down in the winter of 1911.')
    assert.include(asked.text, 'Gulls are the souls of drowned sailors.')
    assert.notInclude(asked.text, 'Herring')
  })

  test('knowledge that cannot be decrypted makes no reply and costs nothing', async ({
    assert,
  }) => {
    const creator = await creatorFan()
    const nora = await personaOf(creator)
    const fan = await talkingTo(nora.slug)
    await teaches(creator, nora, 'isle.md', ISLE)
    await sql(
      `update personas_knowledge set key_sealed = set_byte(key_sealed, 3, get_byte(key_sealed, 3) # 255)
       where persona_id = :id`,
      { id: nora.id }
    )
    const before = await walletOf(fan)
    const prompts = promptsAsked(server.emulator).length
    await fan.says('And the lighthouse?')
    const after = await walletOf(fan)
    assert.equal(after.available, before.available)
    assert.equal(after.held, 0n)
    assert.lengthOf(promptsAsked(server.emulator), prompts)
    assert.notInclude(fan.lastText(), 'ENCRYPTION_KEYS', 'that is for the operator')
    await sql('delete from personas_knowledge where persona_id = :id', { id: nora.id })
    await verifyBooks()
  })
})
