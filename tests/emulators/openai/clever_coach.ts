/**
 * A model that coaches as a decent one would: it reads the last message, calls the tools that it is offered, and
 * answers in words when it is told what came of them. Rules of its own, so that it is no mirror of what it tests.
 */
import type { AnswerBehaviour, Behaviour, ScriptedCall } from '#tests/emulators/openai/behaviours'
import { isObject } from '#tests/emulators/openai/shapes'
import type { ChatRequest } from '#tests/emulators/openai/validate'

interface Rule {
  /** In a sentence that asks nothing. */
  when: RegExp
  unless?: RegExp
  call: (sentence: string, now: Date) => Record<string, unknown> | null
}

const NOT_MEANT = /\b(?:hate|not|never|maybe|might|friend|if|odio|quiz[aá]s?|no)\b|n't\b/iu
const DONE =
  /\b(?:done|finished|wrote|written|ready|invited|asked|posted|pinned|walked|announced|prepared|termin[eé]|terminado|escrib[ií]|escrito|listas?|invit[eé]|publiqu[eé])\b|✅/iu
const NOT_DONE = /\b(?:still|will|have to|need|not|mark|tick|tengo que|todav[ií]a|marca)\b|n't\b/iu

const decided = (decision: string, value: string, sure = 0.95) => ({
  decision,
  value,
  confidence: sure,
})

const DECISIONS: readonly Rule[] = [
  {
    when: /\b(?:discord|telegram)\b/iu,
    unless: NOT_MEANT,
    call: (said) =>
      decided(
        'platform',
        /discord/iu.test(said)
          ? 'discord'
          : /channel|canal/iu.test(said)
            ? 'telegram_channel'
            : 'telegram_group'
      ),
  },
  {
    when: /(?:[$€]\s?\d)|\d\s?(?:dollars|euros?|coins|monedas|stars)/iu,
    unless: NOT_MEANT,
    call: (said) => {
      const amount = /\d+(?:[.,]\d{1,2})?/u.exec(said)?.[0].replace(',', '.') ?? ''
      const unit = /coins|monedas/iu.test(said) ? 'coins' : /€|euro/iu.test(said) ? 'EUR' : 'USD'
      const period = /year|año/iu.test(said) ? 'yearly' : 'monthly'
      return decided(
        'pricing',
        `${amount} ${unit} ${period}`,
        /think|probably|creo/iu.test(said) ? 0.6 : 0.95
      )
    },
  },
  {
    when: /\b(?:tiers?|rooms?|niveles|nivel|salas?)\b.*\b(?:tiers?|rooms?|channels?|niveles|nivel|salas?)\b/iu,
    unless: NOT_MEANT,
    call: (said) => decided('structure', said),
  },
  {
    when: /\b(?:open|launch|abr\w+|lanz\w+)\b.*(?:\d{4}-\d\d-\d\d|\bin (?:two|three|four) weeks\b)/iu,
    unless: NOT_MEANT,
    call: (said, now) => decided('timeline', dayIn(said, now)),
  },
  {
    when: /\b(?:every|each|cada) (?:week|\w*day|semana|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)\b/iu,
    unless: NOT_MEANT,
    call: (said) => decided('content', said),
  },
]

const TASKS: readonly (readonly [RegExp, string])[] = [
  [/promise|promesa/iu, 'promise_sentence'],
  [/(?:asked|talked).*(?:fans|people)|fans/iu, 'five_conversations'],
  [/\brules\b|normas/iu, 'house_rules'],
  [/welcome|bienvenida/iu, 'write_welcome'],
  [/first week|primera semana/iu, 'first_week_ready'],
  [/walked|as a fan/iu, 'walk_through'],
  [/invit/iu, 'founding_members'],
  [/teas|three posts/iu, 'tease_it'],
  [/announce|anuncio/iu, 'launch_announcement'],
]

const ACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:create|make|crea)\b.*\b(?:tier|nivel)\b/iu, 'create_tier'],
  [/\b(?:check|preflight|comprueba)\b/iu, 'start_preflight'],
  [/\b(?:write|draft|escribe|redacta)\b.*\b(?:welcome|bienvenida)\b/iu, 'write_welcome'],
  [/\b(?:host|anfitri[oó]n)\b/iu, 'make_host'],
  [/\b(?:announce|schedule|anuncia|programa)\b/iu, 'schedule_launch'],
]
const WANTED =
  /\b(?:can you|please|for me|create|make|draft|check|schedule|puedes|por m[ií]|crea|redacta)\b/iu

const WEEKS: Readonly<Record<string, number>> = { two: 2, three: 3, four: 4 }
const DAY_MS = 86_400_000

function dayIn(said: string, now: Date): string {
  const iso = /\d{4}-\d\d-\d\d/u.exec(said)?.[0]
  const weeks = WEEKS[/in (two|three|four) weeks/iu.exec(said)?.[1]?.toLowerCase() ?? ''] ?? 0
  return iso ?? new Date(now.getTime() + weeks * 7 * DAY_MS).toISOString().slice(0, 10)
}

/** Answers every request like this; the same message always gets the same answer. */
export const cleverCoach = (): Behaviour => ({
  kind: 'respond',
  to: (request) => {
    const last = request.messages.at(-1)
    const said = request.messages.findLast(({ role }) => role === 'user')?.content ?? ''
    if (last?.role === 'tool') return words(toldOf(request))
    const calls = request.toolsOff ? [] : callsFor(said, request, new Date())
    return calls.length > 0
      ? { kind: 'answer', toolCalls: calls }
      : words('One step at a time. What would your members miss most if you stopped tomorrow?')
  },
})

const words = (text: string): AnswerBehaviour => ({ kind: 'answer', text, chunks: 8 })

/** What the tools said, in the model's words. */
function toldOf({ messages }: ChatRequest): string {
  const told = messages.slice(messages.findLastIndex(({ role }) => role !== 'tool') + 1)
  if (told.every(({ content }) => content.includes('"error"'))) {
    return 'Tell me a little more about that, and we will take the next step.'
  }
  return told.some(({ content }) => content.includes('asked'))
    ? 'That sounds like a plan. Are you sure about it?'
    : 'Good choice. Shall we go on with the next step?'
}

function callsFor(said: string, request: ChatRequest, now: Date): ScriptedCall[] {
  const sentences = said.split(/(?<=[.!?])\s+/u).filter((sentence) => sentence.trim() !== '')
  const calls = sentences.flatMap((sentence): ScriptedCall[] => {
    const quote = sentence.trim()
    const actions = WANTED.test(quote)
      ? ACTIONS.filter(([when]) => when.test(quote)).map(([, action]) => ({
          name: 'offer_action',
          arguments: { action },
        }))
      : []
    if (actions.length > 0 || quote.endsWith('?')) return actions
    const isDone = DONE.test(quote) && !NOT_DONE.test(quote)
    const done = isDone ? TASKS.filter(([when]) => when.test(quote)) : []
    const taken = DECISIONS.flatMap(({ when, unless, call }) => {
      const given = when.test(quote) && !unless?.test(quote) ? call(quote, now) : null
      return given ? [{ name: 'note_decision', arguments: { ...given, quote } }] : []
    })
    return [
      ...taken,
      ...done.map(([, task]) => ({
        name: 'note_task_done',
        arguments: { task, confidence: 0.95, quote },
      })),
    ]
  })
  return calls.filter((call) => isOffered(call, request))
}

/** A decent model keeps to the names that it is given. */
function isOffered({ name, arguments: given }: ScriptedCall, { tools }: ChatRequest): boolean {
  const offered = tools.find((tool) => tool.name === name)
  if (!offered || typeof given === 'string') return false
  const { properties } = offered.parameters
  return Object.entries(given).every(([key, value]) => {
    const schema = isObject(properties) ? properties[key] : undefined
    return !isObject(schema) || !Array.isArray(schema.enum) || schema.enum.includes(value)
  })
}
