import { body, inPath, json, problemOf, ref } from '#app/identity/api/openapi'
import { DECISION_LENGTH } from '#plugins/coach/actions/decide'
import { noProject, refusals } from '#plugins/coach/openapi/parts'

export const decisionsPaths = {
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
}
