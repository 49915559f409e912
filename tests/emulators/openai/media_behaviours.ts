/** What the emulator can be told to do with a request for a picture, a recording, speech or a verdict. */
import type { ErrorBehaviour } from '#tests/emulators/openai/behaviours'

export const MEDIA_ENDPOINTS = ['images', 'transcriptions', 'speech', 'moderations'] as const
export type MediaEndpoint = (typeof MEDIA_ENDPOINTS)[number]

export const MEDIA_PATHS: Readonly<Record<string, MediaEndpoint>> = {
  '/v1/images/generations': 'images',
  '/v1/audio/transcriptions': 'transcriptions',
  '/v1/audio/speech': 'speech',
  '/v1/moderations': 'moderations',
}

export interface MediaAnswers {
  images: {
    /** The picture; by default a PNG of 8 by 8 pixels whose colour comes from the prompt. */
    content?: Uint8Array
    /** `as_asked`: base64, or an address of the emulator for models that answer so. */
    sends?: 'as_asked' | 'broken_base64' | 'not_a_picture' | 'nothing' | { url: string }
  }
  transcriptions: { text?: string; seconds?: number }
  speech: { content?: Uint8Array }
  moderations: { flagged?: boolean; scores?: Readonly<Record<string, number>> }
}

export type MediaBehaviour<E extends MediaEndpoint = MediaEndpoint> =
  | ({ kind: 'answer'; /** Milliseconds before the answer. */ delayMs?: number } & MediaAnswers[E])
  | ErrorBehaviour
  /** Says nothing until the client gives up. */
  | { kind: 'hang' }
  /** Destroys the socket. */
  | { kind: 'die' }

/** OpenAI's refusal of a wish that its own check does not let through. */
export const CONTENT_POLICY: ErrorBehaviour = {
  kind: 'error',
  status: 400,
  type: 'image_generation_user_error',
  code: 'moderation_blocked',
  message: 'Your request was rejected by the safety system.',
}

/** A queue of behaviours, and what happens when it is empty. */
export class MediaScript<E extends MediaEndpoint> {
  readonly #queue: MediaBehaviour<E>[] = []
  #usual: MediaBehaviour<E>

  constructor(usual: MediaBehaviour<E>) {
    this.#usual = usual
  }

  /** Queues behaviours, one for each next request. */
  script(...behaviours: MediaBehaviour<E>[]): void {
    this.#queue.push(...behaviours)
  }

  /** Replaces the usual behaviour, and forgets what is queued. */
  always(behaviour: MediaBehaviour<E>): void {
    this.#queue.length = 0
    this.#usual = behaviour
  }

  next(): MediaBehaviour<E> {
    return this.#queue.shift() ?? this.#usual
  }
}
