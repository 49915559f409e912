import { test } from '@japa/runner'
import { startSpeakingWorld } from '#tests/e2e/support/speaking_world'
import { buttonLabels } from '#tests/emulators/discord/index'
import { V2, V2_DATA } from '#tests/fixtures/cards/cards'
import { base64Of, png, text, textInPng } from '#tests/fixtures/cards/files'

/** The program has as long as it needs on a busy machine; each wait below has a deadline of its own. */
const TIMEOUT_MS = 120_000

const card = png([text('chara', base64Of(V2))])

/** The card in a picture that the program gave. */
const cardIn = (bytes: Uint8Array): unknown =>
  JSON.parse(Buffer.from(textInPng(bytes, 'chara') ?? '', 'base64').toString())

test.group('Making a persona in the whole program', () => {
  test('on Telegram: written, published and met; a card comes in and goes out', async ({
    assert,
    cleanup,
  }) => {
    const { telegram, openai } = await startSpeakingWorld(cleanup)
    const maker = telegram.person({ name: 'Mara' })
    maker.says('/start')
    await maker.hears('50 coins')
    maker.says('/create')
    await maker.presses('I accept')
    for (const [question, answer] of [
      ['Name', 'Nora Lind'],
      ['Tagline', 'Keeps the lights'],
      ['Description', 'She watches the tide <b>and</b> the people.'],
      ['Greeting', 'You are late, {{user}}. The tide is not.'],
      ['Scenario', 'A harbour at night.'],
      ['Tags', 'sea, night'],
    ] as const) {
      await maker.hears(question)
      maker.says(answer)
    }
    await maker.presses('English')
    await maker.hears('Nora Lind is a draft now')
    await maker.presses('Publish')
    await maker.hears('is published!')

    const fan = telegram.person({ name: 'Fay' })
    fan.says('/start nora-lind')
    await fan.hears('You are late, Fay. The tide is not.')
    openai.script({ kind: 'answer', text: 'The lamp is green tonight.' })
    fan.says('What colour is the lamp?')
    await fan.presses('Yes')
    await fan.hears('The lamp is green tonight.')

    maker.sendsFile({ as: 'document', bytes: card, name: 'mira.png', mediaType: 'image/png' })
    await maker.hears('This is a character card')
    await maker.presses('Import it')
    await maker.hears('is imported as a draft')
    await maker.hears(/Fans reach it with \/talk (?!nora)/)
    await maker.presses('Export')
    await maker.presses('Picture (PNG)')
    const sent = await telegram.until('a file', () =>
      maker.chat.fromBot.find(({ document }) => document)
    )
    assert.deepEqual(cardIn(telegram.files.contentOf(sent.document)), V2)

    maker.sendsFile({ as: 'document', bytes: card.slice(0, 900), name: 'cut.png' })
    await maker.hears('This file ends too early')
  }).timeout(TIMEOUT_MS)

  test('on Discord: the same, in modals', async ({ assert, cleanup }) => {
    const { discord } = await startSpeakingWorld(cleanup)
    const maker = discord.player('mara')
    const { dm } = maker
    await discord.until('commands', () => discord.world.commands.length > 0, 20_000)
    await maker.slash(dm, 'start').answer()
    const terms = await maker.slash(dm, 'create').answer()
    const opened = await maker.presses(terms, 'I accept: make me a creator').answers(2)
    const form = opened.find((message) => buttonLabels(message).includes('Open the form'))
    if (!form) throw new Error('No form was drawn')
    const first = maker.presses(form, 'Open the form')
    await first.modal()
    const between = await maker
      .submits(first, {
        name: 'Nora Lind',
        tagline: 'Keeps the lights',
        description: 'She watches the tide.',
        greeting: 'You are late.',
      })
      .answer()
    const second = maker.presses(between, buttonLabels(between)[0] ?? '')
    await second.modal()
    const made = maker.submits(second, { tags: 'sea', language: 'en' })
    const draft = await discord.until('a draft', () =>
      made.said().find((message) => buttonLabels(message).includes('Publish'))
    )
    await maker.presses(draft, 'Publish').answer()
    const published = await discord.heard(dm, (message) =>
      JSON.stringify([message.content, message.embeds]).includes('is published!')
    )
    assert.include(JSON.stringify(published), '/personas/nora-lind')

    maker.says(dm, '', { files: [{ filename: 'mira.png', bytes: card }] })
    const question = await discord.heard(dm, (message) =>
      buttonLabels(message).includes('Import it')
    )
    const imported = await maker.presses(question, 'Import it').answers(3)
    assert.include(JSON.stringify(imported.map(({ embeds }) => embeds)), V2_DATA.name)
    const asked = imported.find((message) => buttonLabels(message).includes('Export'))
    if (!asked) throw new Error('No draft was drawn')
    const formats = await maker.presses(asked, 'Export').answer()
    const file = await maker.presses(formats, 'Picture (PNG)').answer()
    assert.deepEqual(cardIn(file.attachments[0]?.bytes ?? new Uint8Array()), V2)
  }).timeout(TIMEOUT_MS)
})
