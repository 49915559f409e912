/**
 * The program on a database of its own, with a persona that knows all that a persona may know; it builds prompts and
 * says how long each took, milliseconds.
 */
import type { ChatMessage } from '#plugins/ai/api'
import { timed } from '../result.js'
import { bootProgram } from '../support/program.js'
import { COMMON, dice, zipf } from './population.js'

export type PromptAnswer = PromptTimes | { error: string }

export interface PromptTimes {
  /** The first one, which decrypts and indexes what the persona knows. */
  cold: number
  warm: readonly number[]
  /** Of the persona's passages. */
  passages: number
  /** Of the last prompt. */
  tokens: number
}

const PASSAGES = 5_000
const FILES = 5
const ENTRIES = 500
const MESSAGES = 400
const PROMPTS = 200
/** The model with the longest context of the catalogue: it holds the whole conversation. */
const MODEL = 'journal'

const app = await bootProgram()

const { default: personas } = await import('#plugins/personas/plugin')
const { chatServices } = await import('#plugins/personas/services')
const { writePersona } = await import('#plugins/personas/demo/seed')
const { luna } = await import('#plugins/personas/demo/luna')
const { findPersona } = await import('#plugins/personas/queries/find_persona')
const { choosePersona } = await import('#plugins/personas/actions/choose_persona')
const { keepUpload } = await import('#plugins/personas/knowledge/actions/keep_upload')
const { addKnowledge } = await import('#plugins/personas/knowledge/actions/add_knowledge')
const { readKnowledge } = await import('#plugins/personas/knowledge/actions/read_knowledge')
const { composeFor, gatherMaterial } = await import('#plugins/personas/prompt/gather_material')
const { DIRECT } = await import('#plugins/personas/conversation')
const { sql } = await import('#app/support/sql')

const roll = dice(17)
const words = (count: number): string =>
  Array.from({ length: count }, () => zipf(COMMON, roll)).join(' ')
const sentence = (count: number): string => `${words(count)}.`

const registry = await app.container.make('plugins')
const context = registry.contextOf(personas)
const services = chatServices(context)

/** A creator with a persona whose lorebook and knowledge are as large as they may be. */
async function makePersona() {
  const { account } = await context.identity.identify({
    platform: 'email',
    platformId: 'bench@bench.invalid',
    displayName: 'Bench',
  })
  const { person } = await context.identity.join(account.id)
  const lorebook = {
    scanDepth: 10,
    tokenBudget: 2_000,
    recursive: true,
    entries: Array.from({ length: ENTRIES }, (_, at) => ({
      name: `Entry ${at}`,
      keys: at % 10 === 0 ? [`/${words(1)}(s|es)?/i`] : [words(1), words(2)],
      secondaryKeys: [],
      selective: false,
      constant: at % 100 === 0,
      enabled: true,
      caseSensitive: false,
      useRegex: at % 10 === 0,
      content: sentence(50),
      insertionOrder: at % 7,
      priority: at % 5,
      position: at % 2 === 0 ? ('before_character' as const) : ('after_character' as const),
    })),
  }
  await writePersona({ ...luna, lorebook }, person.id)
  const persona = await findPersona(luna.slug)
  if (!persona) throw new Error('There is no persona')
  for (let file = 0; file < FILES; file++) {
    // A section is a passage.
    const sections = Array.from(
      { length: PASSAGES / FILES },
      () => `# ${words(2)}\n${Array.from({ length: 8 }, () => sentence(14)).join(' ')}`
    )
    const content = Buffer.from(sections.join('\n'))
    const uploadId = await keepUpload(person.id, { name: `file ${file}.md`, content })
    const added = await addKnowledge(
      { uploadId, personaId: persona.id, personId: person.id, speaker: null },
      context.outbox
    )
    if (added.outcome !== 'added') throw new Error(added.outcome)
    await readKnowledge({
      fileId: added.fileId,
      countTokens: (text) => services.ai.countTokens(text),
      signal: new AbortController().signal,
    })
  }
  return { account, person, persona }
}

/** A conversation of so many messages, each answered. */
async function talk(conversationId: string): Promise<void> {
  const rows = Array.from({ length: MESSAGES / 2 }, (_, at) => {
    const [fan, reply] = [sentence(10), `${sentence(14)} ${sentence(14)}`]
    const tokens = (text: string) => services.ai.countTokens(text)
    return { at, fan, reply, fan_tokens: tokens(fan), reply_tokens: tokens(reply) }
  })
  for (const row of rows) {
    await sql(
      `with said as (
         insert into personas_messages (conversation_id, role, text, tokens, turn_key, outcome)
         values (:conversationId, 'fan', :fan, :fan_tokens, :turn, 'received') returning id
       )
       insert into personas_messages (conversation_id, role, answers_id, text, tokens, turn_key, outcome)
       select :conversationId, 'persona', id, :reply, :reply_tokens, :turn, 'delivered' from said`,
      { ...row, conversationId, turn: `bench:${row.at}` }
    )
  }
}

async function measure(): Promise<PromptTimes> {
  const { account, person, persona } = await makePersona()
  const chosen = await choosePersona({
    persona,
    ownerId: person.id,
    place: DIRECT,
    introduced: true,
  })
  const conversation = { ...chosen.conversation, modelId: MODEL }
  await talk(conversation.id)
  const model = services.ai.model(MODEL)
  const fine = { outcome: 'fine' as const }
  let built: readonly ChatMessage[] = []
  const build = async () => {
    const text = sentence(16)
    const request = {
      account,
      person,
      conversation,
      message: { id: 2n ** 62n, text, tokens: services.ai.countTokens(text) },
      chat: 'web:bench',
      turnKey: 'bench',
      safety: {
        verdict: Promise.resolve(fine),
        careful: false,
        checkNow: () => fine,
        check: () => Promise.resolve(fine),
      },
      signal: new AbortController().signal,
    }
    const material = await gatherMaterial(services, request, model)
    const { messages } = composeFor(services, request, model, material)
    if (messages.length < MESSAGES) throw new Error(`Only ${messages.length} messages`)
    if (material.knowledge.length === 0) throw new Error('Nothing was found')
    built = messages
  }
  const cold = await timed(build)
  const warm: number[] = []
  for (let prompt = 0; prompt < PROMPTS; prompt++) warm.push(await timed(build))
  const [counted] = await sql<{ passages: bigint }>(
    'select count(*) as passages from personas_knowledge_chunks',
    {}
  )
  const tokens = built.reduce((sum, { content }) => sum + services.ai.countTokens(content), 0)
  return { cold, warm, passages: Number(counted?.passages ?? 0n), tokens }
}

process.once('disconnect', () => process.exit(0))
measure().then(
  (times) => process.send?.({ bench: times }),
  (error: unknown) => process.send?.({ bench: { error: String(error) } })
)
