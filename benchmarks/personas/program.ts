/** The program on a database of its own with so many personas; it searches when it is told to. */
import { obey } from '../support/being_measured.js'
import { bootProgram } from '../support/program.js'
import { timed } from '../result.js'
import { population } from './population.js'
import { type Order, type Question } from './questions.js'

const ROWS_AT_ONCE = 5_000
const PAGE = 6
const DEEP = 40

await bootProgram()
const { default: db } = await import('@adonisjs/lucid/services/db')
const { searchName } = await import('#plugins/personas/search_name')
const { listPersonas, listTags } = await import('#plugins/personas/queries/list_personas')
const { completePersonas, findPersona } = await import('#plugins/personas/queries/find_persona')

async function fill(size: number): Promise<void> {
  const made = population(size).map((one) => ({ ...one, search: searchName(one.name) }))
  for (let from = 0; from < made.length; from += ROWS_AT_ONCE) {
    await db.rawQuery(
      `insert into personas_personas (slug, name, search_name, tagline, tags, topics, talks, description, picture,
         greeting, scenario, examples, language, adult)
       select slug, name, search, tagline, string_to_array(tags, ','), string_to_array(topics, ','), talks,
         repeat('Somebody worth meeting. ', 20), '/personas/luna.png', 'Hello!', 'A place', '[]', 'en', false
       from json_to_recordset(cast(:rows as json)) as r
         (slug text, name text, search text, tagline text, tags text, topics text, talks bigint)`,
      { rows: JSON.stringify(made.slice(from, from + ROWS_AT_ONCE)) }
    )
  }
  await db.rawQuery('vacuum analyze personas_personas')
  await db.rawQuery('vacuum analyze personas_tags')
}

function ask({ kind, words }: Question): Promise<unknown> {
  const list = { adult: false, page: 1, pageSize: PAGE }
  switch (kind) {
    case 'popular':
      return listPersonas(list)
    case 'deep page':
      return listPersonas({ ...list, page: DEEP })
    case 'tag':
      return listPersonas({ ...list, tag: words })
    case 'word':
    case 'two words':
    case 'beginning':
    case 'nobody':
      return listPersonas({ ...list, words })
    case 'name':
    case 'slip':
      return findPersona(words)
    case 'completion':
      return completePersonas(words)
    case 'tags':
      return listTags(words, 25)
  }
}

/** Milliseconds of each answer. */
obey(async (order: Order): Promise<number[]> => {
  if ('fill' in order) {
    await fill(order.fill)
    return []
  }
  const times: number[] = []
  for (const question of order.ask) times.push(await timed(() => ask(question)))
  return times
})
