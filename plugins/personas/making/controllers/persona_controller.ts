import { randomUUID } from 'node:crypto'
import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { fillMacros } from '#plugins/personas/cards/macros'
import { mayTalk } from '#plugins/personas/making/may_talk'
import { notFound } from '#plugins/personas/making/web/creator_here'
import { findBySlug } from '#plugins/personas/making/find_by_slug'
import type { ReportOutcome } from '#plugins/moderation/api'
import { plainText } from '#plugins/personas/plain_text'
import { reportablePersona } from '#plugins/personas/safety/report/reportable'
import { REPORT_REASONS } from '#plugins/personas/safety/report/report_command'

/** Longest words of a report, characters. */
const WORDS_LENGTH = 1_000

/** A persona's own page, to be shared. Those for adults are shown to adults. */
export default class PersonaController {
  async show(ctx: HttpContext) {
    const pages = await app.container.make('pages')
    const person = await pages.personOf(ctx)
    const persona = await findBySlug(String(ctx.params.slug))
    if (!persona || mayTalk(persona, person) !== 'yes') return notFound(ctx, pages)
    if (persona.adult && person?.adult !== true) {
      ctx.response.status(403)
      return pages.render(ctx, 'personas::making/adults', {})
    }
    const names = { char: persona.name, user: ctx.i18n.t('personas.making.web.you') }
    return pages.render(ctx, 'personas::making/show', {
      persona,
      said: ctx.session.flashMessages.get('said'),
      reasons: REPORT_REASONS,
      isOwn: person !== null && persona.creatorId === person.id,
      description: fillMacros(persona.description, names),
      greeting: fillMacros(persona.greeting, names),
      language:
        new Intl.DisplayNames([ctx.i18n.locale], { type: 'language' }).of(persona.language) ??
        persona.language,
    })
  }

  /** Puts the persona before the moderators. Who reports is known to them alone. */
  async report(ctx: HttpContext) {
    const pages = await app.container.make('pages')
    const { slug } = ctx.params
    const address = `/personas/${encodeURIComponent(String(slug))}`
    const speaker = await pages.speakerOf(ctx)
    if (!speaker) return ctx.response.redirect(`/sign-in?next=${encodeURIComponent(address)}`)
    const persona = await findBySlug(String(slug))
    const found = persona && (await reportablePersona(persona.id))
    if (!persona || !found || mayTalk(persona, speaker.person) !== 'yes')
      return notFound(ctx, pages)

    const { reason, words }: { reason?: unknown; words?: unknown } = ctx.request.body()
    const outcome = await (await app.container.make('plugins')).use('moderation').report({
      key: `page:${speaker.accountId}:${persona.id}:${randomUUID()}`,
      accountId: speaker.accountId,
      subject: found.subject,
      excerpt: found.excerpt,
      reason: REPORT_REASONS.find((known) => known === reason) ?? 'other',
      words: typeof words === 'string' ? plainText(words).slice(0, WORDS_LENGTH) : '',
    })
    ctx.session.flash('said', outcomeWords(ctx, outcome, found.name))
    return ctx.response.redirect(address)
  }
}

function outcomeWords({ i18n }: HttpContext, outcome: ReportOutcome, name: string): string {
  switch (outcome.outcome) {
    case 'reported':
      return i18n.t('moderation.report.thanks', { name })
    case 'reported_before':
      return i18n.t('moderation.report.before', { name })
    case 'too_many': {
      const hours = Math.ceil(outcome.retryInSeconds / 3_600)
      const wait = new Intl.NumberFormat(i18n.locale, {
        style: 'unit',
        unit: 'hour',
        unitDisplay: 'long',
      }).format(hours)
      return i18n.t('moderation.report.too_many', { wait })
    }
  }
}
