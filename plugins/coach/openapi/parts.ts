/** What the descriptions of the coach's paths are put together from. */
import { problemOf } from '#app/identity/api/openapi'
import { COACH_RATES } from '#plugins/coach/limits'

export const uuid = { type: 'string', format: 'uuid' }

export const refusals = {
  401: problemOf('No token, or one that does not work (any more)'),
  403: problemOf('The token lacks the ability `coach`, or its person is banned or no creator'),
  429: problemOf(
    `Too many requests: ${COACH_RATES.changes.requests} changes and ${COACH_RATES.messages.requests} messages a minute; ` +
      '`Retry-After` says how many seconds to wait'
  ),
}
export const noProject = problemOf('There is no active project (`no_project`)')
export const badInput = problemOf('Bad input; `errors` names the fields')
