import { defineCommand, type TurnContext } from '#app/bot_kit/command'
import type { FormField, Reply } from '#app/bot_kit/reply'
import { shownAs } from '#plugins/personas/actions/write_reply'
import { untilText } from '#plugins/personas/bot/until'
import { whoseOf } from '#plugins/personas/bot/whose'
import { chatKey, type Whose } from '#plugins/personas/conversation'
import { currentConversation } from '#plugins/personas/queries/conversations'
import {
  reportableMessage,
  reportableMessageById,
  reportablePerson,
  reportablePersona,
  type Reportable,
} from '#plugins/personas/safety/report/reportable'
import type { ChatServices } from '#plugins/personas/services'

/** What a report can be about, and why. */
export const REPORT_KINDS = ['message', 'persona', 'person'] as const
export const REPORT_REASONS = [
  'minors',
  'sexual',
  'self_harm',
  'harassment',
  'hate',
  'illegal',
  'impersonation',
  'other',
] as const

const WORDS_LENGTH = 1_000
const NAME_LENGTH = 64

const about = {
  kind: 'choice',
  description: 'moderation.report.about',
  choices: REPORT_KINDS.map((value) => ({ value, name: `moderation.report.kind.${value}` })),
} as const
const reason = {
  kind: 'choice',
  description: 'moderation.report.why',
  choices: REPORT_REASONS.map((value) => ({ value, name: `moderation.report.reason.${value}` })),
} as const
const words = {
  kind: 'text',
  description: 'moderation.report.words',
  maxLength: WORDS_LENGTH,
} as const
const person = {
  kind: 'text',
  description: 'moderation.report.person',
  maxLength: NAME_LENGTH,
} as const

/**
 * Reports a message (the one that it replies to, else the newest of a persona), a persona or a person of the room. Asks
 * for the reason in a form where it is not given.
 */
export const reportCommand = (services: ChatServices) =>
  defineCommand({
    name: 'report',
    description: 'moderation.report.description',
    topic: 'safety',
    options: { about, reason, person, words },
    positional: 'words',
    guards: [],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      const whose = await whoseOf(ctx)
      const replied = ctx.place.replyTo
      const message = await reportableMessage(
        whose,
        replied === undefined ? null : shownAs(chatKey(ctx.frontend, ctx.place), replied)
      )
      const { options } = ctx
      if (options.reason !== undefined) {
        return send(ctx, services, whose, { ...options, message: messageIdOf(message) })
      }
      return [form(ctx, message, options.words)]
    },
  })

/** What the form's button means. */
export const reportSendCommand = (services: ChatServices) =>
  defineCommand({
    name: 'report_send',
    description: 'moderation.report.description',
    options: {
      about,
      reason: { ...reason, required: true },
      person,
      words,
      message: { kind: 'text', description: 'moderation.report.about', maxLength: 20 },
    },
    guards: [],
    visibility: 'private',
    internal: true,
    run: async (ctx) => send(ctx, services, await whoseOf(ctx), ctx.options),
  })

interface Report {
  about?: string
  reason?: string
  person?: string
  words?: string
  /** Id of a message that was seen. */
  message?: string
}

async function send(
  ctx: TurnContext,
  { moderation }: ChatServices,
  whose: Whose,
  report: Report
): Promise<Reply> {
  const found = await whatIsReported(whose, report)
  if (!found) return notice(ctx, `moderation.report.nothing.${kindOf(report)}`)
  const outcome = await moderation.report({
    key: ctx.turnKey,
    accountId: ctx.account.id,
    subject: found.subject,
    excerpt: found.excerpt,
    reason: report.reason ?? 'other',
    words: report.words ?? '',
  })
  switch (outcome.outcome) {
    case 'reported':
      return notice(ctx, 'moderation.report.thanks', { name: found.name })
    case 'reported_before':
      return notice(ctx, 'moderation.report.before', { name: found.name })
    case 'too_many': {
      const at = new Date(Date.now() + outcome.retryInSeconds * 1_000)
      return notice(ctx, 'moderation.report.too_many', { wait: untilText(ctx, at) })
    }
  }
}

const kindOf = ({ about: kind, person: who }: Report): (typeof REPORT_KINDS)[number] =>
  who !== undefined ? 'person' : (REPORT_KINDS.find((known) => known === kind) ?? 'message')

async function whatIsReported(whose: Whose, report: Report): Promise<Reportable | null> {
  switch (kindOf(report)) {
    case 'message':
      return report.message && /^\d{1,18}$/.test(report.message)
        ? reportableMessageById(whose, BigInt(report.message))
        : null
    case 'persona': {
      const conversation = await currentConversation(whose)
      return conversation && reportablePersona(conversation.persona.id)
    }
    case 'person':
      return report.person === undefined ? null : reportablePerson(whose.place, report.person)
  }
}

const messageIdOf = (message: Reportable | null): string | undefined =>
  message?.subject.kind === 'message' ? message.subject.messageId : undefined

function form(
  ctx: TurnContext,
  message: Reportable | null,
  said: string | undefined
): Reply[number] {
  const choices = (group: 'kind' | 'reason', values: readonly string[]) =>
    values.map((value) => ({ value, label: ctx.t(`moderation.report.${group}.${value}`) }))
  const kinds = ctx.place.kind === 'group' ? REPORT_KINDS : REPORT_KINDS.slice(0, 2)
  const fields: FormField[] = [
    {
      name: 'about',
      label: ctx.t('moderation.report.about'),
      kind: 'select',
      required: true,
      maxLength: 10,
      choices: choices('kind', kinds),
    },
    {
      name: 'reason',
      label: ctx.t('moderation.report.why'),
      kind: 'select',
      required: true,
      maxLength: 20,
      choices: choices('reason', REPORT_REASONS),
    },
    ...(ctx.place.kind === 'group'
      ? [
          {
            name: 'person',
            label: ctx.t('moderation.report.person'),
            hint: ctx.t('moderation.report.person_hint'),
            kind: 'line',
            required: false,
            maxLength: NAME_LENGTH,
          } as const,
        ]
      : []),
    ...(said === undefined
      ? [
          {
            name: 'words',
            label: ctx.t('moderation.report.words'),
            kind: 'paragraph',
            required: false,
            maxLength: WORDS_LENGTH,
          } as const,
        ]
      : []),
  ]
  const id = messageIdOf(message)
  return {
    kind: 'form',
    title: ctx.t('moderation.report.title'),
    fields,
    submit: {
      label: ctx.t('moderation.report.send'),
      invoke: {
        command: 'report_send',
        options: {
          ...(id === undefined ? {} : { message: id }),
          ...(said === undefined ? {} : { words: said }),
        },
      },
    },
    cancelLabel: ctx.t('moderation.report.cancel'),
  }
}

const notice = (ctx: TurnContext, key: string, data: Record<string, unknown> = {}): Reply => [
  { kind: 'text', tone: 'notice', text: ctx.t(key, data) },
]
