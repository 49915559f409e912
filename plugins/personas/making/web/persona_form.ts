/** A persona as the fields of the web page's form, and back. */
import { readExamples, writeExamples } from '#plugins/personas/cards/examples'
import { changeOf, PARTS, textOfPart, type Part } from '#plugins/personas/making/bot/parts'
import { together, type PersonaChange } from '#plugins/personas/making/persona_columns'
import { SLIDERS, type Persona, type Sliders } from '#plugins/personas/persona'

/** Between two greetings stands a line of dashes. */
const BETWEEN = '\n---\n'

const MORE = [
  'greetings',
  'knowledge',
  'examples',
  'systemPrompt',
  'postHistory',
  'language',
  'defaultModel',
  'voice',
] as const

export type FormValues = Record<
  Part | (typeof MORE)[number] | `slider_${keyof Sliders}`,
  string
> & {
  adult: boolean
}

export function formOf(persona: Persona): FormValues {
  const { sliders } = persona
  return {
    name: persona.name,
    tagline: persona.tagline,
    description: persona.description,
    greeting: persona.greeting,
    scenario: persona.scenario,
    tags: textOfPart('tags', persona),
    topics: textOfPart('topics', persona),
    rules: textOfPart('rules', persona),
    greetings: persona.greetings.join(BETWEEN),
    knowledge: persona.knowledge.join('\n'),
    examples: writeExamples(persona.examples),
    systemPrompt: persona.systemPrompt,
    postHistory: persona.postHistory,
    language: persona.language,
    defaultModel: persona.defaultModel ?? '',
    voice: persona.voice ?? '',
    slider_warmth: String(sliders.warmth),
    slider_humour: String(sliders.humour),
    slider_formality: String(sliders.formality),
    slider_energy: String(sliders.energy),
    slider_verbosity: String(sliders.verbosity),
    slider_boldness: String(sliders.boldness),
    adult: persona.adult,
  }
}

/** What was sent, as the form has it; what was not sent is as it was. */
export function sentForm(body: Readonly<Record<string, unknown>>, persona: Persona): FormValues {
  const values = formOf(persona)
  for (const name of [...PARTS, ...MORE, ...SLIDERS.map((one) => `slider_${one}` as const)]) {
    const sent = Object.hasOwn(body, name) ? body[name] : undefined
    // The framework makes empty fields null, and browsers end lines in their own way.
    if (sent === null) values[name] = ''
    else if (typeof sent === 'string') values[name] = lines(sent)
  }
  values.adult = body.adult === '1'
  return values
}

const lines = (text: string) => text.replaceAll('\r\n', '\n')

/** What differs from the persona: what nobody touched stays to the letter as it was. */
export function changesIn(values: FormValues, persona: Persona): PersonaChange {
  const before = formOf(persona)
  const touched = (name: keyof FormValues) => {
    const was = before[name]
    return (typeof was === 'string' ? lines(was) : was) !== values[name]
  }
  const changes: PersonaChange[] = PARTS.filter(touched).map((part) => changeOf(part, values[part]))
  if (touched('greetings')) changes.push({ greetings: split(values.greetings, /\n-{3,}\n?/) })
  if (touched('knowledge')) changes.push({ knowledge: split(values.knowledge, '\n') })
  if (touched('examples')) {
    changes.push({ examples: readExamples(values.examples, values.name) })
  }
  if (touched('systemPrompt')) changes.push({ systemPrompt: values.systemPrompt })
  if (touched('postHistory')) changes.push({ postHistory: values.postHistory })
  if (touched('language')) changes.push({ language: values.language })
  if (touched('defaultModel')) changes.push({ defaultModel: values.defaultModel || null })
  if (touched('voice')) changes.push({ voice: values.voice || null })
  if (touched('adult')) changes.push({ adult: values.adult })
  if (SLIDERS.some((slider) => touched(`slider_${slider}`))) {
    changes.push({ sliders: slidersIn(values) })
  }
  return together(changes)
}

const split = (text: string, between: string | RegExp): string[] => [
  ...new Set(
    text
      .split(between)
      .map((item) => item.trim())
      .filter((item) => item !== '')
  ),
]

const slidersIn = (values: FormValues): Sliders => ({
  warmth: Number(values.slider_warmth),
  humour: Number(values.slider_humour),
  formality: Number(values.slider_formality),
  energy: Number(values.slider_energy),
  verbosity: Number(values.slider_verbosity),
  boldness: Number(values.slider_boldness),
})
