import { test } from '@japa/runner'
import { defineCommand } from '#app/bot_kit/command'
import type { Button, FormField } from '#app/bot_kit/reply'
import { pour, startHarness, type ScriptedRuntime } from '#bots/discord/tests/harness'

const command = (name: string, visibility: 'public' | 'private') =>
  defineCommand({
    name,
    description: 'test.description',
    options: {
      who: { kind: 'text', description: 'test.who', maxLength: 90, autocomplete: async () => [] },
    },
    guards: [],
    visibility,
    run: async () => [],
  })

const menu = [command('open', 'public'), command('secret', 'private')]

async function start() {
  const harness = await startHarness({}, (_discord, kit) => {
    kit.typable = menu
  })
  const { discord } = harness
  await discord.until('the commands', () => discord.world.commands.length === menu.length)
  const fan = discord.player('ada', { locale: 'es-ES' })
  return { ...harness, fan, channel: discord.channel(discord.guild()) }
}

/** A turn that waits to be let go on. */
function held(kit: ScriptedRuntime, then: Parameters<typeof assignTurn>[1]) {
  const gate = Promise.withResolvers<void>()
  assignTurn(kit, async (turn) => {
    await gate.promise
    await then(turn)
  })
  return gate
}

function assignTurn(kit: ScriptedRuntime, turn: ScriptedRuntime['turn']) {
  kit.turn = turn
}

const press = (label: string): Button => ({ label, invoke: { command: label } })

const fields = (count: number): FormField[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `f${index}`,
    label: `Field ${index}`,
    kind: 'line',
    required: index === 0,
    maxLength: 20,
  }))

