import { defineConfig } from '@adonisjs/core/bodyparser'

/** Longest body of a form or an API call. A chat message has a limit of its own, far below. */
const BODY_LIMIT = '256kb'

const bodyParserConfig = defineConfig({
  allowedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  form: {
    convertEmptyStringsToNull: true,
    types: ['application/x-www-form-urlencoded'],
    limit: BODY_LIMIT,
  },
  json: {
    convertEmptyStringsToNull: false,
    types: ['application/json', 'application/problem+json'],
    limit: BODY_LIMIT,
  },
  multipart: {
    autoProcess: false,
    convertEmptyStringsToNull: true,
    processManually: [],
    limit: BODY_LIMIT,
    types: ['multipart/form-data'],
  },
})

export default bodyParserConfig
