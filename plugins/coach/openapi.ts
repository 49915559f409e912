import { problemOf } from '#app/identity/api/openapi'
import type { OpenApiPart } from '#app/plugin_kit/types'
import { DECISION_LENGTH } from '#plugins/coach/actions/decide'
import { COACH_LIMITS, COACH_RATES } from '#plugins/coach/limits'
import { COST_LIMITS } from '#plugins/coach/costs/limits'
import { TASK_ACTIONS } from '#plugins/coach/programme/programme'
import { schemas } from '#plugins/coach/api_v1/openapi_schemas'

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const json = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema } },
})
const body = (schema: object) => ({
  required: true,
  content: { 'application/json': { schema } },
})
const inPath = (name: string, schema: object = { type: 'string' }) => ({
  name,
  in: 'path',
  required: true,
  schema,
})
const uuid = { type: 'string', format: 'uuid' }

const refusals = {
  401: problemOf('No token, or one that does not work (any more)'),
  403: problemOf('The token lacks the ability `coach`, or its person is banned or no creator'),
  429: problemOf(
    `Too many requests: ${COACH_RATES.changes.requests} changes and ${COACH_RATES.messages.requests} messages a minute; ` +
      '`Retry-After` says how many seconds to wait'
  ),
}
const noProject = problemOf('There is no active project (`no_project`)')
const badInput = problemOf('Bad input; `errors` names the fields')

