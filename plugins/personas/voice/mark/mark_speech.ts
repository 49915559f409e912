import { markMp3 } from '#plugins/personas/voice/mark/mp3'
import { markOggOpus } from '#plugins/personas/voice/mark/ogg_opus'

/** What came is not a whole recording of a format that can be marked. */
export class UnmarkableSpeech extends Error {}

/**
 * Speech whose metadata says that a model made it.
 * @throws UnmarkableSpeech
 */
export function markSpeech({
  content,
  mediaType,
}: {
  content: Uint8Array
  mediaType: string
}): Buffer {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  try {
    if (mediaType === 'audio/ogg') return markOggOpus(bytes)
    if (mediaType === 'audio/mpeg') return markMp3(bytes)
  } catch (error) {
    throw new UnmarkableSpeech('The speech is not whole', { cause: error })
  }
  throw new UnmarkableSpeech(`Speech of the type ${mediaType} cannot be marked`)
}
