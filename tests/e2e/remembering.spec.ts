import { test } from '@japa/runner'
import { signedUp, startSpeakingWorld } from '#tests/e2e/support/speaking_world'
import { buttonLabels } from '#tests/emulators/discord/index'

/** The program has as long as it needs on a busy machine; each wait below has a deadline of its own. */
const TIMEOUT_MS = 120_000
/** Of the crisis message, wherever it is read. */
const NOT_ALONE = 'You do not have to carry this alone'

test.group('Being remembered and being safe in the whole program', () => {
  test('on Telegram, Discord and the web', async ({ assert, cleanup }) => {
    const { telegram, discord, openai, program } = await startSpeakingWorld(cleanup)
    const lastPrompt = () => JSON.stringify(openai.requests.at(-1)?.body)

    const ana = telegram.person({ name: 'Ana' })
    ana.says('/start luna')
    await ana.hears('50 coins')
    openai.script({ kind: 'answer', text: 'Oslo has long nights.' })
    ana.says('I live in Oslo.')
    await ana.presses('Yes')
    await ana.hears('Oslo has long nights.')
    ana.says('/pin I am afraid of thunder.')
    await ana.hears('keeps that in mind')
    openai.script({ kind: 'answer', text: 'Bergen has long rains.' })
    ana.says('/edit I live in Bergen.')
    await ana.presses('Change it')
    await ana.hears('Bergen has long rains.')
    assert.include(lastPrompt(), 'I am afraid of thunder.')
    assert.include(lastPrompt(), 'I live in Bergen.')
    assert.notInclude(lastPrompt(), 'Oslo')
    ana.says('I want to kill myself')
    await ana.hears(NOT_ALONE)
    ana.says('/balance')
    await ana.hears('46 coins')

    const bela = discord.player('bela')
    await discord.until('commands', () => discord.world.commands.length > 0, 20_000)
    await bela.slash(bela.dm, 'start').answer()
    await bela.slash(bela.dm, 'talk', { name: 'luna' }).answer()
    await bela.slash(bela.dm, 'pin', { words: 'My cat is called Fig.' }).answer()
    bela.says(bela.dm, 'What is my cat called?')
    const price = await discord.heard(bela.dm, (message) =>
      buttonLabels(message).includes('Yes, 2 coins a reply')
    )
    openai.script({ kind: 'answer', text: 'Fig, of course.' })
    bela.presses(price, 'Yes, 2 coins a reply')
    await discord.heard(bela.dm, ({ content }) => content.includes('Fig, of course.'))
    assert.include(lastPrompt(), 'My cat is called Fig.')
    assert.notInclude(lastPrompt(), 'thunder')
    const reported = bela.slash(bela.dm, 'report', { about: 'message', reason: 'other' })
    assert.include(JSON.stringify(await reported.answer()), 'is with the moderators')
    bela.says(bela.dm, 'I want to end my life')
    await discord.heard(bela.dm, ({ content }) => content.includes(NOT_ALONE))

    const robin = await signedUp(program.url, 'Robin')
    await robin.says('/talk luna')
    await robin.says('/pin I play the cello.')
    await robin.says('What do I play?')
    openai.script({ kind: 'answer', text: 'The cello.' })
    assert.include(JSON.stringify(await robin.presses(/^Yes/)), 'The cello.')
    assert.include(lastPrompt(), 'I play the cello.')
    assert.notInclude(lastPrompt(), 'Fig')
    assert.include(JSON.stringify(await robin.says('/memory')), 'I play the cello.')
    assert.include(JSON.stringify(await robin.says('/chats')), 'Go on with Luna')
    assert.include(JSON.stringify(await robin.says('I want to die')), NOT_ALONE)
  }).timeout(TIMEOUT_MS)
})
