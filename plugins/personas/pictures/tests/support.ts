import type { ImageNode } from '#app/bot_kit/reply'
import type { Fan } from '#app/bot_kit/testing/conversation'
import type { MediaModels } from '#plugins/personas/tests/support/model_server'
import { personIdOf } from '#plugins/personas/tests/support/house'
import { sql } from '#app/support/sql'

/** As OpenAI's own service is set up, but at an emulator. */
export const DRAWING: Partial<MediaModels> = { openAi: true, images: { model: null } }

/** Pictures that a fan was shown, oldest first. */
export function picturesSeenBy(fan: Fan): ImageNode[] {
  return fan.seen.flatMap(({ node }) => (node.kind === 'image' ? [node] : []))
}

/** The file of a picture that was shown. */
export function fileOf(node: ImageNode | undefined): Buffer {
  if (typeof node?.source !== 'object') throw new Error('There is no picture with a file')
  return Buffer.from(node.source.content)
}

export interface KeptPicture {
  id: string
  words: string
  model_id: string
  outcome: string
  failure: string | null
  price: bigint
  charge: bigint
  hold_id: string | null
  settled_at: Date | null
  content: Buffer | null
}

/** What is kept of a fan's pictures, oldest first. */
export async function keptPictures(fan: Fan): Promise<KeptPicture[]> {
  return sql<KeptPicture>(
    'select * from personas_pictures where person_id = :personId order by id',
    { personId: await personIdOf(fan) }
  )
}
