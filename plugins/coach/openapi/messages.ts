import { body, json, problemOf, ref } from '#app/identity/api/openapi'
import { COACH_LIMITS } from '#plugins/coach/limits'
import { noProject, refusals } from '#plugins/coach/openapi/parts'

export const messagesPaths = {
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
}
