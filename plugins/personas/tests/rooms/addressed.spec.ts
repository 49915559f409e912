import { test } from '@japa/runner'
import seedPersonas from '#plugins/personas/demo/seed'
import { contextOfPersonas } from '#plugins/personas/tests/support/house'
import { findPersona } from '#plugins/personas/queries/find_persona'
import { addressed } from '#plugins/personas/rooms/addressed'
import type { Persona } from '#plugins/personas/persona'

test.group('Who is meant', (group) => {
  const personas: Persona[] = []
  group.setup(async () => {
    await seedPersonas(await contextOfPersonas())
    for (const slug of ['luna', 'bolt-7', 'juno', 'remedios']) {
      const persona = await findPersona(slug)
      if (persona) personas.push(persona)
    }
  })

  test('{text} → {to}')
    .with([
      { text: 'Luna, what do you think?', to: 'Luna' },
      { text: 'luna what do you think', to: 'Luna' },
      { text: 'hey Lunna, hi', to: 'Luna' },
      { text: 'What do you think, Luna?', to: 'Luna' },
      { text: 'I love the lunar eclipse', to: null },
      { text: 'Tell me, captain Juno: where to?', to: 'Captain Juno Harrow' },
      { text: 'Harrow! Look out!', to: 'Captain Juno Harrow' },
      { text: 'BOLT-7, status', to: 'BOLT-7' },
      { text: 'bolt, what is that noise', to: 'BOLT-7' },
      { text: 'oye Remedios, ¿qué hay de cenar?', to: 'Doña Remedios' },
      { text: 'dona remedos, hola', to: 'Doña Remedios' },
      { text: 'Did Luna tell you that, Juno?', to: 'Captain Juno Harrow' },
      { text: 'I met Luna and then Juno', to: 'Luna' },
      { text: 'we sat in the June sun', to: null },
      { text: '', to: null },
      { text: '?!', to: null },
    ])
    .run(({ assert }, { text, to }) => {
      assert.lengthOf(personas, 4)
      assert.equal(addressed(text, personas)?.name ?? null, to)
    })
})
