import { COACH_LIMITS } from '#plugins/coach/limits'

/** An answer to its limits, in characters and in time: a model that finds no end is stopped there. */
export function cutAtLimits(
  chunks: AsyncIterable<string>,
  { characters, seconds }: { characters: number; seconds: number } = {
    characters: COACH_LIMITS.answer,
    seconds: COACH_LIMITS.answerSeconds,
  }
): { chunks: AsyncIterable<string>; isCut(): boolean } {
  let isCut = false
  async function* cut(): AsyncGenerator<string, void> {
    const until = performance.now() + seconds * 1_000
    let room = characters
    for await (const chunk of chunks) {
      if (chunk.length > room || performance.now() > until) {
        isCut = true
        // Half of a pair of surrogates is no character.
        const last = chunk.slice(0, room)
        if (last.isWellFormed()) yield last
        else yield last.slice(0, -1)
        return
      }
      room -= chunk.length
      yield chunk
    }
  }
  return { chunks: cut(), isCut: () => isCut }
}
