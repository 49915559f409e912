import { defineCommand, needsAccount, type TurnContext } from '#app/bot_kit/command'
import type { FormField, FormNode, Reply } from '#app/bot_kit/reply'
import { nextInWords } from '#plugins/coach/bot/overview'
import { welcomeFor } from '#plugins/coach/conversation/welcome'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { findProfile, keepProfile } from '#plugins/coach/profile'
import { activeProject } from '#plugins/coach/project/project'
import { tasksOf } from '#plugins/coach/programme/programme'
import {
  PLATFORMS,
  PROFILE_FIELDS,
  readProfile,
  typedOf,
  type ProfileField,
  type TypedProfile,
} from '#plugins/coach/read_profile'
import type { CoachServices } from '#plugins/coach/services'

const guards = [needsAccount, { kind: 'creatorOnly' }] as const

/** What a form may send: more than a profile takes, so that what is too long is said in words and stays to be shortened. */
const line = { kind: 'text', maxLength: 4_000, description: 'coach.option.text' } as const

/** The form with what the coach knows of its creator. */
export async function profileReply(ctx: TurnContext): Promise<Reply> {
  if (!ctx.person) return []
  return [formOf(ctx, typedOf(ctx.locale, await findProfile(ctx.person.id)))]
}

export const coachProfileCommand = defineCommand({
  name: 'coach_profile',
  description: 'coach.description',
  options: {},
  guards,
  visibility: 'private',
  internal: true,
  run: profileReply,
})

/** Keeps a filled form, and welcomes with what is in it; what is wrong is named, and nothing of what was typed is lost. */
export const coachProfileKeepCommand = (services: Pick<CoachServices, 'programmes'>) =>
  defineCommand({
    name: 'coach_profile_keep',
    description: 'coach.description',
    options: {
      platform: line,
      followers: line,
      engagement: line,
      niche: line,
      audience: line,
      goals: line,
      tone: line,
    },
    guards,
    visibility: 'private',
    internal: true,
    async run(ctx): Promise<Reply> {
      if (!ctx.person) return []
      const read = readProfile(ctx.options)
      if (read.outcome === 'wrong') {
        const lines = PROFILE_FIELDS.flatMap((name) => {
          const why = read.wrong[name]
          const data = { field: ctx.t(`coach.profile.${name}`), most: COACH_LIMITS.profile }
          return why ? ctx.t(`coach.profile.wrong.${why}`, data) : []
        })
        return [{ kind: 'text', tone: 'error', text: lines.join('\n') }, formOf(ctx, ctx.options)]
      }
      await keepProfile(ctx.person.id, read.profile)
      const project = await activeProject(services.programmes, ctx.person.id)
      const next = project && tasksOf(project.programme).find(({ id }) => !project.ticks.has(id))
      return [
        {
          kind: 'choice',
          text: [
            ctx.t('coach.profile.kept'),
            welcomeFor(ctx, read.profile, project ?? { decisions: new Map() }),
            ...(next ? [nextInWords(ctx, next)] : []),
          ].join('\n\n'),
          buttons: [
            ...(next
              ? [
                  {
                    label: ctx.t('coach.button.task'),
                    invoke: { command: 'coach_task', options: { task: next.id } },
                    style: 'primary',
                  } as const,
                ]
              : []),
            { label: ctx.t('coach.button.on'), invoke: { command: 'coach' } },
          ],
        },
      ]
    },
  })

function formOf(ctx: TurnContext, typed: TypedProfile): FormNode {
  return {
    kind: 'form',
    title: ctx.t('coach.profile.title'),
    fields: PROFILE_FIELDS.map((name) => fieldOf(ctx, name, typed[name] ?? '')),
    submit: {
      label: ctx.t('coach.button.keep'),
      invoke: { command: 'coach_profile_keep' },
      style: 'primary',
    },
    cancelLabel: ctx.t('coach.button.cancel'),
  }
}

/** Fields with an example of what may stand in them. */
const HINTED: readonly ProfileField[] = ['followers', 'engagement', 'niche', 'audience']

function fieldOf(ctx: TurnContext, name: ProfileField, value: string): FormField {
  return {
    name,
    label: ctx.t(`coach.profile.${name}`),
    kind: name === 'platform' ? 'select' : name === 'goals' ? 'paragraph' : 'line',
    required: false,
    maxLength: COACH_LIMITS.profile,
    ...(HINTED.includes(name) && { hint: ctx.t(`coach.profile.hint.${name}`) }),
    ...(value !== '' && { value }),
    ...(name === 'platform' && {
      choices: PLATFORMS.map((one) => ({ value: one, label: ctx.t(`coach.platform.${one}`) })),
    }),
  }
}
