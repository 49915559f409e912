import limiter from '@adonisjs/limiter/services/main'
import type { Converse, ReceiveFile, TurnContext } from '#app/bot_kit/command'
import { FileGone, FileTooLarge, type InboundFile } from '#app/bot_kit/inbound'
import { LIMITS } from '#app/bot_kit/limits'
import type { Reply, ReplyNode } from '#app/bot_kit/reply'
import { ModelError } from '#plugins/ai/api'
import { plainText } from '#plugins/personas/plain_text'
import type { ChatServices } from '#plugins/personas/services'
import { VOICE } from '#plugins/personas/voice/limits'

/** What recordings are called for the server, by their type: it tells formats by the name's end. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'audio/ogg': 'ogg',
  'audio/opus': 'ogg',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/mp4': 'm4a',
  'audio/m4a': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/webm': 'webm',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/flac': 'flac',
}

/** A recording is written down, shown to its speaker, and answered as if it had been typed. */
export function receiveVoice(services: ChatServices, converse: Converse): ReceiveFile {
  return async (ctx, file, text) => {
    if (file.kind !== 'voice' && file.kind !== 'audio') return null
    const refusal = await refusalToHear(ctx, services, file)
    if (refusal) return refusal
    const heard = await hear(ctx, services, file)
    if ('refusal' in heard) return heard.refusal
    const words = [text.trim(), heard.words].filter((part) => part !== '').join('\n')
    const said = words.slice(0, LIMITS.messageLength).toWellFormed()
    return [notice(ctx.t('personas.voice.heard', { words: said })), ...(await converse(ctx, said))]
  }
}

/** Why a recording is not listened to, before any of it is fetched. Nothing is charged for any of these. */
async function refusalToHear(
  ctx: TurnContext,
  { ai }: ChatServices,
  { seconds, size, mediaType }: InboundFile
): Promise<Reply | null> {
  if (!ai.abilities.transcription) {
    return trouble(ctx, ai.demo ? 'personas.voice.deaf_no_server' : 'personas.voice.deaf')
  }
  if (seconds !== null && seconds > VOICE.seconds) {
    return trouble(ctx, 'personas.voice.too_long', { seconds: VOICE.seconds })
  }
  if (size !== null && size > VOICE.bytes) return tooLarge(ctx)
  if (extensionOf(mediaType) === null) return trouble(ctx, 'personas.voice.unknown_format')
  const most = ctx.person ? VOICE.heardADay.person : VOICE.heardADay.guest
  const rule = limiter.use({ requests: most, duration: '1 day' })
  const key = `voice:${ctx.person?.id ?? ctx.account.id}`
  const allowed = await rule.attempt(key, () => true)
  return allowed ? null : trouble(ctx, 'personas.voice.enough', { most })
}

type Heard = { words: string } | { refusal: Reply }

async function hear(ctx: TurnContext, { ai }: ChatServices, file: InboundFile): Promise<Heard> {
  try {
    const content = await file.read(VOICE.bytes, ctx.signal)
    const heard = await ai.transcribe({
      content,
      name: `recording.${extensionOf(file.mediaType) ?? 'ogg'}`,
      mediaType: file.mediaType,
      // What a platform says of a person's language is not what they speak with a persona of another one.
      locale: null,
      accountId: ctx.account.id,
      personId: ctx.person?.id ?? null,
      purpose: 'personas.voice',
      signal: ctx.signal,
    })
    const words = plainText(heard).trim()
    return words === '' ? { refusal: trouble(ctx, 'personas.voice.silence') } : { words }
  } catch (error) {
    if (ctx.signal.aborted) return { refusal: [notice(ctx.t('personas.voice.stopped'))] }
    if (error instanceof FileTooLarge) return { refusal: tooLarge(ctx) }
    if (error instanceof FileGone) return { refusal: trouble(ctx, 'personas.voice.file_gone') }
    if (error instanceof ModelError) return { refusal: trouble(ctx, 'personas.voice.not_heard') }
    throw error
  }
}

function extensionOf(mediaType: string): string | null {
  return EXTENSIONS[mediaType.split(';')[0]?.trim().toLowerCase() ?? ''] ?? null
}

const tooLarge = (ctx: TurnContext): Reply =>
  trouble(ctx, 'personas.voice.too_large', { megabytes: VOICE.bytes / 1024 / 1024 })

const trouble = (ctx: TurnContext, key: string, data?: Record<string, unknown>): Reply => [
  { kind: 'text', tone: 'error', code: 'message_unsupported', text: ctx.t(key, data) },
]

const notice = (text: string): ReplyNode => ({ kind: 'text', tone: 'notice', text })
