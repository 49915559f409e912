import { defineCommand, needsAccount } from '#app/bot_kit/command'
import type { FormField, Reply } from '#app/bot_kit/reply'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { findProfile, keepProfile } from '#plugins/coach/profile'
import { readProfile } from '#plugins/coach/read_profile'

const guards = [needsAccount, { kind: 'creatorOnly' }] as const
const line = {
  kind: 'text',
  maxLength: COACH_LIMITS.profile,
  description: 'coach.option.text',
} as const

/** The form with what the coach knows of its creator. */
export const coachProfileCommand = defineCommand({
  name: 'coach_profile',
  description: 'coach.description',
  options: {},
  guards,
  visibility: 'private',
  internal: true,
  async run(ctx): Promise<Reply> {
    if (!ctx.person) return []
    const known = await findProfile(ctx.person.id)
    const field = (name: string, value: string, kind: FormField['kind'] = 'line'): FormField => ({
      name,
      label: ctx.t(`coach.profile.${name}`),
      kind,
      required: false,
      maxLength: COACH_LIMITS.profile,
      ...(value !== '' && { value }),
    })
    return [
      {
        kind: 'form',
        title: ctx.t('coach.profile.title'),
        fields: [
          {
            ...field('reach', known ? `${known.followers}, ${known.engagementBp / 100} %` : ''),
            hint: ctx.t('coach.profile.reach_hint'),
          },
          {
            ...field(
              'niche',
              known ? [known.platform, known.niche].filter(Boolean).join(': ') : ''
            ),
            hint: ctx.t('coach.profile.niche_hint'),
          },
          field('audience', known?.audience ?? ''),
          field('goals', known?.goals ?? '', 'paragraph'),
          field('tone', known?.tone ?? ''),
        ],
        submit: {
          label: ctx.t('coach.button.keep'),
          invoke: { command: 'coach_profile_keep' },
          style: 'primary',
        },
        cancelLabel: ctx.t('coach.button.cancel'),
      },
    ]
  },
})

export const coachProfileKeepCommand = defineCommand({
  name: 'coach_profile_keep',
  description: 'coach.description',
  options: { reach: line, niche: line, audience: line, goals: line, tone: line },
  guards,
  visibility: 'private',
  internal: true,
  async run(ctx): Promise<Reply> {
    if (!ctx.person) return []
    const read = readProfile(ctx.options)
    if (read.outcome === 'wrong') {
      return [
        {
          kind: 'choice',
          text: ctx.t(`coach.profile.wrong.${read.field}`),
          buttons: [
            {
              label: ctx.t('coach.button.again'),
              invoke: { command: 'coach_profile' },
              style: 'primary',
            },
          ],
        },
      ]
    }
    await keepProfile(ctx.person.id, read.profile)
    return [
      {
        kind: 'choice',
        text: ctx.t('coach.profile.kept'),
        buttons: [
          { label: ctx.t('coach.button.on'), invoke: { command: 'coach' }, style: 'primary' },
        ],
      },
    ]
  },
})
