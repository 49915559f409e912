import vine from '@vinejs/vine'
import { DECISION_LENGTH } from '#plugins/coach/actions/decide'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { TASK_ACTIONS } from '#plugins/coach/programme/programme'
import { MOST_FOLLOWERS, PLATFORMS } from '#plugins/coach/read_profile'

const line = () => vine.string().trim().maxLength(COACH_LIMITS.profile).optional()
/** Fields of a plan, and characters of one, at most. */
const PLAN_FIELDS = 20
const PLAN_LENGTH = 4_000

export const profileBody = vine.create({
  platform: vine.enum(['', ...PLATFORMS]).optional(),
  followers: vine.number({ strict: true }).withoutDecimals().range([0, MOST_FOLLOWERS]).optional(),
  engagement_basis_points: vine
    .number({ strict: true })
    .withoutDecimals()
    .range([0, 10_000])
    .optional(),
  niche: line(),
  audience: line(),
  goals: line(),
  tone: line(),
})

export const projectBody = vine.create({
  state: vine.enum(['finished', 'abandoned'] as const).optional(),
  target: vine
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .optional(),
})

export const messageBody = vine.create({
  text: vine.string().trim().minLength(1).maxLength(COACH_LIMITS.message),
})

export const taskBody = vine.create({ done: vine.boolean({ strict: true }) })

export const decisionBody = vine.create({
  value: vine.string().trim().minLength(1).maxLength(DECISION_LENGTH),
  reason: vine.string().trim().maxLength(DECISION_LENGTH).optional(),
})

export const deedBody = vine.create({
  action: vine.enum(TASK_ACTIONS),
  community: vine.string().uuid().optional(),
  changes: vine.record(vine.string().maxLength(PLAN_LENGTH)).maxLength(PLAN_FIELDS).optional(),
})
