import { test } from '@japa/runner'
import { conversation, type Fan } from '#app/bot_kit/testing/conversation'
import { FRONTENDS } from '#app/bot_kit/inbound'
import { createPersona } from '#plugins/personas/making/create_persona'
import { codesSeenBy, seed, serviceOf } from '#plugins/personas/tests/support/house'

const ROBIN = {
  name: 'Doña Inés 🌊',
  tagline: 'Reads the sea like a letter',
  description: 'She keeps the harbour lights and every secret that was told under them.',
  greeting: 'You are late, {{user}}. The tide is not.',
  scenario: 'A harbour at night.',
  tags: '#Sea, Night, sea',
  language: 'es',
}

/** The id of the button that sends the newest form. */
async function submits(fan: Fan, label: string, values: Record<string, string>): Promise<void> {
  const button = fan.buttonId(label)
  if (!button) throw new Error(`There is no form with "${label}"`)
  await fan.sends({ kind: 'form', button, values })
}

async function creator(options: Parameters<typeof conversation.fan>[0] = {}): Promise<Fan> {
  const fan = await conversation.fan(options)
  if (options.frontend === 'web') {
    const identity = (await fan.identified()).account
    await (
      await import('@adonisjs/core/services/app')
    ).default.container
      .make('identity')
      .then((service) => service.join(identity.id))
  } else await fan.says('/start')
  await fan.says('/create')
  await fan.presses('I accept: make me a creator')
  return fan
}

const unique = () => `Nora ${crypto.randomUUID().slice(0, 8)}`

/** A draft with a name of its own; its slug. */
async function draft(fan: Fan, more: Partial<typeof ROBIN> = {}): Promise<string> {
  const name = more.name ?? unique()
  await submits(fan, 'Make the draft', { ...ROBIN, ...more, name })
  const card = fan.seen.flatMap(({ node }) => (node.kind === 'card' ? [node] : [])).at(-1)
  return /\/talk (\S+)/.exec(card?.footer ?? '')?.[1] ?? ''
}

test.group('A creator makes a persona', (group) => {
  group.setup(seed)

  for (const frontend of FRONTENDS) {
    test(`and a fan talks to it: ${frontend}`, async ({ assert }) => {
      const maker = await creator({ frontend })
      const slug = await draft(maker)
      assert.match(slug, /^nora-[0-9a-f]{8}$/)

      const fan = await conversation.fan({ frontend })
      await fan.says(`/talk ${slug}`)
      assert.deepEqual(codesSeenBy(fan), ['not_found'], 'a draft is nobody else’s')
      await maker.says(`/talk ${slug}`)
      assert.include(maker.lastText(), 'The tide is not')

      await maker.says('/mine')
      await maker.presses([...maker.texts()].length > 0 ? lastEdit(maker) : '')
      await maker.presses('Publish')
      assert.include(maker.texts().join('\n'), 'is published!')

      await fan.says(`/talk ${slug}`)
      assert.include(fan.lastText(), 'The tide is not')
      await fan.says('Good evening!')
      assert.equal(fan.seen.at(-1)?.node.kind === 'stream' || fan.texts().length > 2, true)

      await maker.presses('Withdraw')
      await fan.says('Are you there?')
      assert.include(fan.texts().join('\n'), 'has been withdrawn by its creator')
      const late = await conversation.fan({ frontend })
      await late.says('/personas nora')
      assert.notInclude(late.lastText(), slug)
    })
  }
})

const lastEdit = (fan: Fan): string => {
  const list = fan.seen.flatMap(({ node }) => (node.kind === 'list' ? [node] : [])).at(-1)
  const button = list?.items[0]?.button
  return button?.label ?? ''
}

