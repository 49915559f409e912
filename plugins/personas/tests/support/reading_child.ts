/**
 * A worker of its own, which a test kills while it reads a file for a persona: `FILE [DIES_AFTER]`, the number of passages
 * whose tokens it counts before it dies.
 */
import { bootHere } from '#tests/support/boot'

const [fileId = '', diesAfter] = process.argv.slice(2)

await bootHere()

const { readKnowledge } = await import('#plugins/personas/knowledge/actions/read_knowledge')
let counted = 0
await readKnowledge({
  fileId,
  signal: new AbortController().signal,
  countTokens: (text) => {
    counted += 1
    if (counted > Number(diesAfter ?? Infinity)) process.kill(process.pid, 'SIGKILL')
    return text.length
  },
})
process.exit(0)
