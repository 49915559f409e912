import type { JobModule } from '#app/plugin_kit/types'
import { summarise } from '#plugins/coach/conversation/summarise'
import { servicesOf } from '#plugins/coach/services'

/** Asked for by an answer, when much was said before what the prompt holds. */
const summariseJob: JobModule = (context) => {
  const services = servicesOf(context)
  return async ({ payload, signal }) => {
    const { projectId, to } = payload
    if (typeof projectId !== 'string' || typeof to !== 'string') {
      throw new Error('coach.summarise names no project or no message')
    }
    await summarise(services, { projectId, to: BigInt(to), signal })
  }
}

export default summariseJob
