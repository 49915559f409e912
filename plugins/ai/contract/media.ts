/** Pictures, recordings, speech and moderation. */
import type { Asker } from '#plugins/ai/contract/asker'

/** A model that makes pictures. */
export interface ImageModel {
  /** `budget`, `standard`, `artistic`, `storytelling` or `premium`. */
  id: string
  label: string
  /** i18n key of a sentence on what it is good for. */
  goodFor: string
  /** Price of one picture, millicoins (500 to 2000). */
  price: bigint
}

export interface ImageRequest extends Asker {
  modelId: string
  prompt: string
}

/** PNG, JPEG or WebP. */
export interface Picture {
  content: Uint8Array
  mediaType: string
}

/** As the server made it: it is not marked yet. */
export interface MadeImage extends Picture {
  modelId: string
}

export interface Recording {
  content: Uint8Array
  name: string
  mediaType: string
}

/** What a moderation model says of a text: scores from 0 to 1 by category, in OpenAI's names (`self-harm/intent`). */
export interface ModerationVerdict {
  flagged: boolean
  scores: Readonly<Record<string, number>>
}

/** What the connected server is good for. Without a server everything is false. */
export interface Abilities {
  images: boolean
  transcription: boolean
  speech: boolean
  moderation: boolean
}