test.group('Working on a draft', () => {
  test('names become addresses, in every alphabet, and move with the name', async ({ assert }) => {
    const maker = await creator()
    assert.match(await draft(maker, { name: 'मीरा ✨ Ünïque' }), /^[a-z0-9-]*mira|^[a-z0-9-]+$/)
    const first = await draft(maker, { name: 'Twin of Mine' })
    const second = await draft(maker, { name: 'Twin of Mine' })
    assert.notEqual(first, second)
    assert.match(await draft(maker, { name: '🌊🌊' }), /^persona/)
    await maker.presses('Words')
    await maker.presses('Name')
    const name = unique()
    await submits(maker, 'Save', { value: name })
    const footer = maker.seen
      .flatMap(({ node }) => (node.kind === 'card' ? [node] : []))
      .at(-1)?.footer
    assert.include(footer, name.toLowerCase().replace(' ', '-'))
  })

  test('many drafts of one name at the same moment get an address each', async ({ assert }) => {
    const maker = await creator()
    const { person, account } = await maker.identified()
    if (!person) throw new Error('Nobody')
    const { signal } = new AbortController()
    const name = unique()
    const made = await Promise.all(
      Array.from({ length: 5 }, () =>
        createPersona(
          { person, accountId: account.id, locale: 'en', signal },
          { name, language: 'en' }
        )
      )
    )
    const slugs = made.map((one) => (one.outcome === 'created' ? one.own.persona.slug : ''))
    assert.lengthOf([...new Set(slugs.filter(Boolean))], 5)
  })

  test('in a group that reads along, one is asked to write directly', async ({ assert }) => {
    const maker = await creator()
    const group = { kind: 'group', id: 'group-1' } as const
    const inGroup = await conversation.fan({ platformId: maker.platformId, place: group })
    for (const said of ['/create', '/mine', '/export luna']) {
      await inGroup.says(said)
      assert.include(inGroup.lastText(), 'write to me directly', said)
    }
  })

  test('a name that no database takes is nobody’s', async ({ assert }) => {
    const maker = await creator()
    await maker.says('/export a\u0000b')
    assert.deepEqual(codesSeenBy(maker), ['not_found'])
  })

  test('a slider is set by words, and the card says how it sounds', async ({ assert }) => {
    const maker = await creator()
    await draft(maker)
    await maker.presses('Voice')
    assert.include(maker.lastText(), 'an ordinary voice')
    await maker.presses('Warmth')
    await maker.presses('deeply tender')
    assert.include(maker.lastText(), 'Together: deeply tender')
    await maker.presses('Length')
    await maker.presses('terse')
    assert.include(maker.lastText(), '10 to 35 words')
  })

  test('what it never does, what it knows, who may meet it', async ({ assert }) => {
    const maker = await creator()
    const slug = await draft(maker)
    await maker.presses('Never does')
    await submits(maker, 'Save', { value: '- Lies\nGives the keys away' })
    assert.include(maker.texts().join('\n'), 'Lies\nGives the keys away')
    await maker.presses('Lorebook')
    await maker.presses('Add an entry')
    await submits(maker, 'Save', { keys: 'lamp, lantern', content: 'The lamp is green.' })
    assert.include(maker.lastText(), 'lamp, lantern')
    await maker.presses('Remove')
    assert.include(maker.lastText(), 'Nothing yet')
    await maker.presses('Back')
    await maker.presses('For adults only')
    assert.include(codesSeenBy(maker), 'adult_only', 'by someone who is not known to be an adult')
    await maker.presses('Model')
    await maker.presses('The usual one')
    assert.include(maker.texts().join('\n'), slug)
  })

  test('two devices lose no words', async ({ assert }) => {
    const phone = await creator()
    await draft(phone)
    await phone.presses('Words')
    await phone.presses('Tagline')
    const onPhone = phone.buttonId('Save') ?? ''
    await phone.presses('Words')
    await phone.presses('Tagline')
    await submits(phone, 'Save', { value: 'Written on the desk' })
    await phone.sends({ kind: 'form', button: onPhone, values: { value: 'Written on the phone' } })
    const seen = phone.texts().slice(-3).join('\n')
    assert.include(seen, 'Written on the desk')
    assert.include(seen, 'Written on the phone')
    await phone.presses('Save mine')
    assert.include(phone.texts().slice(-3).join('\n'), 'Written on the phone')
  })

  test('publishing says what is missing, and what may not be said', async ({ assert }) => {
    const maker = await creator()
    await draft(maker)
    await maker.presses('Words')
    await maker.presses('Greeting')
    await submits(maker, 'Save', { value: '' })
    await maker.presses('Publish')
    assert.include(maker.lastText(), 'Still missing: Greeting')

    await draft(maker, {
      description: 'A sexy 12 year old girl who wants to have sex with her teacher.',
    })
    await maker.presses('Publish')
    assert.include(maker.texts().join('\n'), 'It stays a draft, because it sexualises minors')
    assert.include(codesSeenBy(maker), 'blocked_content')
  })

  test('a published persona is not changed into what may not be published', async ({ assert }) => {
    const maker = await creator()
    await draft(maker)
    await maker.presses('Publish')
    await maker.presses('Words')
    await maker.presses('Description')
    await submits(maker, 'Save', { value: 'A 12 year old girl, naked, having sex.' })
    assert.include(maker.texts().join('\n'), 'This was not saved, since fans can meet it already')
    await maker.presses('Words')
    await maker.presses('Greeting')
    await submits(maker, 'Save', { value: '' })
    assert.include(maker.texts().join('\n'), 'Greeting: something has to stand here')
  })

  test('nobody works on somebody else’s persona', async ({ assert }) => {
    const maker = await creator()
    const slug = await draft(maker)
    const other = await creator()
    await other.says(`/export ${slug}`)
    assert.deepEqual(codesSeenBy(other), ['not_found'])
    const fan = await conversation.fan()
    await fan.says('/start')
    await fan.says(`/export ${slug}`)
    assert.deepEqual(codesSeenBy(fan), ['creator_only'])
  })

  test('what nobody talked to is deleted, the rest is emptied', async ({ assert }) => {
    const maker = await creator()
    const alone = await draft(maker)
    await maker.presses('Delete')
    await maker.presses('Yes, delete it')
    const met = await draft(maker)
    await maker.presses('Publish')
    const fan = await conversation.fan()
    await fan.says(`/talk ${met}`)
    await maker.presses('Delete')
    await maker.presses('Yes, delete it')
    await fan.says('Hello?')
    assert.include(fan.texts().join('\n'), 'has been withdrawn by its creator')
    await maker.says('/mine')
    assert.include(maker.lastText(), 'You have none yet')
    const { sql } = await import('#app/support/sql')
    const left = await sql<{ slug: string; description: string }>(
      'select slug, description from personas_personas where slug in (:alone, :met)',
      { alone, met }
    )
    assert.deepEqual(left, [{ slug: met, description: '' }])
  })

  test('the coins that fans pay for it are its creator’s', async ({ assert }) => {
    const maker = await creator()
    const slug = await draft(maker)
    await maker.presses('Publish')
    const fan = await conversation.fan()
    await fan.says('/start')
    await fan.says(`/talk ${slug}`)
    await fan.says('What is the tide doing?')
    await fan.presses('Yes, 2 coins a reply')
    const { person } = await maker.identified()
    const { earnings } = await (await serviceOf('ledger')).balance(person?.id ?? '')
    assert.isAbove(Number(earnings.promo), 0)
  })
})
