import { test } from '@japa/runner'
import app from '@adonisjs/core/services/app'
import { conversation } from '#app/bot_kit/testing/conversation'
import { codesSeenBy, seed } from '#plugins/personas/tests/support/house'
import { findPersona } from '#plugins/personas/queries/find_persona'
import { listPersonas } from '#plugins/personas/queries/list_personas'
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
      value: 'mystery',
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
})
