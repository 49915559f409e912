import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import type { CardNode, FormNode, Reply } from '#app/bot_kit/reply'
import type { LedgerService } from '#plugins/ledger/api'
import { changeLimits } from '#plugins/payments/limits/actions/change_limits'
import { limitLines } from '#plugins/payments/limits/limit_words'
import { LIMIT_KINDS } from '#plugins/payments/limits/limits'
import { limitsOf } from '#plugins/payments/limits/queries/limits_of'
import {
  LIMIT_LENGTH,
  readLimits,
  typedOf,
  type TypedLimits,
} from '#plugins/payments/limits/read_limits'

/** `/limits`: how much one lets oneself spend and pay. */
export const limitsCommand = (ledger: LedgerService) =>
  defineCommand({
    name: 'limits',
    topic: 'money',
    description: 'payments.limits.description',
    options: {},
    guards: [needsAccount],
    visibility: 'private',
    async run(ctx): Promise<Reply> {
      return ctx.person ? [await card(ctx, ledger, ctx.person.id)] : []
    },
  })

/** What the button of {@link limitsCommand} means: the form, with what holds now. */
export const limitsFormCommand = (ledger: LedgerService) =>
  defineCommand({
    name: 'limits_form',
    description: 'payments.limits.description',
    options: {},
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      return ctx.person ? [form(ctx, typedOf(await limitsOf(ledger, ctx.person.id)))] : []
    },
  })

const typed = {
  kind: 'text',
  description: 'payments.limits.description',
  maxLength: LIMIT_LENGTH,
} as const

/** What the form is sent to. */
export const limitsSetCommand = (ledger: LedgerService) =>
  defineCommand({
    name: 'limits_set',
    description: 'payments.limits.description',
    options: {
      coins_daily: typed,
      coins_monthly: typed,
      money_daily: typed,
      money_monthly: typed,
    },
    guards: [needsAccount],
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      const read = readLimits(ctx.options)
      if (read.outcome === 'wrong') {
        const name = ctx.t(`payments.limits.kind.${read.kind}`)
        return [
          { kind: 'text', tone: 'error', text: ctx.t('payments.limits.wrong', { name }) },
          form(ctx, ctx.options),
        ]
      }
      await changeLimits(ledger, ctx.person.id, read.limits)
      return [
        { kind: 'text', tone: 'notice', text: ctx.t('payments.limits.saved') },
        await card(ctx, ledger, ctx.person.id),
      ]
    },
  })

async function card(ctx: TurnContext, ledger: LedgerService, personId: string): Promise<CardNode> {
  const own = await limitsOf(ledger, personId)
  return {
    kind: 'card',
    title: ctx.t('payments.limits.title'),
    text: ctx.t('payments.limits.text'),
    fields: limitLines(ctx, own).map(({ name, value, change }) => ({
      name,
      value: change === null ? value : `${value}\n${change}`,
    })),
    footer: ctx.t('payments.limits.wait'),
    buttons: [{ label: ctx.t('payments.limits.change'), invoke: { command: 'limits_form' } }],
  }
}

function form(ctx: TurnContext, values: TypedLimits): FormNode {
  return {
    kind: 'form',
    title: ctx.t('payments.limits.form_title'),
    fields: LIMIT_KINDS.map((kind) => ({
      name: kind,
      label: ctx.t(`payments.limits.kind.${kind}`),
      hint: ctx.t('payments.limits.hint'),
      kind: 'line',
      required: false,
      maxLength: LIMIT_LENGTH,
      value: values[kind] ?? '',
    })),
    submit: {
      label: ctx.t('payments.limits.save'),
      invoke: { command: 'limits_set' },
      style: 'primary',
    },
    cancelLabel: ctx.t('payments.limits.cancel'),
  }
}
