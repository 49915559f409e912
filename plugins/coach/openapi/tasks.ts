import { body, inPath, json, problemOf, ref } from '#app/identity/api/openapi'
import { badInput, noProject, refusals } from '#plugins/coach/openapi/parts'

export const tasksPaths = {
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
}
