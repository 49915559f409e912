import { markJpeg } from '#plugins/personas/pictures/mark/jpeg'
import { markPng } from '#plugins/personas/pictures/mark/png'
import { markWebp } from '#plugins/personas/pictures/mark/webp'

/** What came is not a whole picture of a format that can be marked. */
export class UnmarkablePicture extends Error {}

/**
 * A picture whose metadata says that a model made it. Its pixels are the same.
 * @throws UnmarkablePicture
 */
export function markAsAi({
  content,
  mediaType,
}: {
  content: Uint8Array
  mediaType: string
}): Buffer {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  try {
    switch (mediaType) {
      case 'image/png':
        return markPng(bytes)
      case 'image/jpeg':
        return markJpeg(bytes)
      case 'image/webp':
        return markWebp(bytes)
    }
  } catch (error) {
    throw new UnmarkablePicture('The picture is not whole', { cause: error })
  }
  throw new UnmarkablePicture(`Pictures of the type ${mediaType} cannot be marked`)
}
