import { ModelError } from '#plugins/ai/api'
import type { Persona } from '#plugins/personas/persona'
import { PICTURES } from '#plugins/personas/pictures/limits'
import { markAsAi, UnmarkablePicture } from '#plugins/personas/pictures/mark/mark_as_ai'
import type { Picture } from '#plugins/personas/pictures/picture'
import { picturePrompt } from '#plugins/personas/pictures/picture_prompt'
import { readContent, type PictureFile } from '#plugins/personas/pictures/queries/pictures'
import type { ChatServices } from '#plugins/personas/services'
import { sql } from '#app/support/sql'

export type DrawnPicture =
  | { outcome: 'made'; file: PictureFile }
  | { outcome: 'failed'; failure: string }
  /** The fan, or a shutdown, ended it. */
  | { outcome: 'stopped' }

export interface PictureToDraw {
  picture: Picture
  persona: Persona
  accountId: string
  signal: AbortSignal
}

/** Has a picture made, marks it as made by an AI, and keeps it. One that was made before is not made again. */
export async function drawPicture(
  { ai }: Pick<ChatServices, 'ai'>,
  { picture, persona, accountId, signal }: PictureToDraw
): Promise<DrawnPicture> {
  const made = picture.outcome === 'made' ? await readContent(picture.id) : null
  if (made) return { outcome: 'made', file: made }
  try {
    const image = await ai.makeImage({
      modelId: picture.modelId,
      prompt: picturePrompt(persona, picture.words),
      accountId,
      personId: picture.personId,
      purpose: 'personas.picture',
      signal,
    })
    if (signal.aborted) return { outcome: 'stopped' }
    if (!(await isFit(ai, { picture, persona, accountId, signal }, image))) {
      return { outcome: 'failed', failure: 'refused_request' }
    }
    const file = { content: markAsAi(image), mediaType: image.mediaType }
    if (signal.aborted) return { outcome: 'stopped' }
    await keep(picture, file)
    return { outcome: 'made', file }
  } catch (error) {
    if (signal.aborted) return { outcome: 'stopped' }
    if (error instanceof ModelError) return { outcome: 'failed', failure: error.failure }
    if (error instanceof UnmarkablePicture) return { outcome: 'failed', failure: 'unmarkable' }
    throw error
  }
}

/**
 * Looks at what came, where the server moderates: a model may draw what nobody asked for. With adults and their
 * personas, bare skin alone is no reason.
 */
async function isFit(
  ai: ChatServices['ai'],
  { picture, persona, accountId, signal }: PictureToDraw,
  image: { content: Uint8Array; mediaType: string }
): Promise<boolean> {
  if (!ai.abilities.moderation) return true
  const verdict = await ai.moderate({
    text: picture.words,
    image,
    accountId,
    personId: picture.personId,
    purpose: 'personas.picture_check',
    signal,
  })
  if (!verdict?.flagged) return true
  if (!persona.adult) return false
  const worst = Object.entries(verdict.scores).sort(([, a], [, b]) => b - a)[0]
  return worst?.[0] === 'sexual'
}

/** Writes the file down, and lets go of the oldest of the person's. */
async function keep({ id, personId }: Picture, { content, mediaType }: PictureFile): Promise<void> {
  await sql(
    `update personas_pictures set outcome = 'made', content = decode(:content, 'base64'), media_type = :mediaType
     where id = :id and outcome = 'drawing'`,
    { id, content: Buffer.from(content).toString('base64'), mediaType }
  )
  await sql(
    `update personas_pictures set content = null
     where content is not null and id in (
       select id from personas_pictures where person_id = :personId and content is not null
       order by id desc offset :kept)`,
    { personId, kept: PICTURES.kept }
  )
}
