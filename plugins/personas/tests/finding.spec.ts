import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { conversation } from '#app/bot_kit/testing/conversation'
import { codesSeenBy, seed } from '#plugins/personas/tests/support/house'
import { findPersona } from '#plugins/personas/queries/find_persona'
import { listPersonas, listTags, type PersonaSearch } from '#plugins/personas/queries/list_personas'
import { sql } from '#app/support/sql'
import { luna } from '#plugins/personas/demo/luna'
import { writePersona } from '#plugins/personas/demo/seed'

test.group('Finding a persona', (group) => {
  group.setup(seed)

  test('by slug, name, a piece of it, without accents, or with a slip: {0}')
    .with([
      ['luna', 'luna'],
      ['  LUNA ', 'luna'],
      ['captain juno harrow', 'juno'],
      ['harrow', 'juno'],
      ['Dona Remedios', 'remedios'],
      ['DOÑA', 'remedios'],
      ['lnua', 'luna'],
      ['inspecter quill', 'quill'],
      ['remedio', 'remedios'],
      ['BOLT-7', 'bolt'],
    ] as const)
    .run(async ({ assert }, [meant, slug]) => {
      assert.equal((await findPersona(meant))?.slug, slug)
    })

  test('what fits nobody finds nobody: {$self}')
    .with(['', '   ', '%', '_____', 'zzzzzz', '😀', "'; drop table personas_personas; --"])
    .run(async ({ assert }, meant) => {
      assert.isNull(await findPersona(meant))
    })

  test('/personas pages, searches by tag and words, and knows when nobody fits', async ({
    assert,
  }) => {
    const fan = await conversation.fan()
    await fan.says('/personas #mystery')
    assert.include(fan.lastText(), 'Inspector Quill')
    assert.notInclude(fan.lastText(), 'BOLT-7')
    await fan.says('/personas storms')
    assert.include(fan.lastText(), 'Captain Juno')
    await fan.says('/personas inspecter quil')
    assert.include(fan.lastText(), 'Inspector Quill')
    await fan.says('/personas xyzzy')
    assert.include(fan.lastText(), 'Nobody fits “xyzzy”')
    const first = await listPersonas({ adult: false, page: 1, pageSize: 2 })
    const second = await listPersonas({ adult: false, page: 2, pageSize: 2 })
    const beyond = await listPersonas({ adult: false, page: 999, pageSize: 2 })
    assert.lengthOf(first.personas, 2)
    assert.notEqual(first.personas[0]?.slug, second.personas[0]?.slug)
    assert.equal(beyond.page, beyond.pages)
    const talks = [...first.personas, ...second.personas].map((persona) => persona.talks)
    assert.deepEqual(
      talks,
      talks.toSorted((a, b) => b - a)
    )
  })

  test('a button of the list begins the talk', async ({ assert }) => {
    const fan = await conversation.fan()
    await fan.says('/personas')
    await fan.presses('Talk to Rowan')
    assert.include(fan.lastText(), 'No pep talk, promise')
  })

  test('the list offers the newest and the tags that most have', async ({ assert }) => {
    const fan = await conversation.fan()
    await fan.says('/personas')
    await fan.presses('Newest first')
    assert.include(fan.lastText(), 'Luna')
    await fan.says('/personas')
    const node = fan.seen.at(-1)?.node
    const tags = node?.kind === 'list' ? (node.buttons ?? []).slice(1) : []
    assert.isNotEmpty(tags)
    const tag = tags[0]?.label ?? ''
    await fan.presses(tag)
    assert.include(fan.lastText(), tag)
    await fan.says('/personas #mystery')
    assert.include(fan.lastText(), 'Inspector Quill')
    assert.notInclude(fan.lastText(), 'Luna')
  })

  test('/talk to nobody known says so and shows who there is', async ({ assert }) => {
    const fan = await conversation.fan()
    await fan.says('/talk Xenophon')
    assert.deepEqual(codesSeenBy(fan), ['not_found'])
    assert.include(fan.lastText(), 'Luna')
    await fan.says('/talk')
    assert.include(fan.lastText(), 'Whom would you like to talk to?')
  })

  test('names, tags and models are completed while one types', async ({ assert }) => {
    const { runtime } = (await app.container.make('bots')).context
    const complete = (command: string, option: string, typed: string) =>
      runtime.complete({ frontend: 'discord', command, option, typed })
    assert.deepEqual(await complete('talk', 'name', 'qui'), [
      { name: 'Inspector Quill', value: 'quill' },
    ])
    assert.deepInclude(await complete('personas', 'search', 'mys'), {
      name: '#mystery',
      value: '#mystery',
    })
    assert.deepInclude(await complete('model', 'name', 'spa'), {
      name: 'Spark (0.5)',
      value: 'spark',
    })
  })

  test('personas for adults stay among adults', async ({ assert }) => {
    const slug = `velvet-${crypto.randomUUID().slice(0, 8)}`
    await writePersona({ ...luna, slug, name: `Velvet ${slug}`, adult: true }, null)
    const fan = await conversation.fan()
    await fan.says(`/talk ${slug}`)
    assert.deepEqual(codesSeenBy(fan), ['adult_only'])
    await fan.says(`/personas ${slug}`)
    assert.notInclude(fan.lastText(), `Velvet ${slug} `)
    await fan.says(`/start ${slug}`)
    assert.notInclude(fan.lastText(), 'you found the path')
  })

  test('seeding again changes nothing', async ({ assert }) => {
    const before = await findPersona('luna')
    await seed()
    assert.deepEqual(await findPersona('luna'), before)
  })

  test('who has the name comes first, then who is named so, then the popular ones', async ({
    assert,
    cleanup,
  }) => {
    const word = `zeph${crypto
      .randomUUID()
      .replaceAll(/[^a-f]/g, '')
      .slice(0, 6)}`
    const id = crypto.randomUUID().slice(0, 8)
    const leave = () =>
      sql('delete from personas_personas where slug like :made', { made: `${id}-%` })
    cleanup(async () => void (await leave()))
    const made = [
      { slug: `${id}-tag`, name: 'Somebody', tags: [word], talks: 900 },
      { slug: `${id}-named`, name: `Ada ${word}`, tags: [], talks: 50 },
      { slug: `${id}-self`, name: word, tags: [], talks: 1 },
      { slug: `${id}-longer`, name: `${word}ine`, tags: [], talks: 70 },
      { slug: `${id}-adult`, name: word, tags: [word], talks: 999, adult: true },
    ]
    for (const { talks, ...one } of made) {
      await writePersona({ ...luna, ...one }, null)
      await sql('update personas_personas set talks = :talks where slug = :slug', {
        talks,
        slug: one.slug,
      })
    }
    const list = async (more: Partial<PersonaSearch>) => {
      const found = await listPersonas({ adult: false, page: 1, pageSize: 2, ...more })
      return { ...found, personas: found.personas.map(({ slug }) => slug.slice(id.length + 1)) }
    }
    const of = (personas: string[], page: number, pages: number, open = false) => ({
      personas,
      page,
      pages,
      open,
    })
    assert.deepEqual(await list({ words: word.toUpperCase() }), of(['self', 'longer'], 1, 2, true))
    assert.deepEqual(await list({ words: word, page: 2 }), of(['named', 'tag'], 2, 2))
    assert.deepEqual(await list({ words: word, page: 99 }), of(['named', 'tag'], 2, 2))
    assert.deepEqual(await list({ tag: word }), of(['tag'], 1, 1))
    assert.deepEqual(await list({ tag: word, adult: true }), of(['adult', 'tag'], 1, 1))
    assert.deepEqual((await list({ words: `${word} ada` })).personas, ['named'])

    assert.deepEqual(await listTags(word, 5), [word])
    await leave()
    assert.deepEqual(await listTags(word, 5), [], 'a tag that nobody has is offered to nobody')
  })
})
