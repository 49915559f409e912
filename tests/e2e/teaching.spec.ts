import { test } from '@japa/runner'
import { signedUp, startSpeakingWorld } from '#tests/e2e/support/speaking_world'
import { buttonLabels } from '#tests/emulators/discord/index'
import { until } from '#tests/support/until'

/** The program has as long as it needs on a busy machine; each wait below has a deadline of its own. */
const TIMEOUT_MS = 120_000

const ISLE = `# The isle of Vell

The lighthouse of Vell burned down in the winter of 1911, because Old Tom fell asleep over his pipe.

Herrings are sold on the quay every Tuesday.`

test.group('Teaching a persona and changing its memory in the whole program', () => {
  test('on Telegram, Discord and the web', async ({ assert, cleanup }) => {
    const { telegram, discord, openai, program, database } = await startSpeakingWorld(cleanup)
    const lastPrompt = () => JSON.stringify(openai.requests.at(-1)?.body)
    const belongsTo = (slug: string, displayName: string) =>
      database.query(
        `update personas_personas set creator_id = (select id from people where display_name = '${displayName}'),
           updated_at = clock_timestamp() where slug = '${slug}'`
      )
    const isRead = async (slug: string) => {
      const rows = await database.query(
        `select 1 from personas_knowledge_files f join personas_personas p on p.id = f.persona_id
         where p.slug = '${slug}' and f.state = 'ready'`
      )
      return rows.length > 0
    }

    const ana = telegram.person({ name: 'Ana' })
    ana.says('/start luna')
    await ana.hears('50 coins')
    ana.says('/create')
    await ana.presses('I accept')
    await ana.hears('Name')
    ana.says('/cancel')
    await belongsTo('luna', 'Ana')
    const isle = { bytes: Buffer.from(ISLE), name: 'isle.md', mediaType: 'text/markdown' }
    ana.sendsFile({ as: 'document', ...isle })
    await ana.hears('Who is to read “isle.md”?')
    await ana.presses('Luna')
    await ana.hears('Luna is reading “isle.md” now')
    await until(() => isRead('luna'), { within: 20_000, what: 'Luna to have read it' })
    openai.script({ kind: 'answer', text: 'It burned down in 1911.' })
    ana.says('What happened to the lighthouse?')
    await ana.presses('Yes')
    await ana.hears('It burned down in 1911.')
    assert.include(lastPrompt(), 'burned down in the winter of 1911')

    ana.says('/memory')
    await ana.presses('Keep something in mind')
    await ana.hears('What should Luna remember?')
    ana.says('I collect lamps.')
    await ana.hears('keeps that in mind')
    ana.says('/memory')
    await ana.presses('Change or forget')
    await ana.hears('Change what Luna keeps in mind')
    ana.says('I collect old lamps.')
    await ana.hears('now keeps in mind: “I collect old lamps.”')

    const bela = discord.player('bela')
    await discord.until('commands', () => discord.world.commands.length > 0, 20_000)
    await bela.slash(bela.dm, 'start').answer()
    const terms = await bela.slash(bela.dm, 'create').answer()
    await bela.presses(terms, 'I accept: make me a creator').answers(2)
    await belongsTo('quill', 'bela')
    await bela.slash(bela.dm, 'talk', { name: 'quill' }).answer()
    bela.says(bela.dm, '', { files: [{ filename: 'isle.md', bytes: isle.bytes }] })
    const offer = await discord.heard(bela.dm, ({ content }) =>
      content.includes('Who is to read “isle.md”?')
    )
    await bela.presses(offer, buttonLabels(offer)[0] ?? '').answer()
    await until(() => isRead('quill'), { within: 20_000, what: 'Quill to have read it' })
    const memory = await bela.slash(bela.dm, 'memory').answer()
    const opened = bela.presses(memory, 'Keep something in mind')
    const form = await opened.answer()
    const modal = bela.presses(form, buttonLabels(form)[0] ?? '')
    await modal.modal()
    const kept = await bela.submits(modal, { add: 'I collect maps.' }).answer()
    assert.include(JSON.stringify(kept), 'I collect maps.')

    const robin = await signedUp(program.url, 'Robin')
    await robin.says('/talk luna')
    assert.include(
      JSON.stringify(await robin.says('/memory I play the cello.')),
      'keeps that in mind'
    )
    assert.include(JSON.stringify(await robin.says('/memory')), 'I play the cello.')
  }).timeout(TIMEOUT_MS)
})
