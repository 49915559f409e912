import type { Persona } from '#plugins/personas/persona'
import { PICTURES } from '#plugins/personas/pictures/limits'

/** What a picture model is told: the wish first, so that nothing of it is cut, then who is asked and how they look. */
export function picturePrompt(persona: Persona, words: string): string {
  const { name, description, scenario } = persona
  const setting = scenario === '' ? [] : [`The usual scene: ${cut(scenario, PICTURES.scene)}`]
  return [
    `A picture: ${words}`,
    `It was asked of ${name}, who looks like this wherever ${name} is shown: ${cut(description, PICTURES.looks)}`,
    ...setting,
    'Everyone shown is an adult. No text, letters or watermark in the picture.',
  ].join('\n')
}

/** At most so many characters, to the end of a word. */
function cut(text: string, longest: number): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  if (flat.length <= longest) return flat
  return `${flat
    .slice(0, longest)
    .replace(/\s\S*$/, '')
    .toWellFormed()}…`
}
