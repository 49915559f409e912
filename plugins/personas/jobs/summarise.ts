import type { JobModule } from '#app/plugin_kit/types'
import { summarise } from '#plugins/personas/actions/summarise'
import { chatServices } from '#plugins/personas/services'

/** Asked for by a reply whose prompt had no room for all that was said before. */
const summariseJob: JobModule =
  (context) =>
  async ({ payload, signal }) => {
    const { conversationId, to } = payload
    if (typeof conversationId !== 'string' || typeof to !== 'string') {
      throw new Error('personas.summarise names no conversation or no message')
    }
    await summarise(chatServices(context), { conversationId, to: BigInt(to), signal })
  }

export default summariseJob
