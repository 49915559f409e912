import type { JobModule } from '#app/plugin_kit/types'
import { readKnowledge } from '#plugins/personas/knowledge/actions/read_knowledge'

/** Reads a file that was given to a persona. */
const readKnowledgeJob: JobModule =
  (context) =>
  async ({ payload, signal }) => {
    if (typeof payload.file !== 'string') throw new Error('The job names no file')
    const ai = context.use('ai')
    await readKnowledge({
      fileId: payload.file,
      countTokens: (text) => ai.countTokens(text),
      signal,
    })
  }

export default readKnowledgeJob
