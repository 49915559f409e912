import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import type { AnyBotCommand } from '#app/bot_kit/command'
import type { FormField, FormNode } from '#app/bot_kit/reply'
import { startHarness } from '#bots/discord/tests/harness'
import { buttonLabels } from '#tests/emulators/discord/index'
import { modalInputs } from '#tests/emulators/discord/validate_modal'

const line = (name: string, more: Partial<FormField> = {}): FormField => ({
  name,
  label: `The ${name}`,
  kind: 'line',
  required: false,
  maxLength: 20,
  ...more,
})
const moods = ['kind', 'grim'].map((value) => ({ label: value.toUpperCase(), value }))

/** Ten fields of every kind, as a guided form asks them. */
const form: FormNode = {
  kind: 'form',
  title: 'A persona',
  fields: [
    line('name', { required: true }),
    line('tagline'),
    line('scenario', { kind: 'paragraph', maxLength: 4_000 }),
    line('mood', { kind: 'select', choices: moods }),
    line('topics'),
    line('warmth'),
    line('humour', { value: '50' }),
    line('language', { kind: 'select', choices: moods, value: 'grim' }),
    line('greeting', { kind: 'paragraph' }),
    line('nevers'),
  ],
  submit: { label: 'Make', invoke: { command: 'make' } },
  cancelLabel: 'No',
}

const command: AnyBotCommand = {
  name: 'create',
  description: 'test.create',
  options: {},
  guards: [],
  visibility: 'private',
  run: async () => [],
}

async function start() {
  const harness = await startHarness({}, (_discord, runtime) => {
    runtime.typable = [command]
    runtime.turn = async ({ inbound, draw }) => {
      const filled = inbound.event.kind === 'form'
      await draw([filled ? { kind: 'text', text: 'Made' } : form], { private: true })
    }
  })
  const { discord, runtime } = harness
  const fan = discord.player('ada')
  await discord.until('the command', () => discord.world.commands.length === 1)
  const card = await fan.slash(fan.dm, 'create').answer()
  const filled = () => runtime.heard.flatMap(({ event }) => (event.kind === 'form' ? [event] : []))
  const prefilled = async (shown: ReturnType<typeof fan.presses>) =>
    modalInputs(await shown.modal()).map((input) => input.value ?? null)
  return { ...harness, fan, card, filled, prefilled }
}

test.group('Discord | long forms', () => {
  test('are two modals, and one can go back', async ({ assert, cleanup }) => {
    const { fan, card, filled, prefilled, stop } = await start()
    cleanup(stop)
    assert.deepEqual(buttonLabels(card), ['Open the form'])
    const first = fan.presses(card, 'Open the form')
    assert.deepEqual(await prefilled(first), [null, null, null, null, null])
    const half = await fan.submits(first, { name: 'Mira', mood: 'kind' }).answer()
    assert.deepEqual(buttonLabels(half), ['Continue (2/2)', 'Back (1/2)'])

    const back = fan.presses(half, 'Back (1/2)')
    assert.equal((await prefilled(back))[0], 'Mira')
    const again = await fan.submits(back, { name: 'Mirabel', mood: 'kind' }).answer()
    const second = fan.presses(again, 'Continue (2/2)')
    assert.deepEqual(await prefilled(second), [null, '50', null, null, null])
    const end = fan.submits(second, { humour: '70', language: 'kind', greeting: 'Ahoy' })
    assert.equal((await end.answer()).content, 'Made')
    assert.lengthOf(filled(), 1)
    assert.deepInclude(filled()[0]?.values, {
      ...{ name: 'Mirabel', tagline: '', mood: 'kind' },
      ...{ humour: '70', language: 'kind', greeting: 'Ahoy' },
    })
  })

  test('survive a restart between their modals', async ({ assert, cleanup }) => {
    const { bot, fan, card, filled, stop } = await start()
    cleanup(stop)
    const first = fan.presses(card, 'Open the form')
    await first.modal()
    const half = await fan.submits(first, { name: 'Mira' }).answer()
    await bot.stop()
    await bot.start()
    const second = fan.presses(half, 'Continue (2/2)')
    await second.modal()
    assert.equal((await fan.submits(second, { greeting: 'Ahoy' }).answer()).content, 'Made')
    assert.deepInclude(filled()[0]?.values, { name: 'Mira', greeting: 'Ahoy' })
  })

  test('a modal that is sent twice does not skip the next', async ({ assert, cleanup }) => {
    const { fan, card, filled, stop } = await start()
    cleanup(stop)
    const first = fan.presses(card, 'Open the form')
    const twin = fan.presses(card, 'Open the form')
    await first.modal()
    await twin.modal()
    await fan.submits(first, { name: 'Mira' }).answer()
    const half = await fan.submits(twin, { name: 'Mirabel' }).answer()
    assert.include(buttonLabels(half), 'Continue (2/2)')
    assert.isEmpty(filled())
  })

  test('one that has run out gives back what was written', async ({ assert, cleanup }) => {
    const { fan, card, filled, stop } = await start()
    cleanup(stop)
    const first = fan.presses(card, 'Open the form')
    await first.modal()
    await db.rawQuery(`update bot_forms set expires_at = now() where platform_id = ?`, [
      fan.user.id,
    ])
    const answer = await fan.submits(first, { name: 'Mira', scenario: 'A long story' }).answer()
    const words = String(answer.embeds[0]?.description)
    assert.include(words, 'run out')
    assert.include(words, 'A long story')
    assert.equal(answer.ephemeralFor, fan.user.id)
    assert.isEmpty(filled())
  })

  test('nobody fills the form of somebody else', async ({ assert, cleanup }) => {
    const { discord, fan, card, stop } = await start()
    cleanup(stop)
    const other = discord.player('bob')
    const press = other.presses(card, 'Open the form')
    assert.include(String((await press.answer()).embeds[0]?.description), 'run out')
    const own = fan.presses(card, 'Open the form')
    assert.isDefined(await own.modal())
  })
})