test.group('Discord | interactions', () => {
  test('who has Manage Channels manages the room', async ({ assert, cleanup }) => {
    const { discord, runtime, channel, stop } = await start()
    cleanup(stop)
    for (const [permissions, may] of [
      [1n << 4n, true],
      [1n << 11n, false],
    ] as const) {
      const fan = discord.player('eve')
      fan.user.permissions = permissions
      const before = runtime.heard.length
      fan.slash(channel, 'open')
      const inbound = await discord.until('the command', () => runtime.heard[before])
      assert.equal(await inbound.place.mayManage?.(), may)
    }
  })

  test('a slow command is deferred and its answer filled in', async ({ assert, cleanup }) => {
    const { discord, runtime, fan, channel, stop } = await start()
    cleanup(stop)
    const gate = held(
      runtime,
      async ({ draw }) => void (await draw([{ kind: 'text', text: 'Done.' }]))
    )
    const use = fan.slash(channel, 'open')
    assert.equal(await use.acknowledged(), 5)
    gate.resolve()
    const answer = await use.answer()
    assert.equal(answer.content, 'Done.')
    assert.isUndefined(answer.ephemeralFor)
    assert.lengthOf(discord.saidIn(channel), 1)
  })

  test('what is private is deferred and answered in private', async ({ assert, cleanup }) => {
    const { runtime, fan, channel, stop } = await start()
    cleanup(stop)
    const gate = held(
      runtime,
      async ({ draw }) => void (await draw([{ kind: 'text', text: 'Psst.' }], { private: true }))
    )
    const use = fan.slash(channel, 'secret')
    await use.acknowledged()
    gate.resolve()
    const answer = await use.answer()
    assert.equal(answer.ephemeralFor, fan.user.id)
    assert.equal(answer.content, 'Psst.')
  })

  test('a private refusal after a public deferral stays private', async ({ assert, cleanup }) => {
    const { discord, runtime, fan, channel, stop } = await start()
    cleanup(stop)
    const gate = held(
      runtime,
      async ({ draw }) =>
        void (await draw([{ kind: 'text', text: 'Not yet.', tone: 'error' }], { private: true }))
    )
    const use = fan.slash(channel, 'open')
    await use.acknowledged()
    gate.resolve()
    const answer = await use.answer()
    assert.equal(answer.ephemeralFor, fan.user.id)
    assert.lengthOf([...channel.messages.values()], 1)
    assert.lengthOf(discord.saidIn(channel), 1)
  })

  test('several nodes are an answer and its follow-ups', async ({ assert, cleanup }) => {
    const { runtime, fan, channel, stop } = await start()
    cleanup(stop)
    runtime.turn = async ({ draw }) =>
      void (await draw([
        { kind: 'text', text: 'One' },
        { kind: 'text', text: 'Two' },
      ]))
    const use = fan.slash(channel, 'open')
    const said = await use.answers(2)
    assert.deepEqual(
      said.map((one) => one.content),
      ['One', 'Two']
    )
  })

  test('a turn that says nothing leaves nothing', async ({ assert, cleanup }) => {
    const { discord, runtime, fan, channel, stop } = await start()
    cleanup(stop)
    runtime.turn = async ({ surface }) => surface.acknowledge({ private: true })
    const use = fan.slash(channel, 'open')
    await use.acknowledged()
    await discord.until('nothing left', () => channel.messages.size === 0)
    assert.lengthOf(use.said(), 0)
  })

  test('a dropped redelivery is not answered', async ({ assert, cleanup }) => {
    const { discord, runtime, fan, channel, stop } = await start()
    cleanup(stop)
    const use = fan.slash(channel, 'open')
    await discord.until('it was heard', () => runtime.heard.length === 1)
    const next = fan.slash(channel, 'secret')
    runtime.turn = async ({ draw }) => void (await draw([{ kind: 'text', text: 'x' }]))
    await discord.until('both were heard', () => runtime.heard.length === 2)
    assert.isUndefined(use.record.answered)
    assert.isDefined(next)
  })

  test('an answer whose receipt was lost is not given twice', async ({ assert, cleanup }) => {
    const { discord, runtime, fan, channel, stop } = await start()
    cleanup(stop)
    discord.script({ path: /callback$/, status: 200, loseAnswer: true })
    runtime.turn = async ({ draw }) => void (await draw([{ kind: 'text', text: 'Once' }]))
    const use = fan.slash(channel, 'open')
    await discord.until('it was drawn', () => runtime.drawn.length === 1)
    assert.equal(runtime.drawn[0]?.outcome, 'drawn')
    assert.lengthOf(use.said(), 1)
  })

  test('an interaction that Discord has forgotten is gone', async ({ assert, cleanup }) => {
    const { discord, runtime, fan, channel, stop } = await start()
    cleanup(stop)
    discord.script({
      path: /callback$/,
      times: 9,
      status: 404,
      body: { code: 10062, message: 'Unknown interaction' },
    })
    runtime.turn = async ({ draw }) => void (await draw([{ kind: 'text', text: 'Late' }]))
    fan.slash(channel, 'open')
    await discord.until('it was tried', () => runtime.drawn.length === 1)
    assert.deepEqual(runtime.drawn[0], { outcome: 'undelivered', reason: 'gone' })
  })

  test('a press is a press, twice and by anyone', async ({ assert, cleanup }) => {
    const { discord, runtime, fan, channel, stop } = await start()
    cleanup(stop)
    runtime.turn = async ({ draw }) =>
      void (await draw([{ kind: 'choice', text: 'Which?', buttons: [press('Go')] }]))
    const message = await fan.slash(channel, 'open').answer()
    runtime.turn = async ({ draw }) =>
      void (await draw([{ kind: 'text', text: 'Went.' }], { private: true }))
    const [first, second] = [
      fan.presses(message, 'Go'),
      discord.player('bob').presses(message, 'Go'),
    ]
    assert.equal((await first.answer()).content, 'Went.')
    assert.equal((await second.answer()).ephemeralFor, second.record.userId)
    const presses = runtime.heard.slice(1)
    assert.deepEqual(
      presses.map((one) => one.event),
      [
        { kind: 'press', button: 'b0' },
        { kind: 'press', button: 'b0' },
      ]
    )
    assert.notEqual(presses[0]?.id, presses[1]?.id)
    assert.equal(presses[0]?.sender.locale, 'es-ES')
  })

  test('paging replaces the page, also after a deferral', async ({ assert, cleanup }) => {
    const { discord, runtime, fan, channel, stop } = await start()
    cleanup(stop)
    runtime.turn = async ({ draw }) =>
      void (await draw([{ kind: 'choice', text: 'Page 1', buttons: [press('Next')] }]))
    const message = await fan.slash(channel, 'open').answer()
    const next = async (text: string) =>
      discord.until(text, () => message.content === text && discord.saidIn(channel).length === 1)
    const page =
      (text: string): ScriptedRuntime['turn'] =>
      async ({ draw }) =>
        void (await draw([{ kind: 'choice', text, buttons: [press('Next')] }], { replaces: true }))
    runtime.turn = page('Page 2')
    fan.presses(message, 'Next')
    await next('Page 2')
    const gate = held(runtime, page('Page 3'))
    const slow = fan.presses(message, 'Next')
    assert.equal(await slow.acknowledged(), 6)
    gate.resolve()
    await next('Page 3')
  })

  test('an entry of a menu is a press', async ({ assert, cleanup }) => {
    const { runtime, fan, channel, stop } = await start()
    cleanup(stop)
    const items = ['Mira', 'Sol'].map((title) => ({ title, button: press('Talk') }))
    runtime.turn = async ({ draw }) =>
      void (await draw([{ kind: 'list', title: 'All', empty: '', items }]))
    const message = await fan.slash(channel, 'open').answer()
    runtime.turn = async ({ draw }) => void (await draw([{ kind: 'text', text: 'Hi' }]))
    await fan.picks(message, 'b1').answer()
    assert.deepEqual(runtime.heard[1]?.event, { kind: 'press', button: 'b1' })
    assert.equal(runtime.minted.get('b1')?.label, 'Talk')
  })

  test('a form opens as a modal and arrives filled', async ({ assert, cleanup }) => {
    const { discord, runtime, fan, channel, stop } = await start()
    cleanup(stop)
    const choices = [{ label: 'Kind', value: 'kind' }]
    const mood: FormField = {
      name: 'mood',
      label: 'Mood',
      kind: 'select',
      required: false,
      maxLength: 9,
      choices,
    }
    runtime.turn = async ({ draw }) =>
      void (await draw([
        {
          kind: 'form',
          title: 'New',
          fields: [...fields(2), mood],
          submit: press('Send'),
          cancelLabel: 'No',
        },
      ]))
    const card = await fan.slash(channel, 'open').answer()
    const opened = fan.presses(card, 'Abrir el formulario')
    await opened.modal()
    assert.lengthOf(runtime.heard, 1)
    runtime.turn = async ({ draw }) => void (await draw([{ kind: 'text', text: 'Saved' }]))
    const sent = fan.submits(opened, { f0: 'a', mood: 'kind' })
    assert.equal((await sent.answer()).content, 'Saved')
    assert.deepEqual(runtime.heard[1]?.event, {
      kind: 'form',
      button: 'b0',
      values: { f0: 'a', f1: '', mood: 'kind' },
    })
    const late = fan.presses(card, 'Abrir el formulario')
    assert.include(String((await late.answer()).embeds[0]?.description), 'ha caducado')
    assert.lengthOf(discord.saidIn(channel), 3)
  })

  test('a form of more than five fields takes several modals', async ({ assert, cleanup }) => {
    const { runtime, fan, channel, stop } = await start()
    cleanup(stop)
    runtime.turn = async ({ draw }) =>
      void (await draw([
        {
          kind: 'form',
          title: 'Long',
          fields: fields(7),
          submit: press('Send'),
          cancelLabel: 'No',
        },
      ]))
    const card = await fan.slash(channel, 'open').answer()
    const first = fan.presses(card, 'Abrir el formulario')
    await first.modal()
    const half = await fan.submits(first, { f0: 'a', f4: 'e' }).answer()
    assert.equal(half.ephemeralFor, fan.user.id)
    const second = fan.presses(half, 'Continuar (2/2)')
    await second.modal()
    runtime.turn = async ({ draw }) => void (await draw([{ kind: 'text', text: 'Saved' }]))
    await fan.submits(second, { f6: 'g' }).answer()
    const event = runtime.heard[1]?.event
    assert.deepEqual(event?.kind === 'form' && event.values, {
      ...{ f0: 'a', f1: '', f2: '', f3: '', f4: 'e', f5: '', f6: 'g' },
    })
  })

  test('options complete while they are typed', async ({ assert, cleanup }) => {
    const { runtime, fan, channel, stop } = await start()
    cleanup(stop)
    runtime.completions = async ({ typed, locale, option }) => [
      { name: `${option} ${typed} ${locale}`, value: 'v' },
      { name: 'x'.repeat(200), value: 'w' },
      { name: '', value: 'dropped' },
    ]
    const found = await fan.completes(channel, 'open', 'who', 'mi')
    assert.equal(found[0]?.name, 'who mi es-ES')
    assert.lengthOf(found[1]?.name ?? '', 100)
    assert.lengthOf(found, 2)
  })

  test('a stream in answer to a press shows that it is being made', async ({ assert, cleanup }) => {
    const { discord, runtime, fan, channel, stop } = await start()
    cleanup(stop)
    runtime.turn = async ({ draw }) =>
      void (await draw([{ kind: 'choice', text: 'Again?', buttons: [press('Again')] }]))
    const message = await fan.slash(channel, 'open').answer()
    const gate = Promise.withResolvers<void>()
    runtime.turn = async ({ surface, stream }) => {
      await surface.acknowledge({ private: false })
      async function* slowly() {
        await gate.promise
        yield* pour('Once ', 'more.')
      }
      await stream(slowly())
    }
    const use = fan.presses(message, 'Again')
    assert.equal(await use.acknowledged(), 5)
    gate.resolve()
    assert.equal((await use.answer()).content, 'Once more.')
    await discord.until('delivered', () => runtime.deliveries[0]?.outcome === 'delivered')
    assert.lengthOf(discord.saidIn(channel), 2)
  })
})
