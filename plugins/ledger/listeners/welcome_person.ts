import type { JobModule } from '#app/plugin_kit/types'

/** Welcome coins for a person who joined. */
const welcomePerson: JobModule = (context) => async (job) => {
  const { personId } = job.payload
  if (typeof personId !== 'string') throw new Error('identity.person_joined names no person')
  await context.use('ledger').grantWelcome(personId)
}

export default welcomePerson
