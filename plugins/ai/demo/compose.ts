import type { ChatMessage, DemoMaterial } from '#plugins/ai/api'
import { bestMatch, pickNumber, topicsOf } from '#plugins/ai/demo/matching'

/** The words of the persona's language. */
export type DemoWords = (key: string, data?: Record<string, string>) => string

/** How many wordings `ai.demo.*` has of each. */
export const WORDINGS = { hello: 3, fact: 3, echo: 4, question: 5 } as const

const GREETING =
  /^[\s\p{P}]*(?:hi|hello|hey|good (?:morning|evening|afternoon)|hola|buenas|buenos d[ií]as)\b/iu
const GREETING_LENGTH = 40
/** Questions about what speaks get a straight answer. */
const ABOUT_THE_MACHINE =
  /\b(?:ai|bot|chatbot|human|are you real|real person|language model|system prompt|instructions|llm|gpt|ia|humana?|eres real|persona real|modelo de lenguaje|instrucciones)\b/iu
/** How many of its last answers the persona does not repeat itself from. */
const REMEMBERED = 4
/** A line that is longer stands by itself; a shorter one gets company, so that a reply is a few sentences. */
const SHORT_LINE = 120

const isShort = (line: string): boolean => line.length <= SHORT_LINE
const asks = (line: string): boolean => /\?["”»*)]*$/.test(line)

/** A sentence on its own: trimmed, with an end. */
function asSentence(text: string): string {
  const trimmed = text.trim()
  return /[\p{Po}…]["”»*)]*$/u.test(trimmed) ? trimmed : `${trimmed}.`
}

/**
 * An answer out of what the persona says by itself. Deterministic: the same conversation gets the same
 * answer, on every machine.
 */
export function composeAnswer(
  messages: readonly ChatMessage[],
  material: DemoMaterial,
  words: DemoWords
): string {
  if (material.says !== undefined) return material.says
  const fan = messages.filter((message) => message.role === 'user')
  const said = fan.at(-1)?.content.trim() ?? ''
  if (said === '') {
    return asSentence(material.greeting)
  }
  const seed = pickNumber(`${material.name}\n${fan.length}\n${said}`)
  const word = (group: keyof typeof WORDINGS, topic = '') =>
    words(`ai.demo.${group}.${(seed % WORDINGS[group]) + 1}`, { name: material.name, topic })
  const { line, fits } = pickLine(said, seed, messages, material)
  const withQuestion = (...parts: string[]) => {
    const last = parts.at(-1) ?? ''
    return join(asks(last) || !isShort(last) ? parts : [...parts, word('question')])
  }

  if (ABOUT_THE_MACHINE.test(said)) {
    return join([words('ai.demo.honest', { name: material.name }), word('question')])
  }
  if (said.length <= GREETING_LENGTH && GREETING.test(said)) {
    return withQuestion(word('hello'), line)
  }
  const fact = material.knowledge[bestMatch(said, material.knowledge)]
  if (fact) {
    return withQuestion(word('fact'), fact, ...(isShort(line) ? [line] : []))
  }
  if (fits) {
    return withQuestion(line)
  }
  const topic = topicsOf(said)[0]
  return withQuestion(...(topic ? [word('echo', topic)] : []), line)
}

/** The line that fits what was said, or any; none that was said lately while there are others. */
function pickLine(
  said: string,
  seed: number,
  messages: readonly ChatMessage[],
  { lines, prompts, greeting }: DemoMaterial
): { line: string; fits: boolean } {
  const lately = messages
    .filter((message) => message.role === 'assistant')
    .slice(-REMEMBERED)
    .map((message) => message.content)
    .join('\n')
  const all = lines.map((line, index) => ({ line, about: `${prompts?.[index] ?? ''} ${line}` }))
  const fresh = all.filter(({ line }) => !lately.includes(line.trim()))
  const choice = fresh.length > 0 ? fresh : all
  const fitting =
    choice[
      bestMatch(
        said,
        choice.map(({ about }) => about)
      )
    ]
  const any = choice[seed % Math.max(choice.length, 1)]
  return { line: (fitting ?? any)?.line ?? greeting, fits: fitting !== undefined }
}

const join = (parts: readonly string[]): string => [...new Set(parts.map(asSentence))].join(' ')

/** Pieces of about two words, as a model would send them. */
export function piecesOf(text: string): string[] {
  return text.match(/\S+\s*(?:\S+\s*)?/gu) ?? []
}
