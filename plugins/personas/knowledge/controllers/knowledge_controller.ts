import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { CardError } from '#plugins/personas/cards/card_error'
import { addKnowledge } from '#plugins/personas/knowledge/actions/add_knowledge'
import { keepUpload, openUpload } from '#plugins/personas/knowledge/actions/keep_upload'
import { removeKnowledge } from '#plugins/personas/knowledge/actions/remove_knowledge'
import {
  failureText,
  fileText,
  limitWords,
  roomText,
} from '#plugins/personas/knowledge/knowledge_words'
import type { Speaker } from '#plugins/personas/knowledge/knowledge'
import { KNOWLEDGE_LIMITS } from '#plugins/personas/knowledge/limits'
import { listFiles } from '#plugins/personas/knowledge/queries/list_files'
import { ACCEPTED_ENDS, kindOfName } from '#plugins/personas/knowledge/reading/kinds'
import { readSpeakers } from '#plugins/personas/knowledge/reading/reader'
import { ReadingFailed } from '#plugins/personas/knowledge/reading/reading_failed'
import { personaHere } from '#plugins/personas/making/web/creator_here'
import { readFormFile } from '#plugins/personas/making/web/read_file'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

type Here = NonNullable<Awaited<ReturnType<typeof personaHere>>>

/** A chat whose creator has yet to say who the persona is in it. */
interface AskedChat {
  upload: string
  name: string
  speakers: readonly Speaker[]
}

/** What a persona has read, on the web page. */
export default class KnowledgeController {
  async show(ctx: HttpContext) {
    const here = await personaHere(ctx)
    return here ? this.#page(ctx, here) : undefined
  }

  /** Takes a file; of a chat it is asked who speaks. */
  async store(ctx: HttpContext) {
    const here = await personaHere(ctx)
    if (!here) return
    const t = ctx.i18n.t.bind(ctx.i18n)
    try {
      const file = await readFormFile(ctx)
      if (!file) return await this.#page(ctx, here, { wrong: t('personas.knowledge.web.no_file') })
      if (kindOfName(file.name) === null) {
        return await this.#page(ctx, here, { wrong: t('personas.knowledge.web.wrong_kind') })
      }
      const { signal, person } = here.maker
      const speakers = await readSpeakers({ ...file, voice: null }, { signal })
      const upload = await keepUpload(person.id, file)
      if (speakers) {
        return await this.#page(ctx, here, { chat: { upload, name: file.name, speakers } })
      }
      return await this.#add(ctx, here, upload, null)
    } catch (error) {
      if (error instanceof CardError) {
        return this.#page(ctx, here, { wrong: t('personas.knowledge.too_large', limitWords()) })
      }
      if (!(error instanceof ReadingFailed)) throw error
      return this.#page(ctx, here, { wrong: failureText(t, error.reason) })
    }
  }

  /** Who the persona is in a chat that was sent. */
  async speaker(ctx: HttpContext) {
    const here = await personaHere(ctx)
    if (!here) return
    const { upload, speaker }: { upload?: unknown; speaker?: unknown } = ctx.request.body()
    const kept =
      typeof upload === 'string' && UUID.test(upload)
        ? await openUpload(upload, here.maker.person.id)
        : null
    if (!kept) {
      return this.#page(ctx, here, { wrong: ctx.i18n.t('personas.knowledge.gone') })
    }
    const place = Number(speaker)
    const isOne = Number.isInteger(place) && place >= 0 && place < KNOWLEDGE_LIMITS.speakers
    return this.#add(ctx, here, kept.id, isOne && speaker !== null && speaker !== '' ? place : null)
  }

  async destroy(ctx: HttpContext) {
    const here = await personaHere(ctx)
    if (!here) return
    const file = String(ctx.params.file)
    const removed = UUID.test(file) && (await removeKnowledge(file, here.maker.person.id))
    const said = ctx.i18n.t(removed ? 'personas.knowledge.removed' : 'personas.knowledge.file_gone')
    ctx.session.flash('said', said)
    return ctx.response.redirect(addressOf(here))
  }

  async #add(ctx: HttpContext, here: Here, uploadId: string, speaker: number | null) {
    const outbox = await app.container.make('outbox')
    const added = await addKnowledge(
      { uploadId, personaId: here.own.persona.id, personId: here.maker.person.id, speaker },
      outbox
    )
    const t = ctx.i18n.t.bind(ctx.i18n)
    switch (added.outcome) {
      case 'added':
        ctx.session.flash('said', t('personas.knowledge.web.added', { file: added.name }))
        return ctx.response.redirect(addressOf(here))
      case 'upload_gone':
        return this.#page(ctx, here, { wrong: t('personas.knowledge.gone') })
      case 'not_theirs':
        return this.#page(ctx, here, { wrong: t('personas.making.not_yours') })
      case 'too_many_files': {
        const wrong = t('personas.knowledge.too_many_files', { files: added.limit })
        return this.#page(ctx, here, { wrong })
      }
    }
  }

  async #page(
    ctx: HttpContext,
    { pages, own }: Here,
    { wrong, chat }: { wrong?: string; chat?: AskedChat } = {}
  ) {
    if (wrong) ctx.response.status(422)
    const t = ctx.i18n.t.bind(ctx.i18n)
    const { persona } = own
    const files = await listFiles(persona.id)
    return pages.render(ctx, 'personas::knowledge/show', {
      persona,
      wrong,
      said: ctx.session.flashMessages.get('said'),
      files: files.map((file) => ({ id: file.id, name: file.name, state: fileText(t, file) })),
      isReading: files.some(({ state }) => state === 'waiting'),
      room: roomText(t, files),
      limits: t('personas.knowledge.web.limits', limitWords()),
      accept: ACCEPTED_ENDS.join(','),
      chat,
    })
  }
}

const addressOf = ({ own }: Here): string => `/personas/${own.persona.slug}/knowledge`
