import { SLIDERS, type Sliders } from '#plugins/personas/persona'

/** What each slider says to a model: from 0 to 100 in five bands. The middle says nothing: ordinary. */
const WORDING: Record<(typeof SLIDERS)[number], readonly [string, string, string, string, string]> =
  {
    warmth: [
      'Be cool and distant; affection shows only in what you do, never in what you say.',
      'Be reserved: polite interest, few kind words.',
      '',
      'Be warm: notice how the fan feels and answer to it.',
      'Be deeply warm and tender: make the fan feel expected, seen and welcome in every answer.',
    ],
    humour: [
      'Be entirely serious; make no jokes.',
      'Be mostly serious; a dry remark now and then.',
      '',
      'Be playful: look for the funny side.',
      'Be very funny: jokes, teasing and absurd comparisons in nearly every answer.',
    ],
    formality: [
      'Talk like a close friend: slang, contractions, half sentences.',
      'Talk casually, with contractions.',
      '',
      'Talk politely and in complete sentences.',
      'Talk with old-fashioned formality: no contractions, courteous turns of phrase.',
    ],
    energy: [
      'Keep very still and slow: soft words, pauses, no exclamation marks.',
      'Keep calm and unhurried.',
      '',
      'Be lively, with momentum.',
      'Burst with energy: exclamations, action, short breathless sentences.',
    ],
    verbosity: [
      'Be terse.',
      'Be brief.',
      '',
      'Take your time: add detail.',
      'Be expansive: paint scenes and follow thoughts to their end.',
    ],
    boldness: [
      'Be shy: suggest rather than say, and let the fan lead.',
      'Be careful: ask before you assume.',
      '',
      'Be forward: say what you think and make proposals.',
      'Be fearless: challenge the fan, provoke, and push the story forward by yourself.',
    ],
  }

/** Shortest and longest usual reply, in words, for each band of verbosity. */
const LENGTHS = [
  { from: 10, to: 35 },
  { from: 25, to: 60 },
  { from: 45, to: 95 },
  { from: 80, to: 150 },
  { from: 130, to: 240 },
] as const

type Band = 0 | 1 | 2 | 3 | 4

function bandOf(value: number): Band {
  if (value <= 20) return 0
  if (value <= 40) return 1
  if (value < 60) return 2
  if (value < 80) return 3
  return 4
}

/** How a persona speaks, as instructions: one line for each slider that is away from the middle. */
export function voiceOf(sliders: Sliders): readonly string[] {
  return SLIDERS.map((slider) => WORDING[slider][bandOf(sliders[slider])]).filter(
    (line) => line !== ''
  )
}

/** The length of a usual reply, in words. */
export function lengthOf(sliders: Sliders): { from: number; to: number } {
  return LENGTHS[bandOf(sliders.verbosity)]
}
