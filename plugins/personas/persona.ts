/** A character that a fan can talk to. */
import type { Lorebook } from '#plugins/personas/lorebook/lorebook'

/** How a persona speaks, each from 0 to 100; 50 is an ordinary person. */
export interface Sliders {
  warmth: number
  humour: number
  formality: number
  energy: number
  verbosity: number
  boldness: number
}

export const SLIDERS = [
  'warmth',
  'humour',
  'formality',
  'energy',
  'verbosity',
  'boldness',
] as const satisfies readonly (keyof Sliders)[]

/** One example of the voice: what a fan says and what the persona answers. */
export interface Exchange {
  fan: string
  persona: string
}

/** What a creator writes about a persona. */
export interface PersonaProfile {
  /** Its name in links: `a-z0-9-`. */
  slug: string
  name: string
  tagline: string
  description: string
  /** Site-relative address of a raster picture. */
  picture: string
  greeting: string
  /** Other first words; a new conversation begins with any of them. */
  greetings: readonly string[]
  /** Where the fan and the persona meet, said to the model. */
  scenario: string
  examples: readonly Exchange[]
  sliders: Sliders
  tags: readonly string[]
  topics: readonly string[]
  /** What it never does. */
  rules: readonly string[]
  /** Facts that it knows, one sentence each. */
  knowledge: readonly string[]
  /** BCP 47: the language that it speaks unless it is spoken to in another. */
  language: string
  /** For adults only. */
  adult: boolean
  /** A model of the catalogue; null for the catalogue's default. */
  defaultModel: string | null
  /** A card's own instructions to the model, before everything else; empty when there are none. */
  systemPrompt: string
  /** A card's reminder to the model, after the conversation; empty when there is none. */
  postHistory: string
  lorebook: Lorebook | null
  /** A voice of the server's, in which it may answer; null when it only writes. */
  voice: string | null
}

/** Only its creator meets a draft; a withdrawn one is met by nobody, its conversations stay. */
export type PersonaStatus = 'draft' | 'published' | 'withdrawn'

/** A persona as it is kept. */
export interface Persona extends PersonaProfile {
  status: PersonaStatus
  /** Internal id (uuid). */
  id: string
  /** The person who is paid for it; null when the platform keeps everything. */
  creatorId: string | null
  /** Conversations that were ever begun with it. */
  talks: number
}
