import { ABILITIES } from '#app/identity/abilities'
import { ROLES } from '#app/identity/types'

const problemOf = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

/** The API, described by hand: small enough to be read. A test holds it against the routes. */
export const openApi = {
  openapi: '3.1.0',
  info: {
    title: 'Greenroom',
    version: '1',
    description:
      `Send a token of your account page as a bearer token. Its abilities: ${ABILITIES.join(', ')}. ` +
      'Errors are problem documents (RFC 9457) with a stable `code`.',
  },
  security: [{ token: [] }],
  paths: {
    '/api/v1/me': {
      get: {
        operationId: 'me',
        summary: 'Who the token belongs to',
        description: 'Asks for the ability `profile`; the balance is told with `wallet`.',
        responses: {
          200: {
            description: 'The person',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Me' } } },
          },
          401: problemOf('No token, or one that does not work (any more)'),
          403: problemOf('The token may not do that, or the person is banned'),
          429: problemOf('Too many requests; `Retry-After` says how many seconds to wait'),
        },
      },
    },
    '/api/v1/openapi.json': {
      get: {
        operationId: 'openapi',
        summary: 'This document',
        security: [],
        responses: {
          200: {
            description: 'OpenAPI 3.1',
            content: { 'application/json': { schema: { type: 'object' } } },
          },
        },
      },
    },
  },
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    schemas: {
      Me: {
        type: 'object',
        required: ['id', 'name', 'language', 'roles'],
        properties: {
          id: { type: 'string', format: 'uuid' },
          name: { type: 'string' },
          language: { type: ['string', 'null'], description: 'BCP 47' },
          roles: { type: 'array', items: { type: 'string', enum: ROLES } },
          balance: {
            type: 'object',
            required: ['millicoins', 'coins'],
            properties: {
              millicoins: { type: 'string', pattern: '^\\d+$', description: '1000 are a coin' },
              coins: { type: 'string', description: 'The same as a decimal number of coins' },
            },
          },
        },
      },
      Problem: {
        type: 'object',
        required: ['type', 'title', 'status', 'code', 'detail'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          code: { type: 'string', description: 'For machines; stable' },
          detail: { type: 'string', description: 'For people, in the language asked for' },
        },
      },
    },
  },
} as const
