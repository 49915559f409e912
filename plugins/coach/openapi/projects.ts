import { body, inPath, json, problemOf, ref } from '#app/identity/api/openapi'
import { badInput, refusals, uuid } from '#plugins/coach/openapi/parts'

export const projectsPaths = {
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
}
