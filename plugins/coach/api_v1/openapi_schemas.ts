import { LIVE_SIGNS, TASK_ACTIONS, TICKERS } from '#plugins/coach/programme/programme'
import { MOST_FOLLOWERS, PLATFORMS } from '#plugins/coach/read_profile'
import { COACH_LIMITS } from '#plugins/coach/limits'

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const text = { type: 'string' }
const line = { type: 'string', maxLength: COACH_LIMITS.profile }
const share = { type: 'number', minimum: 0, maximum: 1 }
const time = { type: 'string', format: 'date-time' }
const orNull = (schema: { type: string }) => ({ ...schema, type: [schema.type, 'null'] })
const list = (items: object) => ({ type: 'array', items })
const object = (properties: Readonly<Record<string, object>>, optional: string[] = []) => ({
  type: 'object',
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  properties,
})

const entry = object({
  id: { ...text, pattern: '^\\d+$' },
  value: text,
  reason: text,
  confidence: share,
  source: { ...text, enum: ['creator', 'pattern', 'model'] },
  at: time,
  superseded_at: orNull(time),
})

const digits = { ...text, pattern: '^\\d+$' }
const count = { type: 'integer', minimum: 0 }
const spending = {
  calls: count,
  failed: { ...count, description: 'Of the calls, those without a whole answer' },
  input_tokens: digits,
  output_tokens: digits,
  cost_micro_usd: { ...digits, description: 'Millionths of a US dollar' },
}

const detected = object({ decision: text, value: text, confidence: share })
const doneTask = object({ task: text, confidence: share })

/** What the coach's part of the API answers with. */
export const schemas = {
  CoachProfile: {
    type: 'object',
    properties: {
      platform: { ...text, enum: ['', ...PLATFORMS], description: 'Where they are mostly met' },
      followers: { type: 'integer', minimum: 0, maximum: MOST_FOLLOWERS },
      engagement_basis_points: {
        type: 'integer',
        minimum: 0,
        maximum: 10_000,
        description: 'Of ten thousand followers, those who react',
      },
      niche: line,
      audience: line,
      goals: line,
      tone: line,
    },
  },
  CoachProgress: object({
    overall: share,
    planning: { ...share, description: 'Decisions taken' },
    execution: { ...share, description: 'Tasks done' },
    timeline: {
      ...orNull(share),
      description: 'Of the time until the opening day; null without one',
    },
    behind: { type: 'boolean', description: 'The opening day comes sooner than the work' },
    phase: { anyOf: [object({ id: text, title: text }), { type: 'null' }] },
  }),
  CoachProject: object({
    id: { ...text, format: 'uuid' },
    state: { ...text, enum: ['active', 'finished', 'abandoned'] },
    programme: object({ id: text, version: { type: 'integer' }, title: text }),
    begun_at: time,
    ended_at: orNull(time),
    target: { type: ['string', 'null'], format: 'date' },
    progress: ref('CoachProgress'),
  }),
  CoachProjectChange: {
    type: 'object',
    properties: {
      state: { ...text, enum: ['finished', 'abandoned'] },
      target: { ...text, format: 'date', description: 'The opening day, as a decision' },
    },
  },
  CoachNoticed: object({
    decided: list(detected),
    unsure: list(detected),
    done: list(doneTask),
    unsure_done: list(doneTask),
    offered: list({ ...text, enum: TASK_ACTIONS }),
  }),
  CoachMessages: object({
    messages: list(
      object({
        id: { ...text, pattern: '^\\d+$' },
        role: { ...text, enum: ['creator', 'coach'] },
        text,
        at: time,
        state: {
          ...text,
          enum: ['answered', 'being_answered', 'unanswered', 'whole', 'stopped', 'cut', 'crisis'],
        },
        noticed: { anyOf: [ref('CoachNoticed'), { type: 'null' }] },
      })
    ),
    before: {
      ...orNull(text),
      description: 'For the page before this one; null when there is none',
    },
  }),
  CoachAnswer: object({
    answer: text,
    ending: {
      ...text,
      enum: ['whole', 'stopped', 'cut', 'crisis'],
      description:
        '`crisis`: the creator may be in danger; the answer says who helps, and the message is not counted',
    },
    noticed: { anyOf: [ref('CoachNoticed'), { type: 'null' }] },
  }),
  CoachTask: object({
    id: text,
    phase: text,
    title: text,
    what: text,
    why: text,
    how: text,
    cost: text,
    minutes: { type: 'integer' },
    may_tick: list({ ...text, enum: TICKERS }),
    ticked_by: { type: ['string', 'null'], enum: [...TICKERS, null] },
    live: {
      type: ['string', 'null'],
      enum: [...LIVE_SIGNS, null],
      description: 'What ticks it by itself',
    },
    decision: { ...orNull(text), description: 'The decision that is all there is to do' },
    action: { type: ['string', 'null'], enum: [...TASK_ACTIONS, null] },
  }),
  CoachTasks: object({ tasks: list(ref('CoachTask')) }),
  CoachTicked: object({
    task: ref('CoachTask'),
    progress: ref('CoachProgress'),
    celebration: { ...orNull(text), description: 'Said when a phase is done by it' },
  }),
  CoachDecision: object({
    id: text,
    title: text,
    question: text,
    kind: { ...text, enum: ['choice', 'price', 'date', 'text'] },
    choices: { type: ['array', 'null'], items: text },
    standing: { anyOf: [entry, { type: 'null' }] },
    history: list(entry),
  }),
  CoachDecisions: object({ decisions: list(ref('CoachDecision')) }),
  CoachDeed: object({
    id: { ...text, format: 'uuid' },
    action: { ...text, enum: TASK_ACTIONS },
    task: text,
    state: { ...text, enum: ['proposed', 'doing', 'done', 'undone', 'failed', 'dropped'] },
    community: object({ id: { ...text, format: 'uuid' }, name: text }),
    values: { type: 'object', additionalProperties: text },
    choices: {
      type: 'object',
      additionalProperties: list(object({ value: text, label: text })),
    },
    asks: { ...list(text), description: 'Fields that have to be filled in first' },
    notes: list(text),
    result: { anyOf: [object({ notes: list(text), lines: list(text) }), { type: 'null' }] },
    at: time,
  }),
  CoachDeedOutcome: object({
    outcome: {
      ...text,
      enum: ['done', 'undone', 'failed', 'under_way', 'proposed_anew', 'nothing'],
    },
    deed: ref('CoachDeed'),
  }),
  CoachUsage: object({
    today: object({
      day: { ...text, format: 'date', description: 'Of UTC' },
      ...spending,
      alert_micro_usd: { ...digits, description: 'From it on the admins are told' },
      alerted_at: orNull(time),
    }),
    total: object({ ...spending, messages: count }),
    days: list(object({ day: { ...text, format: 'date' }, ...spending })),
    creators: list(
      object({
        person_id: { ...text, format: 'uuid' },
        ...spending,
        today_micro_usd: digits,
        messages: count,
      })
    ),
    page: count,
    has_more: { type: 'boolean' },
    models: list(
      object({
        id: text,
        label: text,
        server_model: text,
        input_micro_usd: { ...digits, description: 'Per 1,000 tokens' },
        output_micro_usd: { ...digits, description: 'Per 1,000 tokens' },
      })
    ),
  }),
}