/** The coach for programs of creators. Texts of the programme come in the language of `Accept-Language`. */
const openApi: OpenApiPart = {
  paths: {
    '/api/v1/coach/profile': {
      get: {
        operationId: 'coachProfile',
        summary: 'What the coach knows of its creator',
        responses: { 200: json('The profile', ref('CoachProfile')), ...refusals },
      },
      put: {
        operationId: 'keepCoachProfile',
        summary: 'Replace it; what is left out is empty from then on',
        requestBody: body(ref('CoachProfile')),
        responses: { 200: json('The profile', ref('CoachProfile')), 422: badInput, ...refusals },
      },
    },
    '/api/v1/coach/projects': {
      post: {
        operationId: 'beginCoachProject',
        summary: 'Begin a project; with one that is active already, answers with that',
        responses: {
          200: json('The one that is active already', ref('CoachProject')),
          201: json('It is begun', ref('CoachProject')),
          ...refusals,
        },
      },
    },
    '/api/v1/coach/projects/active': {
      get: {
        operationId: 'coachProject',
        summary: 'The active project and how far it is',
        responses: {
          200: json('The project', ref('CoachProject')),
          404: problemOf('There is none (`no_project`)'),
          ...refusals,
        },
      },
    },
    '/api/v1/coach/projects/{id}': {
      patch: {
        operationId: 'changeCoachProject',
        summary: 'Another opening day, or the end of it; the same again changes nothing',
        parameters: [inPath('id', uuid)],
        requestBody: body(ref('CoachProjectChange')),
        responses: {
          200: json('The project', ref('CoachProject')),
          404: problemOf('The creator has no such project'),
          409: problemOf('It has ended (`ended`), or has open tasks (`not_finished`)'),
          422: badInput,
          ...refusals,
        },
      },
    },
    '/api/v1/coach/messages': {
      get: {
        operationId: 'coachMessages',
        summary: 'What was said: the newest page, or the one before a message; oldest first',
        parameters: [
          {
            name: 'before',
            in: 'query',
            schema: { type: 'string' },
            description: 'A message’s id',
          },
          {
            name: 'limit',
            in: 'query',
            schema: { type: 'integer', minimum: 1, maximum: COACH_LIMITS.page, default: 50 },
          },
        ],
        responses: {
          200: json('The messages', ref('CoachMessages')),
          409: noProject,
          422: problemOf('There is no such page (`bad_page`)'),
          ...refusals,
        },
      },
      post: {
        operationId: 'sayToCoach',
        summary: 'Say something; the answer comes as events, or whole',
        description:
          `${COACH_LIMITS.messages} messages in any ${COACH_LIMITS.windowHours} hours are free. The same key with the same ` +
          'text follows the answer that is being made, from its first word, or gets the one that was; it is counted once. ' +
          'A connection that drops does not end the answer. Events: `piece` {text}, `noticed` (CoachNoticed), `elsewhere` ' +
          '(another process makes it), and last `end` {answer, ending}, `failed` {code, detail} or `limit` {next_at}.',
        parameters: [
          {
            name: 'Idempotency-Key',
            in: 'header',
            required: true,
            schema: { type: 'string', minLength: 1, maxLength: 100 },
          },
          {
            name: 'Accept',
            in: 'header',
            schema: { type: 'string', enum: ['application/json', 'text/event-stream'] },
          },
        ],
        requestBody: body({
          type: 'object',
          required: ['text'],
          properties: { text: { type: 'string', minLength: 1, maxLength: COACH_LIMITS.message } },
        }),
        responses: {
          200: {
            description: 'The answer',
            content: {
              'application/json': { schema: ref('CoachAnswer') },
              'text/event-stream': { schema: { type: 'string' } },
            },
          },
          400: problemOf('There is no usable `Idempotency-Key` (`key_missing`)'),
          409: noProject,
          422: problemOf('Bad input, or the key stands for other words (`key_reused`)'),
          503: problemOf('The answer failed; the same key tries anew'),
          ...refusals,
        },
      },
    },
    '/api/v1/coach/tasks': {
      get: {
        operationId: 'coachTasks',
        summary: 'Every task, phase by phase',
        responses: { 200: json('The tasks', ref('CoachTasks')), 409: noProject, ...refusals },
      },
    },
    '/api/v1/coach/tasks/{id}': {
      put: {
        operationId: 'tickCoachTask',
        summary: 'Tick a task or open it again; the same again changes nothing',
        parameters: [inPath('id')],
        requestBody: body({
          type: 'object',
          required: ['done'],
          properties: { done: { type: 'boolean' } },
        }),
        responses: {
          200: json('The task, and how far the project is now', ref('CoachTicked')),
          404: problemOf('The programme has no such task'),
          409: problemOf('Live data or a decision ticks it (`not_by_hand`), or `no_project`'),
          422: badInput,
          ...refusals,
        },
      },
    },
    '/api/v1/coach/decisions': {
      get: {
        operationId: 'coachDecisions',
        summary: 'Every decision with its history',
        responses: {
          200: json('The decisions', ref('CoachDecisions')),
          409: noProject,
          ...refusals,
        },
      },
    },
    '/api/v1/coach/decisions/{id}': {
      put: {
        operationId: 'decide',
        summary: 'Decide; the same value again changes nothing',
        parameters: [inPath('id')],
        requestBody: body({
          type: 'object',
          required: ['value'],
          properties: {
            value: { type: 'string', minLength: 1, maxLength: DECISION_LENGTH },
            reason: { type: 'string', maxLength: DECISION_LENGTH },
          },
        }),
        responses: {
          200: json('The decision', ref('CoachDecision')),
          404: problemOf('The programme has no such decision'),
          409: noProject,
          422: problemOf('No value for this decision (`value_choice`, `value_date`, `value_past`)'),
          ...refusals,
        },
      },
    },
    '/api/v1/coach/decisions/{id}/entries/{entry}': {
      delete: {
        operationId: 'takeBackDecision',
        summary: 'Take an entry back: the one before it stands again',
        description: 'An entry that does not stand (any more) is left as it is.',
        parameters: [inPath('id'), inPath('entry')],
        responses: {
          200: json('The decision', ref('CoachDecision')),
          404: problemOf('There is no such decision or entry'),
          409: noProject,
          ...refusals,
        },
      },
    },
    '/api/v1/coach/deeds': {
      get: {
        operationId: 'coachDeeds',
        summary: 'What the coach planned and did, the newest first',
        responses: {
          200: json('The deeds', {
            type: 'object',
            required: ['deeds'],
            properties: { deeds: { type: 'array', items: ref('CoachDeed') } },
          }),
          409: noProject,
          ...refusals,
        },
      },
      post: {
        operationId: 'planCoachDeed',
        summary: 'Plan something that the coach can do; nothing is done by it',
        description: 'A plan never changes. A newer one for the same takes the older one’s place.',
        requestBody: body({
          type: 'object',
          required: ['action'],
          properties: {
            action: { type: 'string', enum: TASK_ACTIONS },
            community: { ...uuid, description: 'Of several, the one that it is for' },
            changes: {
              type: 'object',
              additionalProperties: { type: 'string' },
              description: 'Values of the plan, by field; everything else is drafted',
            },
          },
        }),
        responses: {
          201: json('The plan', ref('CoachDeed')),
          409: problemOf('Something has to be there first (`needs_…`), or `no_project`'),
          422: badInput,
          ...refusals,
        },
      },
    },
    '/api/v1/coach/deeds/{id}/confirm': {
      post: {
        operationId: 'confirmCoachDeed',
        summary: 'Do exactly this plan; twice does it once',
        parameters: [inPath('id', uuid)],
        responses: {
          200: json('What became of it', ref('CoachDeedOutcome')),
          202: json('It is under way, and finished by itself', ref('CoachDeedOutcome')),
          404: problemOf('The creator has no such plan (any more)'),
          409: {
            description:
              'Things are otherwise by now: the new plan, to be confirmed; or a problem (`incomplete`, `needs_…`)',
            content: {
              'application/json': { schema: ref('CoachDeedOutcome') },
              'application/problem+json': { schema: ref('Problem') },
            },
          },
          ...refusals,
        },
      },
    },
    '/api/v1/coach/deeds/{id}/undo': {
      post: {
        operationId: 'undoCoachDeed',
        summary: 'Undo what was done, as far as that goes; twice undoes it once',
        parameters: [inPath('id', uuid)],
        responses: {
          200: json('What became of it', ref('CoachDeedOutcome')),
          202: json('It is under way, and finished by itself', ref('CoachDeedOutcome')),
          404: problemOf('The creator has no such deed'),
          409: problemOf('It was not done'),
          ...refusals,
        },
      },
    },
    '/api/v1/coach/admin/usage': {
      get: {
        operationId: 'coachUsage',
        summary: 'What the coach costs, in all and per creator; for admins',
        parameters: [
          { name: 'creator', in: 'query', schema: uuid, description: 'That one alone' },
          {
            name: 'page',
            in: 'query',
            schema: { type: 'integer', minimum: 1, maximum: COST_LIMITS.pages, default: 1 },
          },
        ],
        responses: {
          200: json('The report', ref('CoachUsage')),
          422: problemOf('There is no such page, or that is no person’s id (`bad_usage`)'),
          ...refusals,
        },
      },
    },
  },
  schemas,
}

export default openApi
