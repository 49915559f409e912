import { test } from '@japa/runner'
import { paging, type Button, type FormField, type Reply } from '#app/bot_kit/reply'
import { buttonLabels, buttons, type WorldMessage } from '#tests/emulators/discord/index'
import { startHarness, type Harness } from '#bots/discord/tests/harness'

const press = (label: string, more: Partial<Button> = {}): Button => ({
  label,
  invoke: { command: label },
  ...more,
})

/** Draws in a direct message and gives what Discord then shows. */
async function shown({ discord, runtime }: Harness, reply: Reply): Promise<WorldMessage[]> {
  const fan = discord.player('ada')
  const drawn = Promise.withResolvers<void>()
  runtime.turn = async ({ draw }) => {
    try {
      await draw(reply)
      drawn.resolve()
    } catch (error) {
      drawn.reject(error)
    }
  }
  fan.says(fan.dm, 'draw')
  await drawn.promise
  return discord.saidIn(fan.dm)
}

const fields = (count: number): FormField[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `f${index}`,
    label: `Field ${index}`,
    kind: 'line',
    required: true,
    maxLength: 20,
  }))

test.group('Discord | renderer', (group) => {
  let harness: Harness
  group.setup(async () => {
    harness = await startHarness()
    return () => harness.stop()
  })

  test('text, plain and as an error', async ({ assert }) => {
    const [plain] = await shown(harness, [{ kind: 'text', text: 'Hi **you**' }])
    assert.equal(plain?.content, 'Hi **you**')
    const [error] = await shown(harness, [{ kind: 'text', text: 'No.', tone: 'error' }])
    assert.equal(error?.embeds[0]?.description, 'No.')
  })

  test('a long text in messages of at most 2000', async ({ assert }) => {
    const text = 'Words, words. '.repeat(500)
    const messages = await shown(harness, [{ kind: 'text', text }])
    assert.lengthOf(messages, 4)
    assert.equal(messages.map((one) => one.content).join(' '), text.trim())
  })

  test('emoji and right-to-left text arrive as they are', async ({ assert }) => {
    const text = 'שלום 👩‍👩‍👧‍👦 مرحبا \u202Bx\u202C'
    const [message] = await shown(harness, [{ kind: 'text', text }])
    assert.equal(message?.content, text)
  })

  test('a card with everything', async ({ assert }) => {
    const [message] = await shown(harness, [
      {
        kind: 'card',
        title: 'Mira',
        text: 'A pilot.',
        fields: [{ name: 'Price', value: '2 coins' }],
        imageUrl: '/mira.png',
        footer: 'AI',
        buttons: [press('Talk', { style: 'primary' }), { label: 'Site', url: '/p/mira' }],
      },
    ])
    const embed = message?.embeds[0]
    assert.equal(embed?.title, 'Mira')
    assert.equal(embed?.description, 'A pilot.')
    assert.deepEqual(embed?.fields, [{ name: 'Price', value: '2 coins', inline: true }])
    assert.deepEqual(embed?.thumbnail, { url: 'https://greenroom.example.com/mira.png' })
    assert.deepEqual(embed?.footer, { text: 'AI' })
    assert.deepEqual(message && buttons(message).map((one) => one.url), [
      undefined,
      'https://greenroom.example.com/p/mira',
    ])
  })

  test('a card larger than Discord takes is cut, not refused', async ({ assert }) => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      name: `n${index}`,
      value: 'v'.repeat(900),
    }))
    const [message] = await shown(harness, [
      {
        kind: 'card',
        title: 't'.repeat(500),
        text: 'x'.repeat(9000),
        fields: many,
        footer: 'f'.repeat(3000),
      },
    ])
    assert.equal(message?.embeds.length, 1)
  })

  test('a list with a menu for its entries and paging', async ({ assert }) => {
    const [message] = await shown(harness, [
      {
        kind: 'list',
        title: 'Personas',
        empty: 'None.',
        items: [
          { title: 'Mira', text: 'A *pilot*', button: press('Talk') },
          { title: 'Sol_', text: 'A cook', button: press('Talk') },
        ],
        paging: paging(
          { page: 2, pages: 3 },
          { previous: 'Back', next: 'More' },
          { command: 'personas' }
        ),
        buttons: [press('Help')],
      },
    ])
    assert.equal(message?.embeds[0]?.description, '**Mira**\nA *pilot*\n\n**Sol\\_**\nA cook')
    assert.deepEqual(message?.embeds[0]?.footer, { text: 'Page 2 of 3' })
    assert.deepEqual(message && buttonLabels(message), ['Back', 'More', 'Help'])
    const options = JSON.stringify(message?.components[0])
    assert.include(options, '"label":"Mira"')
    assert.include(options, '"description":"A pilot"')
  })

  test('an empty list says so', async ({ assert }) => {
    const [message] = await shown(harness, [
      { kind: 'list', title: 'Personas', empty: 'Nobody yet.', items: [] },
    ])
    assert.equal(message?.embeds[0]?.description, 'Nobody yet.')
  })

  test('a choice, also of more buttons than one message holds', async ({ assert }) => {
    const [message] = await shown(harness, [
      { kind: 'choice', text: 'Which?', buttons: [press('A'), press('B', { style: 'danger' })] },
    ])
    assert.equal(message?.content, 'Which?')
    assert.deepEqual(message && buttons(message).map((one) => one.style), [2, 4])
    const many = Array.from({ length: 27 }, (_, index) => press(`B${index}`))
    const messages = await shown(harness, [{ kind: 'choice', text: 'Which?', buttons: many }])
    assert.deepEqual(
      messages.flatMap(buttonLabels),
      many.map((one) => one.label)
    )
  })

  test('a link without a public address becomes text', async ({ assert }) => {
    const local = await startHarness({ appUrl: 'http://localhost:3333' })
    const [message] = await shown(local, [
      { kind: 'choice', text: 'Buy here', buttons: [{ label: 'Shop', url: '/shop' }] },
    ]).finally(() => local.stop())
    assert.equal(message?.content, 'Buy here\n\nShop: http://localhost:3333/shop')
    assert.deepEqual(message?.components, [])
  })

  test('a form as a card that names its fields', async ({ assert }) => {
    const [message] = await shown(harness, [
      {
        kind: 'form',
        title: 'Sign up',
        fields: fields(2),
        submit: press('Send'),
        cancelLabel: 'Not now',
      },
    ])
    assert.deepEqual(message && buttonLabels(message), ['Open the form'])
    assert.include(String(message?.embeds[0]?.description), '**Field 1**')
  })

  test('a quote with its buttons', async ({ assert }) => {
    const [message] = await shown(harness, [
      { kind: 'quote', text: '2 coins', price: 2000n, accept: press('Yes'), decline: press('No') },
    ])
    assert.equal(message?.embeds[0]?.description, '2 coins')
    assert.deepEqual(message && buttonLabels(message), ['Yes', 'No'])
  })

  test('an image, and one that nobody can reach', async ({ assert }) => {
    const [message] = await shown(harness, [
      { kind: 'image', source: '/x.png', alt: 'A ship', caption: 'The ship' },
    ])
    assert.deepEqual(message?.embeds[0]?.image, { url: 'https://greenroom.example.com/x.png' })
    assert.equal(message?.embeds[0]?.description, 'The ship')
    const local = await startHarness({ appUrl: 'http://127.0.0.1:1' })
    const [words] = await shown(local, [
      { kind: 'image', source: '/x.png', alt: 'A ship' },
    ]).finally(() => local.stop())
    assert.equal(words?.embeds[0]?.description, 'A ship')
  })

  test('a file', async ({ assert }) => {
    const content = new TextEncoder().encode('a,b\n1,2\n')
    const [message] = await shown(harness, [
      { kind: 'file', name: 'coins.csv', mediaType: 'text/csv', content, caption: 'Your coins' },
    ])
    assert.equal(message?.content, 'Your coins')
    assert.equal(message?.attachments[0]?.filename, 'coins.csv')
    assert.deepEqual(message?.attachments[0]?.bytes, content)
  })

  test('a way to pay: the button of Discord’s own shop, a link, and where Stars are paid', async ({
    assert,
  }) => {
    const sku = harness.discord.store.addSku({ name: '100 coins' })
    const node = { kind: 'pay', title: 'Starter', text: '100 coins for $0.99' } as const
    const [bought] = await shown(harness, [
      { ...node, way: { kind: 'sku', skuId: sku.id }, buttons: [press('Other packs')] },
    ])
    assert.equal(bought?.embeds[0]?.title, 'Starter')
    const [premium, other] = bought ? buttons(bought) : []
    assert.deepEqual(premium, { type: 2, style: 6, sku_id: sku.id })
    assert.equal(other?.label, 'Other packs')

    const url = 'https://pay.example.com/session'
    const [linked] = await shown(harness, [{ ...node, way: { kind: 'link', label: 'Pay', url } }])
    assert.deepEqual(linked ? buttons(linked) : [], [{ type: 2, style: 5, label: 'Pay', url }])

    const way = { kind: 'stars', stars: 75, payload: 'an-order' } as const
    const [starred] = await shown(harness, [{ ...node, way }])
    assert.isEmpty(starred ? buttons(starred) : [])
    assert.include(String(starred?.embeds[0]?.description), 'Telegram Stars')
  })

  test('nobody is pinged by what is drawn', async ({ assert }) => {
    await shown(harness, [{ kind: 'text', text: '@everyone hello' }])
    const call = harness.discord.callsTo('POST', /messages$/).at(-1)
    assert.deepEqual(call?.body.allowed_mentions, { parse: [], replied_user: false })
  })
})
