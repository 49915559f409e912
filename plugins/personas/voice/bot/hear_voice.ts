import limiter from '@adonisjs/limiter/services/main'
import type { TurnContext } from '#app/bot_kit/command'
import { FileGone, FileTooLarge, type InboundFile } from '#app/bot_kit/inbound'
import { LIMITS } from '#app/bot_kit/limits'
import type { Reply, ReplyNode } from '#app/bot_kit/reply'
import { ModelError, type AiService } from '#plugins/ai/api'
import type { HeardVoice, VoiceRequest } from '#plugins/personas/api'
import { plainText } from '#plugins/personas/plain_text'
import { VOICE } from '#plugins/personas/voice/limits'

type Hearing = { ai: AiService }

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

/** Writes a recording down, unless it is refused; the words go with those that were sent beside it. */
export async function hearVoice(
  services: Hearing,
  ctx: TurnContext,
  { file, text, purpose }: VoiceRequest
): Promise<HeardVoice> {
  const refusal = await refusalToHear(ctx, services, file)
  if (refusal) return { outcome: 'refused', reply: refusal }
  const heard = await transcribe(ctx, services, file, purpose)
  if ('refusal' in heard) return { outcome: 'refused', reply: heard.refusal }
  const words = [text.trim(), heard.words].filter((part) => part !== '').join('\n')
  const said = words.slice(0, LIMITS.messageLength).toWellFormed()
  const shown = [notice(ctx.t('personas.voice.heard', { words: said }))]
  return { outcome: 'heard', words: said, shown }
}

/** Why a recording is not listened to, before any of it is fetched. Nothing is charged for any of these. */
async function refusalToHear(
  ctx: TurnContext,
  { ai }: Hearing,
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

async function transcribe(
  ctx: TurnContext,
  { ai }: Hearing,
  file: InboundFile,
  purpose: string
): Promise<Heard> {
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
      purpose,
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
