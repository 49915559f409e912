import app from '@adonisjs/core/services/app'
import { ABILITIES } from '#app/identity/abilities'
import { ROLES } from '#app/identity/types'

/** An error, as every path answers it. */
export const problemOf = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

/** The whole description: the house's own part with those of the plugins. */
export async function describeApi() {
  const { plugins } = await app.container.make('plugins')
  const paths: Record<string, object> = { ...own.paths }
  const schemas: Record<string, object> = { ...own.components.schemas }
  for (const { openApi } of plugins) {
    if (!openApi) continue
    const { default: part } = await openApi()
    Object.assign(paths, part.paths)
    Object.assign(schemas, part.schemas)
  }
  return { ...own, paths, components: { ...own.components, schemas } }
}

/** The house's own part, described by hand: small enough to be read. A test holds all of it against the routes. */
const own = {
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
