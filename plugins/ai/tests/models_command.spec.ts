import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import type { CommandContext } from '#app/bot_kit/command'
import type { ListNode } from '#app/bot_kit/reply'
import { conversation } from '#app/bot_kit/testing/conversation'
import { Wording } from '#app/bot_kit/wording'
import type { Person } from '#app/identity/types'
import { Ai } from '#plugins/ai/ai'
import { modelsCommand } from '#plugins/ai/bot/models_command'
import { DemoProvider } from '#plugins/ai/providers/demo_provider'
import { PATIENT } from '#plugins/ai/tests/support/talk'

const ANA: Person = {
  id: 'ana',
  displayName: 'Ana',
  locale: null,
  roles: ['fan'],
  adult: true,
  bannedAt: null,
}

/** `/models` as someone with a wallet sees it; a guest has none. */
async function models(options: { wallet: bigint | null; locale?: string; demo?: boolean }) {
  const words = new Wording(await app.container.make('i18n')).in(options.locale ?? 'en')
  const ai = new Ai({
    settings: { ...PATIENT, connection: null },
    provider: new DemoProvider({ pause: 0, words: () => words.t }),
    demo: options.demo ?? false,
    onUsage: () => undefined,
  })
  const command = modelsCommand({ ai, balanceOf: async () => options.wallet ?? 0n })
  const context = {
    ...words,
    options: {},
    frontend: 'telegram',
    place: { kind: 'direct', id: '1' },
    turnKey: 'turn',
    account: {
      id: 'account',
      platform: 'telegram',
      platformId: '1',
      displayName: 'Ana',
      locale: null,
      personId: options.wallet === null ? null : ANA.id,
    },
    person: options.wallet === null ? null : ANA,
    signal: new AbortController().signal,
    stopRunningTurn: async () => false,
    openLink: async () => null,
    goOn: async () => [],
  } satisfies CommandContext<Record<never, never>>
  const [node] = await command.run(context)
  if (node?.kind !== 'list') throw new Error('Not a list')
  return { command, node }
}

const titles = (node: ListNode) => node.items.map((item) => item.title)

test.group('/models', () => {
  test('is private and open to everyone', async ({ assert }) => {
    const { command } = await models({ wallet: null })

    assert.containSubset(command, { name: 'models', visibility: 'private', guards: [] })
  })

  test('shows every model with its price in coins and in money', async ({ assert }) => {
    const { node } = await models({ wallet: 50_000n })

    assert.deepEqual(titles(node), [
      'Spark · 0.5 coins a reply ($0.005)',
      'Breeze · 0.5 coins a reply ($0.005)',
      'Canvas · 1 coin a reply ($0.01)',
      'Journal · 1.5 coins a reply ($0.015)',
      '★ Standard · 2 coins a reply ($0.02)',
      'Saga · 2 coins a reply ($0.02)',
    ])
    assert.isTrue(node.items.every((item) => (item.text?.length ?? 0) > 30))
  })

  test('tells a rich person how far the wallet goes, with a button for each model', async ({
    assert,
  }) => {
    const { node } = await models({ wallet: 50_000n })

    assert.include(node.items[0]?.text, 'You can afford 100 replies.')
    assert.include(node.items[4]?.text, 'You can afford 25 replies.')
    assert.deepEqual(
      node.items.map((item) => item.button),
      ['spark', 'breeze', 'canvas', 'journal', 'standard', 'saga'].map((name, index) => ({
        label: `Use ${['Spark', 'Breeze', 'Canvas', 'Journal', 'Standard', 'Saga'][index]}`,
        invoke: { command: 'model', options: { name } },
      }))
    )
    assert.equal(
      node.footer,
      'You have 50 coins.\n★ Standard suits you best right now. Press a button to switch.'
    )
  })

  test('tells a poor person what is missing, and recommends what is in reach', async ({
    assert,
  }) => {
    const { node } = await models({ wallet: 1_200n })

    assert.include(node.items[0]?.text, 'You can afford 2 replies.')
    assert.include(node.items[2]?.text, 'You can afford 1 reply.')
    assert.include(node.items[3]?.text, 'You need 0.3 coins more for a reply.')
    assert.include(titles(node)[0], '★ Spark')
    assert.include(node.footer, 'Spark suits you best')
  })

  test('tells a person without coins how to go on', async ({ assert }) => {
    const { node } = await models({ wallet: 0n })

    assert.include(node.footer, '/buy')
    assert.include(node.items[0]?.text, 'You need 0.5 coins more')
  })

  test('invites a guest, who has nothing to choose yet', async ({ assert }) => {
    const { node } = await models({ wallet: null })

    assert.isTrue(node.items.every((item) => item.button === undefined))
    assert.include(titles(node)[4], '★ Standard')
    assert.include(node.footer, '/start')
    assert.notInclude(node.items[0]?.text, 'afford')
  })

  test('says so when no server is connected', async ({ assert }) => {
    assert.include((await models({ wallet: 0n, demo: true })).node.footer, 'This is a demo')
    assert.notInclude((await models({ wallet: 0n, demo: false })).node.footer, 'demo')
  })

  test('speaks Spanish', async ({ assert }) => {
    const { node } = await models({ wallet: 1_500n, locale: 'es', demo: true })

    assert.include(titles(node)[3], 'Journal · 1,5 monedas por respuesta')
    assert.include(node.items[0]?.text, 'Te alcanza para 3 respuestas.')
    assert.include(node.items[4]?.text, 'Te faltan 0,5 monedas')
    assert.include(node.footer, 'Esto es una demo')
  })
})

test.group('/models in a conversation', () => {
  test('a guest and a fan get it in private, a fan with buttons', async ({ assert }) => {
    const fan = await conversation.fan()
    const [seen] = await fan.says('/models')
    assert.isTrue(seen && 'drawing' in seen && seen.drawing.private)
    assert.include(fan.lastText(), 'Join with /start')
    assert.isUndefined(fan.buttonId('Use Spark'))

    const identity = await app.container.make('identity')
    const { person } = await identity.join((await fan.identified()).account.id)
    const registry = await app.container.make('plugins')
    await registry.use('ledger').grantWelcome(person.id)
    await fan.says('/models')

    assert.include(fan.lastText(), 'You have 50 coins.')
    assert.include(fan.lastText(), 'This is a demo', 'tests connect no server')
    assert.isDefined(fan.buttonId('Use Spark'))
  })
})
