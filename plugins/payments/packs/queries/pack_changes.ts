import { sql } from '#app/support/sql'

/** Who changed a pack, and when. */
export interface PackChange {
  packId: string
  by: string
  at: Date
  /** It was added then. */
  added: boolean
  /** What is different since, by the names of {@link Pack}. */
  changed: readonly string[]
}

/** The newest changes, of one pack or of all. */
export async function packChanges(most: number, packId?: string): Promise<readonly PackChange[]> {
  return sql<PackChange>(
    `select pack_id as "packId", by_person_id as by, at, before is null as added,
       coalesce((select array_agg(a.key order by a.key) from jsonb_each(after) a
                 where before is not null and a.value is distinct from before -> a.key), '{}') as changed
     from payments_pack_changes where pack_id = :packId or :packId::text is null
     order by id desc limit :most`,
    { most, packId: packId ?? null }
  )
}
