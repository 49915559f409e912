import app from '@adonisjs/core/services/app'
import { ABILITIES } from '#app/identity/abilities'
import { ROLES } from '#app/identity/types'

/** One of the document's schemas. */
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

/** An answer in JSON. */
export const json = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema } },
})

/** What a request has to bring, in JSON. */
export const body = (schema: object) => ({
  required: true,
  content: { 'application/json': { schema } },
})

/** A part of the address. */
export const inPath = (name: string, schema: object = { type: 'string' }) => ({
  name,
  in: 'path',
  required: true,
  schema,
})

/** An error, as every path answers it. */
export const problemOf = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
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
          200: json('The person', ref('Me')),
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
          200: json('OpenAPI 3.1', { type: 'object' }),
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
