import type { ReceiveFile, TurnContext } from '#app/bot_kit/command'
import { FileGone, FileTooLarge, type InboundFile } from '#app/bot_kit/inbound'
import type { Reply } from '#app/bot_kit/reply'
import { label } from '#plugins/personas/bot/offers'
import { keepUpload } from '#plugins/personas/knowledge/actions/keep_upload'
import { OFFERED_PERSONAS } from '#plugins/personas/knowledge/bot/knowledge_view'
import { limitWords } from '#plugins/personas/knowledge/knowledge_words'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import { kindOfName } from '#plugins/personas/knowledge/reading/kinds'
import { notice } from '#plugins/personas/making/bot/making_kit'
import { listOwnPersonas } from '#plugins/personas/making/own_personas'

/** Offers to teach a text that a creator sends in a direct chat to one of their personas. */
export const receiveKnowledge: ReceiveFile = async (ctx, file) => {
  const { person, place } = ctx
  if (place.kind !== 'direct' || !person?.roles.includes('creator')) return null
  if (file.kind !== 'document' || kindOfName(file.name) === null) return null
  const found = await listOwnPersonas(person.id, { page: 1, pageSize: OFFERED_PERSONAS })
  if (found.personas.length === 0) {
    return [
      {
        kind: 'choice',
        text: ctx.t('personas.knowledge.no_personas'),
        buttons: [{ label: ctx.t('personas.knowledge.create'), invoke: { command: 'create' } }],
      },
    ]
  }
  const content = await contentOf(ctx, file)
  if (!(content instanceof Uint8Array)) return content
  const upload = await keepUpload(person.id, { name: file.name, content })
  return [
    {
      kind: 'choice',
      text: ctx.t('personas.knowledge.question', { file: file.name.slice(0, 80) }),
      buttons: found.personas.map(({ persona }) => ({
        label: label(ctx.t('personas.knowledge.teach', { name: persona.name })),
        invoke: { command: 'knowledge_add', options: { persona: persona.id, upload } },
      })),
    },
  ]
}

async function contentOf(ctx: TurnContext, file: InboundFile): Promise<Uint8Array | Reply> {
  try {
    return await file.read(KNOWLEDGE_LIMITS.fileBytes, ctx.signal)
  } catch (error) {
    if (error instanceof FileTooLarge) {
      return [
        { kind: 'text', tone: 'error', text: ctx.t('personas.knowledge.too_large', limitWords()) },
      ]
    }
    if (error instanceof FileGone) return [notice(ctx.t('personas.knowledge.file_unreachable'))]
    throw error
  }
}
