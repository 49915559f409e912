import { body, json, ref } from '#app/identity/api/openapi'
import { badInput, refusals } from '#plugins/coach/openapi/parts'

export const profilePaths = {
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
}
