import { body, inPath, json, problemOf, ref } from '#app/identity/api/openapi'
import { TASK_ACTIONS } from '#plugins/coach/programme/programme'
import { badInput, noProject, refusals, uuid } from '#plugins/coach/openapi/parts'

export const deedsPaths = {
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
}
