import { json, problemOf, ref } from '#app/identity/api/openapi'
import { COST_LIMITS } from '#plugins/coach/costs/limits'
import { refusals, uuid } from '#plugins/coach/openapi/parts'

export const usagePaths = {
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
}
