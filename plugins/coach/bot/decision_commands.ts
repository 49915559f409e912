import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { FormNode, Reply } from '#app/bot_kit/reply'
import { DECISION_LENGTH } from '#plugins/coach/actions/decide'
import { decideByHand } from '#plugins/coach/actions/decide_by_hand'
import { undecide } from '#plugins/coach/actions/undecide'
import { say } from '#plugins/coach/programme/say'
import type { Decision } from '#plugins/coach/programme/programme'
import { activeProject } from '#plugins/coach/project/project'
import { valueInWords } from '#plugins/coach/project/value_in_words'
import type { CoachServices } from '#plugins/coach/services'

const guards = [needsAccount, { kind: 'creatorOnly' }] as const
const decision = {
  kind: 'text',
  maxLength: 40,
  description: 'coach.option.decision',
  required: true,
} as const

/** More than is kept: what is too long is said in words, and stays to be shortened. */
const typed = { kind: 'text', maxLength: 4_000 } as const

/** What was decided and why, and what is open. */
export async function decisionsReply(
  services: Pick<CoachServices, 'programmes'>,
  ctx: TurnContext
): Promise<Reply> {
  const project = ctx.person && (await activeProject(services.programmes, ctx.person.id))
  if (!project) return [{ kind: 'text', text: ctx.t('coach.no_project') }]
  return [
    {
      kind: 'list',
      title: ctx.t('coach.decisions.title'),
      items: project.programme.decisions.map((one) => {
        const taken = project.decisions.get(one.id)
        return {
          title: `${taken ? '✅' : '⬜'} ${say(ctx, one.title)}`,
          text: taken
            ? ctx.t('coach.decisions.taken', {
                value: valueInWords(ctx, project, one.id, taken.value),
                reason: taken.reason || 'none',
              })
            : say(ctx, one.question),
          button: {
            label: ctx
              .t(`coach.decisions.${taken ? 'change' : 'take'}`, { title: say(ctx, one.title) })
              .slice(0, LIMITS.buttonLabel),
            invoke: { command: 'coach_decide_form', options: { decision: one.id } },
          },
        }
      }),
      empty: '',
    },
  ]
}

export const coachDecisionsCommand = (services: CoachServices) =>
  defineCommand({
    name: 'coach_decisions',
    description: 'coach.description',
    options: {},
    guards,
    visibility: 'private',
    internal: true,
    run: (ctx) => decisionsReply(services, ctx),
  })

/** The form in which a creator decides without talking. */
export const coachDecideFormCommand = (services: CoachServices) =>
  defineCommand({
    name: 'coach_decide_form',
    description: 'coach.description',
    options: { decision },
    guards,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const project = ctx.person && (await activeProject(services.programmes, ctx.person.id))
      const one = project?.programme.decisions.find(({ id }) => id === ctx.options.decision)
      if (!project || !one) return [{ kind: 'text', text: ctx.t('coach.no_project') }]
      const { value = '' } = project.decisions.get(one.id) ?? {}
      return [formOf(ctx, one, { value, reason: '' })]
    },
  })

/** What is typed in is shown again when it cannot be taken. */
function formOf(
  ctx: TurnContext,
  one: Decision,
  { value, reason }: { value: string; reason: string }
): FormNode {
  const isKnown = value !== '' && (!one.choices || one.choices.includes(value))
  return {
    kind: 'form',
    title: say(ctx, one.title),
    fields: [
      {
        name: 'value',
        label: say(ctx, one.title),
        hint: one.kind === 'date' ? ctx.t('coach.decisions.date_hint') : say(ctx, one.question),
        kind: one.choices ? 'select' : 'line',
        required: true,
        maxLength: DECISION_LENGTH,
        ...(isKnown && { value }),
        ...(one.choices && {
          choices: one.choices.map((choice) => ({
            value: choice,
            label: ctx.t(`coach.choice.${choice}`),
          })),
        }),
      },
      {
        name: 'reason',
        label: ctx.t('coach.decisions.reason'),
        kind: 'line',
        required: false,
        maxLength: DECISION_LENGTH,
        ...(reason !== '' && { value: reason }),
      },
    ],
    submit: {
      label: ctx.t('coach.button.decide'),
      invoke: { command: 'coach_decide', options: { decision: one.id } },
      style: 'primary',
    },
    cancelLabel: ctx.t('coach.button.cancel'),
  }
}

/** Writes a decision down: by the form, or by the yes to the coach's question. */
export const coachDecideCommand = (services: CoachServices) =>
  defineCommand({
    name: 'coach_decide',
    description: 'coach.description',
    options: {
      decision,
      value: { ...typed, description: 'coach.option.value', required: true },
      reason: { ...typed, description: 'coach.decisions.reason' },
    },
    guards,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const project = ctx.person && (await activeProject(services.programmes, ctx.person.id))
      const one = project?.programme.decisions.find(({ id }) => id === ctx.options.decision)
      if (!project || !one) return [{ kind: 'text', text: ctx.t('coach.no_project') }]
      const { value, reason = '' } = ctx.options
      const decided = await decideByHand(project, one, { value, reason })
      if (decided.outcome === 'wrong') {
        const why = ctx.t(`coach.decisions.wrong.${decided.reason}`, { most: DECISION_LENGTH })
        return [{ kind: 'text', tone: 'error', text: why }, formOf(ctx, one, { value, reason })]
      }
      return [
        {
          kind: 'choice',
          text: ctx.t('coach.noted', {
            title: say(ctx, one.title),
            value: valueInWords(ctx, project, one.id, decided.value),
          }),
          buttons: [
            {
              label: ctx.t('coach.button.undo'),
              invoke: { command: 'coach_undecide', options: { decision: one.id } },
              replaces: true,
            },
            { label: ctx.t('coach.button.on'), invoke: { command: 'coach' } },
          ],
        },
      ]
    },
  })

/** Takes a decision back; the one before it stands again. */
export const coachUndecideCommand = (services: CoachServices) =>
  defineCommand({
    name: 'coach_undecide',
    description: 'coach.description',
    options: { decision },
    guards,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      const project = ctx.person && (await activeProject(services.programmes, ctx.person.id))
      if (!project) return [{ kind: 'text', text: ctx.t('coach.no_project') }]
      const before = await undecide(project, ctx.options.decision)
      const key = before === null ? 'open_again' : 'as_before'
      const value = before === null ? '' : valueInWords(ctx, project, ctx.options.decision, before)
      return [{ kind: 'text', text: ctx.t(`coach.decisions.${key}`, { value }) }]
    },
  })
