import type { JobModule } from '#app/plugin_kit/types'

/** Tells one admin that a day of the coach is dear. */
const tellCostJob: JobModule =
  ({ messenger }) =>
  async ({ payload, key }) => {
    const { personId, day, cost, limit } = payload
    if (
      typeof personId !== 'string' ||
      typeof day !== 'string' ||
      typeof cost !== 'string' ||
      typeof limit !== 'string'
    ) {
      throw new Error('coach.tell_cost names no admin, day or cost')
    }
    await messenger.say({
      key: `coach_cost:${key}`,
      to: { personId },
      invocation: { command: 'coach_cost_alert', options: { day, cost, limit } },
    })
  }

export default tellCostJob
