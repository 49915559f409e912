import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { FileTooLarge } from '#app/bot_kit/inbound'
import { kindOfMedia } from '#app/bot_kit/fetch_file'
import { LIMITS } from '#app/bot_kit/limits'
import { problem } from '#app/support/problem'
import { keptFiles } from '#bots/web/kept_files'
import { WEB_LIMITS, WEB_RATES } from '#bots/web/limits'
import { live } from '#bots/web/live'
import { mayGoOn } from '#bots/web/may_go_on'
import { readUpload, type Upload } from '#bots/web/read_upload'
import { readable } from '#bots/web/readable'
import { Turns, type SentFile } from '#bots/web/turns'
import { unavailable } from '#bots/web/unavailable'
import { uploadValidator } from '#bots/web/validators'
import { ensureVisitor } from '#bots/web/visitor'

/** Takes the files that the chat page sends; the answer comes as events. */
export default class UploadsController {
  async store(ctx: HttpContext) {
    if (live.isClosing) return unavailable(ctx)
    try {
      const visitor = await ensureVisitor(ctx)
      const uses = [
        { key: `files:${visitor.id}`, rate: WEB_RATES.filesPerVisitor },
        { key: `files:${ctx.request.ip()}`, rate: WEB_RATES.filesPerIp },
      ]
      if (!(await mayGoOn(ctx, visitor, uses))) return
      const read = await this.#read(ctx)
      if (!read) return
      const { upload, sent } = read
      await keptFiles.add(visitor.id, { id: sent.id, ...upload })

      const house = await app.container.make('bots')
      const turns = new Turns(house.context, await app.container.make('identity'))
      await turns.take(visitor, sent, ctx.i18n.locale)
      return ctx.response.status(202).send({ id: sent.id })
    } catch (error) {
      ctx.logger.error({ err: error }, 'a file of the web was not taken')
      return unavailable(ctx)
    }
  }

  /** What was sent, or null when the answer says what is wrong with it. */
  async #read(ctx: HttpContext): Promise<{ upload: Upload; sent: SentFile } | null> {
    const refuse = (status: number, code: string, detail: string) => {
      problem(ctx, { status, code, detail })
      return null
    }
    let upload: Upload | null
    try {
      upload = await readUpload(ctx)
    } catch (error) {
      if (!(error instanceof FileTooLarge)) throw error
      const limit = WEB_LIMITS.fileBytes / 1024 / 1024
      return refuse(413, 'file_too_large', ctx.i18n.t('web.problems.file_too_large', { limit }))
    }
    const [invalid, form] = await uploadValidator.tryValidate(ctx.request.body())
    if (invalid || !upload) {
      return refuse(422, 'bad_input', ctx.i18n.t('web.problems.bad_input'))
    }
    if (upload.content.length === 0) {
      return refuse(422, 'file_empty', ctx.i18n.t('web.problems.file_empty'))
    }
    const text = readable(form.text ?? '')
    if (text.length > LIMITS.messageLength) {
      const lengths = { length: text.length, limit: LIMITS.messageLength }
      const detail = ctx.i18n.t('bot.errors.message_too_long', lengths)
      return refuse(422, 'message_too_long', detail)
    }
    return { upload, sent: sentFile(form, upload, text) }
  }
}

function sentFile(
  { id, voice, seconds }: { id: string; voice?: boolean; seconds?: number },
  { name, mediaType, content }: Upload,
  text: string
): SentFile {
  const kind = voice === true ? ('voice' as const) : kindOfMedia(mediaType)
  const type = mediaType || 'application/octet-stream'
  const file = { kind, name, mediaType: type, size: content.length, seconds: seconds ?? null }
  return { kind: 'file', id, text, file }
}
