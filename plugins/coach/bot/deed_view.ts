import type { TurnContext } from '#app/bot_kit/command'
import { LIMITS } from '#app/bot_kit/limits'
import type { Button, ButtonLike, FormField, Reply } from '#app/bot_kit/reply'
import { GAVE_UP_UNDOING, type Deed } from '#plugins/coach/deeds/deed'
import { canUndo } from '#plugins/coach/deeds/can_undo'
import type { Missing, Values, WrongField } from '#plugins/coach/deeds/kind'
import { DEED_KINDS } from '#plugins/coach/deeds/kinds/kinds'
import { planLines, planNotes, resultLines } from '#plugins/coach/deeds/words'
import type { TaskAction } from '#plugins/coach/programme/programme'
import type { CoachServices } from '#plugins/coach/services'

const short = (text: string): string =>
  text.length <= LIMITS.buttonLabel
    ? text
    : `${text.slice(0, LIMITS.buttonLabel - 1).toWellFormed()}…`

function press(
  ctx: TurnContext,
  key: string,
  command: string,
  options: Readonly<Record<string, string>>,
  more: Partial<Button> = {}
): Button {
  return { label: short(ctx.t(`coach.deed.button.${key}`)), invoke: { command, options }, ...more }
}

/** A plan, to be confirmed as it stands, changed, or let be. */
export function planReply(ctx: TurnContext, deed: Deed, said?: string): Reply {
  const options = { deed: deed.id }
  const isWhole = deed.plan.asks.length === 0
  const primary = { style: 'primary' } as const
  return [
    ...(said === undefined ? [] : [{ kind: 'text', tone: 'notice', text: said } as const]),
    {
      kind: 'card',
      title: ctx.t(`coach.deed.title.${deed.action}`, { community: deed.plan.community.name }),
      text: [ctx.t('coach.deed.nothing_yet'), ...planNotes(ctx, deed)].join('\n'),
      fields: planLines(ctx, deed),
      buttons: [
        ...(isWhole
          ? [press(ctx, `confirm_${deed.action}`, 'coach_do_confirm', options, primary)]
          : []),
        ...(DEED_KINDS[deed.action].fields.length > 0
          ? [press(ctx, 'change', 'coach_do_change', options, isWhole ? {} : primary)]
          : []),
        press(ctx, 'drop', 'coach_do_drop', options, { replaces: true }),
      ],
    },
  ]
}

/** The form in which a plan is changed; what is typed makes another plan. */
export function changeForm(ctx: TurnContext, deed: Deed, typed: Values = {}): Reply {
  const { plan, action } = deed
  const fields = DEED_KINDS[action].fields.map(({ name, kind, maxLength }): FormField => {
    const choices = plan.choices[name]
    const value = typed[name] ?? plan.values[name] ?? ''
    const isKnown = !choices || choices.some((one) => one.value === value)
    return {
      name,
      label: ctx.t(`coach.deed.field.${name}`),
      hint: ctx.t(`coach.deed.hint.${name}`),
      kind: choices && choices.length > 0 ? 'select' : kind,
      required: true,
      maxLength,
      ...(value !== '' && isKnown && { value }),
      ...(choices &&
        choices.length > 0 && {
          choices: choices.map((one) => ({ value: one.value, label: one.label.slice(0, CHOICE) })),
        }),
    }
  })
  return [
    {
      kind: 'form',
      title: ctx
        .t(`coach.deed.title.${action}`, { community: plan.community.name })
        .slice(0, TITLE),
      fields,
      submit: press(ctx, 'change', 'coach_do_changed', { deed: deed.id }, { style: 'primary' }),
      cancelLabel: ctx.t('coach.button.cancel'),
    },
  ]
}

/** Characters of a form's title and of a choice (docs.discord.com: modals 45, select options 100). */
const TITLE = 45
const CHOICE = 100

/** What was only looked at is done; what could not be taken back has not worked. */
const stateWord = ({ state, result }: Deed): Deed['state'] =>
  result?.notes.some(({ key }) => key === GAVE_UP_UNDOING) === true ? 'failed' : state

/** What became of it, what comes next, and the way back. */
export function resultReply(ctx: TurnContext, deed: Deed): Reply {
  const { result, state } = deed
  const lines = result ? resultLines(ctx, result) : []
  const next: ButtonLike[] = (result?.next ?? []).map(({ key, command, options }) => ({
    label: short(ctx.t(`coach.deed.next.${key}`)),
    invoke: { command, options },
  }))
  return [
    {
      kind: 'choice',
      text: [ctx.t(`coach.deed.state.${stateWord(deed)}`), ...lines].join('\n'),
      buttons: [
        ...next,
        ...(canUndo(deed)
          ? [press(ctx, 'undo', 'coach_do_undo', { deed: deed.id }, { singleUse: false })]
          : []),
        ...(state === 'undone' || state === 'failed'
          ? [press(ctx, 'again', 'coach_do', { action: deed.action })]
          : []),
        { label: ctx.t('coach.button.on'), invoke: { command: 'coach' } },
      ],
    },
  ]
}

/** What has to be there first, and the way to it. */
export async function missingReply(
  ctx: TurnContext,
  { communities }: Pick<CoachServices, 'communities'>,
  action: TaskAction,
  { needs, communities: own = [] }: Missing
): Promise<Reply> {
  const text = ctx.t(`coach.deed.missing.${needs}`)
  const again = press(ctx, 'again', 'coach_do', { action })
  const primary = { style: 'primary' } as const
  switch (needs) {
    case 'community':
      return [
        { kind: 'choice', text, buttons: [press(ctx, 'begin', 'community', {}, primary), again] },
      ]
    case 'which_community':
      return [
        {
          kind: 'choice',
          text,
          buttons: own.slice(0, OFFERED).map(({ id, name }) => ({
            label: short(name),
            invoke: { command: 'coach_do', options: { action, community: id } },
          })),
        },
      ]
    case 'space': {
      const ways = await communities.waysToConnect()
      const steps = ways.map(({ kind }) => ctx.t(`coach.deed.connect.${kind}`))
      const links = ways.map(({ kind, url }) => ({ label: ctx.t(`coach.deed.add.${kind}`), url }))
      return [{ kind: 'choice', text: [text, ...steps].join('\n\n'), buttons: [...links, again] }]
    }
    case 'tier': {
      const make = press(ctx, 'make_tier', 'coach_do', { action: 'create_tier' }, primary)
      return [{ kind: 'choice', text, buttons: [make, again] }]
    }
    case 'pricing': {
      const decide = press(ctx, 'decide', 'coach_decide_form', { decision: 'pricing' }, primary)
      return [{ kind: 'choice', text, buttons: [decide, again] }]
    }
    case 'suspended':
    case 'nothing_to_do':
      return [{ kind: 'text', tone: 'notice', text }]
  }
}

/** Communities that are offered as buttons. */
const OFFERED = 10

export const wrongText = (ctx: TurnContext, { field, what, limit }: WrongField): string =>
  ctx.t(`coach.deed.wrong.${what}`, { field: ctx.t(`coach.deed.field.${field}`), limit })
