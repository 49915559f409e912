import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import type { Reply } from '#app/bot_kit/reply'
import { label } from '#plugins/personas/bot/offers'
import { addKnowledge } from '#plugins/personas/knowledge/actions/add_knowledge'
import { openUpload, type Upload } from '#plugins/personas/knowledge/actions/keep_upload'
import type { KnowledgeServices } from '#plugins/personas/knowledge/services'
import type { Speaker } from '#plugins/personas/knowledge/knowledge'
import { failureText } from '#plugins/personas/knowledge/knowledge_words'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import { readSpeakers } from '#plugins/personas/knowledge/reading/reader'
import { ReadingFailed } from '#plugins/personas/knowledge/reading/reading_failed'
import {
  act,
  CREATORS,
  nobody,
  notice,
  notYours,
  PERSONA,
} from '#plugins/personas/making/bot/making_kit'
import { ownPersona, type OwnPersona } from '#plugins/personas/making/own_personas'

/** Said of a chat: nobody in it is the persona. */
const NOBODY = -1

/** Gives a file that was sent to a persona; of a chat it asks first who the persona is in it. */
export const addCommand = ({ outbox }: KnowledgeServices) =>
  defineCommand({
    name: 'knowledge_add',
    description: 'personas.knowledge.description',
    options: {
      ...PERSONA,
      upload: {
        kind: 'text',
        description: 'personas.knowledge.description',
        maxLength: 36,
        required: true,
      },
      speaker: {
        kind: 'integer',
        description: 'personas.knowledge.description',
        min: NOBODY,
        max: KNOWLEDGE_LIMITS.speakers - 1,
      },
    },
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return nobody(ctx)
      const { upload: uploadId, speaker } = ctx.options
      const own = await ownPersona(ctx.options.persona, ctx.person.id)
      if (!own) return notYours(ctx)
      if (speaker === undefined) {
        const upload = await openUpload(uploadId, ctx.person.id)
        if (!upload) return gone(ctx)
        const asked = await askSpeaker(ctx, own, upload)
        if (asked) return asked
      }
      const added = await addKnowledge(
        {
          uploadId,
          personaId: own.persona.id,
          personId: ctx.person.id,
          speaker: speaker === undefined || speaker === NOBODY ? null : speaker,
        },
        outbox
      )
      switch (added.outcome) {
        case 'added':
          return [
            {
              kind: 'choice',
              text: ctx.t('personas.knowledge.added', { file: added.name, name: own.persona.name }),
              buttons: [act(ctx, 'knowledge_of', own, {}, 'personas.knowledge.see')],
            },
          ]
        case 'upload_gone':
          return gone(ctx)
        case 'not_theirs':
          return notYours(ctx)
        case 'too_many_files':
          return [notice(ctx.t('personas.knowledge.too_many_files', { files: added.limit }))]
      }
    },
  })

const gone = (ctx: TurnContext): Reply => [notice(ctx.t('personas.knowledge.gone'))]

/** Asks who the persona is in a chat; null when the file is none. */
async function askSpeaker(
  ctx: TurnContext,
  own: OwnPersona,
  upload: Upload
): Promise<Reply | null> {
  let speakers: readonly Speaker[] | null
  try {
    speakers = await readSpeakers({ ...upload, voice: null }, { signal: ctx.signal })
  } catch (error) {
    if (!(error instanceof ReadingFailed)) throw error
    return [{ kind: 'text', tone: 'error', text: failureText(ctx.t, error.reason) }]
  }
  if (!speakers) return null
  const is = (text: string, speaker: number) => ({
    label: label(text),
    invoke: {
      command: 'knowledge_add',
      options: { persona: own.persona.id, upload: upload.id, speaker },
    },
  })
  return [
    {
      kind: 'choice',
      text: ctx.t('personas.knowledge.who_speaks', { file: upload.name, name: own.persona.name }),
      buttons: [
        ...speakers.map(({ name, messages }, at) =>
          is(ctx.t('personas.knowledge.speaker', { name: name.slice(0, 24), messages }), at)
        ),
        is(ctx.t('personas.knowledge.nobody'), NOBODY),
      ],
    },
  ]
}
