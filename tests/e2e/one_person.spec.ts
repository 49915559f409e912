import { test } from '@japa/runner'
import { signedUp, startSpeakingWorld } from '#tests/e2e/support/speaking_world'
import { until } from '#tests/support/until'

/** The program has as long as it needs on a busy machine; each wait below has a deadline of its own. */
const TIMEOUT_MS = 120_000

test.group('One person in the whole program', () => {
  test('on Telegram, Discord and the web has one wallet and one memory', async ({
    assert,
    cleanup,
  }) => {
    const { telegram, discord, openai, program } = await startSpeakingWorld(cleanup)
    const ana = telegram.person({ name: 'Ana' })
    const codeFrom = async () => {
      const before = ana.chat.fromBot.length
      ana.says('/link')
      const card = await telegram.until('a code', () =>
        ana.chat.fromBot.slice(before).find(({ text }) => /Your code: \S+/.test(text ?? ''))
      )
      return /Your code: (\S+)/.exec(card.text ?? '')?.[1] ?? ''
    }
    ana.says('/start luna')
    await ana.hears('50 coins')
    openai.script({ kind: 'answer', text: 'Saturn is up.' })
    ana.says('I have a dog called Pixel.')
    await ana.presses('Yes')
    await ana.hears('Saturn is up.')

    // A guest on Discord becomes Ana.
    const bela = discord.player('bela')
    await discord.until('commands', () => discord.world.commands.length > 0, 20_000)
    const asked = await bela.slash(bela.dm, 'link', { code: await codeFrom() }).answer()
    const linked = await bela.presses(asked, 'Link them').answer()
    assert.include(JSON.stringify([linked.content, linked.embeds]), 'You are Ana here too')
    openai.script({ kind: 'answer', text: 'Pixel, of course.' })
    bela.says(bela.dm, 'What is my dog called?')
    await discord.heard(bela.dm, ({ content }) => content.includes('Pixel, of course.'))
    const prompt = JSON.stringify(openai.requests.at(-1)?.body)
    assert.include(prompt, 'I have a dog called Pixel.')

    // Somebody with coins of their own on the web becomes Ana too, with one welcome present.
    const robin = await signedUp(program.url, 'Robin')
    await until(async () => JSON.stringify(await robin.says('/balance')).includes('50 coins'))
    await robin.says(`/link ${await codeFrom()}`)
    const merged = await robin.presses(/^Make them one/)
    assert.include(JSON.stringify(merged), 'both are one now')
    assert.include(JSON.stringify(await robin.says('/balance')), '46 coins')
    ana.says('/balance')
    await ana.hears('46 coins')
  }).timeout(TIMEOUT_MS)
})
