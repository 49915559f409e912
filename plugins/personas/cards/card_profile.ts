import type { PersonaProfile } from '#plugins/personas/persona'

/** What a card says of a persona: all that a creator writes, without its place on this site. */
export type CardProfile = Omit<PersonaProfile, 'slug' | 'picture'>

/** What only this program says of a persona; in a card it stands in `extensions.greenroom`. */
export const OWN_FIELDS = [
  'tagline',
  'sliders',
  'topics',
  'rules',
  'knowledge',
  'language',
  'adult',
  'defaultModel',
  'voice',
] as const satisfies readonly (keyof CardProfile)[]

export type OwnField = (typeof OWN_FIELDS)[number]

/** The name of our part in a card's `extensions`. */
export const EXTENSION = 'greenroom'
