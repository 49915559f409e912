import {
  defineCommand,
  type AnyBotCommand,
  type ReceiveFile,
  type TurnContext,
} from '#app/bot_kit/command'
import { FileGone, FileTooLarge, type InboundFile } from '#app/bot_kit/inbound'
import type { Reply } from '#app/bot_kit/reply'
import { CardError } from '#plugins/personas/cards/card_error'
import { CARD_LIMITS } from '#plugins/personas/cards/card_limits'
import { isMeantAsCard } from '#plugins/personas/cards/sniff_card'
import { label } from '#plugins/personas/bot/offers'
import {
  importedText,
  MEGABYTE,
  refusedFile,
  usualOf,
} from '#plugins/personas/making/bot/import_words'
import { notCreated } from '#plugins/personas/making/bot/create_commands'
import { draftView } from '#plugins/personas/making/bot/draft_view'
import {
  backTo,
  CREATORS,
  makerOf,
  nobody,
  notice,
  notYours,
  PERSONA,
} from '#plugins/personas/making/bot/making_kit'
import { importCard, previewCard } from '#plugins/personas/making/import_card'
import type { MakingServices } from '#plugins/personas/making/maker'
import { ownPersona } from '#plugins/personas/making/own_personas'
import { PICTURE_LIMITS } from '#plugins/personas/making/persona_limits'
import {
  awaitedPicture,
  awaitPicture,
  setPicture,
  stopAwaitingPicture,
} from '#plugins/personas/making/set_picture'
import { pictureTrouble } from '#plugins/personas/making/picture_words'
import { dropUpload, findUpload, keepUpload } from '#plugins/personas/making/uploads'

/** Cards and pictures that a creator sends in a direct chat. */
export const receiveCreatorFile =
  (services: MakingServices): ReceiveFile =>
  async (ctx, file) => {
    if (ctx.place.kind !== 'direct' || !ctx.person) return null
    const personaId = await awaitedPicture(ctx.account.id)
    if (personaId !== null && file.kind !== 'voice' && file.kind !== 'audio') {
      return receivePicture(ctx, services, personaId, file)
    }
    if (!mayBeCard(file)) return null
    const content = await contentOf(ctx, file)
    if (!(content instanceof Uint8Array)) return content
    if (!isMeantAsCard(content, file.name)) return null
    if (!ctx.person.roles.includes('creator')) {
      return [
        {
          kind: 'choice',
          text: ctx.t('personas.cards.import.creators_only'),
          buttons: [
            {
              label: label(ctx.t('personas.making.creators.become')),
              invoke: { command: 'create' },
              style: 'primary',
            },
          ],
        },
      ]
    }
    return offerImport(ctx, { name: file.name, content })
  }

/** Only files of these kinds are fetched at all. */
function mayBeCard({ kind, name, mediaType }: InboundFile): boolean {
  if (kind !== 'image' && kind !== 'document') return false
  return /\.(png|json|charx|zip)$/i.test(name) || /\/(png|json|zip|octet-stream)\b/.test(mediaType)
}

async function contentOf(ctx: TurnContext, file: InboundFile): Promise<Uint8Array | Reply> {
  try {
    return await file.read(CARD_LIMITS.fileBytes, ctx.signal)
  } catch (error) {
    if (error instanceof FileTooLarge) return refusedFile(ctx, 'too_large')
    if (error instanceof FileGone) return [notice(ctx.t('personas.cards.import.gone'))]
    throw error
  }
}

async function receivePicture(
  ctx: TurnContext,
  services: MakingServices,
  personaId: string,
  file: InboundFile
): Promise<Reply> {
  const content = await contentOf(ctx, file)
  if (!(content instanceof Uint8Array)) return content
  const maker = makerOf(ctx)
  if (!maker) return nobody(ctx)
  try {
    const change = await setPicture(services, maker, personaId, content)
    if (change.outcome === 'set') {
      await stopAwaitingPicture(ctx.account.id)
      return draftView(ctx, change.own, ctx.t('personas.making.picture.done'))
    }
    if (change.outcome === 'not_yours') return notYours(ctx)
    const why = pictureTrouble((key, data) => ctx.t(key, data), change) ?? ''
    return [{ kind: 'text', tone: 'error', code: 'blocked_content', text: why }]
  } catch (error) {
    if (!(error instanceof CardError)) throw error
    return refusedFile(ctx, error.problem === 'unknown_file' ? 'not_a_picture' : error.problem)
  }
}

async function offerImport(
  ctx: TurnContext,
  file: { name: string; content: Uint8Array }
): Promise<Reply> {
  if (!ctx.person) return nobody(ctx)
  const preview = previewCard(file.content, usualOf(ctx, file.name))
  if (preview.outcome === 'refused') return refusedFile(ctx, preview.problem)
  const upload = await keepUpload(ctx.person.id, file)
  const { profile } = preview
  return [
    {
      kind: 'choice',
      text: ctx.t('personas.cards.import.question', {
        name: profile.name,
        entries: profile.lorebook?.entries.length ?? 0,
        greetings: profile.greetings.length + (profile.greeting === '' ? 0 : 1),
      }),
      buttons: [
        {
          label: label(ctx.t('personas.cards.import.yes')),
          invoke: { command: 'import_card', options: { upload } },
          style: 'primary',
          singleUse: true,
        },
        {
          label: label(ctx.t('personas.cards.import.no')),
          invoke: { command: 'drop_card', options: { upload } },
        },
      ],
    },
  ]
}

const UPLOAD = {
  upload: {
    kind: 'text',
    description: 'personas.cards.import.description',
    maxLength: 36,
    required: true,
  },
} as const

/** What the buttons below a sent file mean, and the asking for a picture. */
export function fileCommands(): AnyBotCommand[] {
  const importing = defineCommand({
    name: 'import_card',
    topic: 'creators',
    description: 'personas.cards.import.description',
    options: UPLOAD,
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const maker = makerOf(ctx)
      if (!maker) return nobody(ctx)
      const upload = await findUpload(ctx.options.upload, maker.person.id)
      if (!upload) return [notice(ctx.t('personas.cards.import.gone'))]
      const imported = await importCard(maker, upload.content, usualOf(ctx, upload.name))
      if (imported.outcome === 'refused') return refusedFile(ctx, imported.problem)
      if (imported.outcome !== 'created') return notCreated(ctx, imported)
      await dropUpload(ctx.options.upload, maker.person.id)
      return draftView(ctx, imported.own, importedText(ctx.t, imported))
    },
  })

  const drop = defineCommand({
    name: 'drop_card',
    description: 'personas.cards.import.description',
    options: UPLOAD,
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return nobody(ctx)
      await dropUpload(ctx.options.upload, ctx.person.id)
      return [notice(ctx.t('personas.cards.import.dropped'))]
    },
  })

  const picture = defineCommand({
    name: 'persona_picture',
    description: 'personas.making.picture.description',
    options: PERSONA,
    guards: CREATORS,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const own = ctx.person && (await ownPersona(ctx.options.persona, ctx.person.id))
      if (!own) return notYours(ctx)
      await awaitPicture(ctx.account.id, own.persona.id)
      const text = ctx.t(
        ctx.place.kind === 'direct'
          ? 'personas.making.picture.send'
          : 'personas.making.picture.send_directly',
        {
          name: own.persona.name,
          limit: PICTURE_LIMITS.bytes / MEGABYTE,
          side: PICTURE_LIMITS.side,
        }
      )
      return [{ kind: 'choice', text, buttons: [backTo(ctx, own)] }]
    },
  })
  return [importing, drop, picture]
}
