/** Whose words a memory has: a note that the fan wrote, or something that was said. */
export const MEMORY_SOURCES = ['note', 'fan', 'persona'] as const
export type MemorySource = (typeof MEMORY_SOURCES)[number]

/** Something that the fan wants the persona to keep in mind. */
export interface Memory {
  id: bigint
  source: MemorySource
  text: string
  /** Of `text`. */
  tokens: number
}

/** What was said long ago, in short. */
export interface Summary {
  text: string
  /** Of `text`. */
  tokens: number
  /** The id of the last message that is in it. */
  to: bigint
}

/** What a persona knows of one fan beside the newest messages. */
export interface Recollection {
  summary: Summary | null
  /** Oldest first. */
  memories: readonly Memory[]
  /** The fan was told that older messages fade. */
  fadingTold: boolean
}

/** As Postgres gives it: {@link recollected}. */
export interface RecollectedRow {
  summary: string
  summary_tokens: number
  summarised_to: bigint | null
  fading_told: boolean
  memories: [id: number, source: MemorySource, text: string, tokens: number][]
}

/**
 * What a query reads of a conversation's columns (as `alias`) for a {@link Recollection}. In a group, where others read
 * the answers, only what was kept there is remembered.
 */
export const recollected = (alias: string): string =>
  `${alias}.summary, ${alias}.summary_tokens, ${alias}.summarised_to,
   ${alias}.fading_told_at is not null as fading_told,
   coalesce((select json_agg(json_build_array(k.id, k.source, k.text, k.tokens) order by k.id)
     from personas_memories k where k.owner_id = ${alias}.owner_id and k.persona_id = ${alias}.persona_id
       and (${alias}.place = 'direct' or k.place = ${alias}.place)), '[]') as memories`

export function recollectionOf(row: RecollectedRow): Recollection {
  return {
    summary:
      row.summarised_to === null
        ? null
        : { text: row.summary, tokens: row.summary_tokens, to: row.summarised_to },
    memories: row.memories.map(([id, source, text, tokens]) => ({
      id: BigInt(id),
      source,
      text,
      tokens,
    })),
    fadingTold: row.fading_told,
  }
}
