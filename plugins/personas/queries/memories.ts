import type { Conversation } from '#plugins/personas/conversation'
import type { Memory, MemorySource } from '#plugins/personas/memory/recollection'
import { sql } from '#app/support/sql'

interface MemoryRow {
  id: bigint
  source: MemorySource
  text: string
  tokens: number
}

export interface MemoryPage {
  memories: readonly Memory[]
  /** From 1. */
  page: number
  pages: number
}

/**
 * What the persona of a conversation keeps in mind there: everything of the owner's in a private chat, in a group only
 * what was kept in it. The newest first.
 */
export async function listMemories(
  { ownerId, persona, place }: Conversation,
  asked: { page: number; pageSize: number }
): Promise<MemoryPage> {
  const where = `k.owner_id = :ownerId and k.persona_id = :personaId and (:place = 'direct' or k.place = :place)`
  const whose = { ownerId, personaId: persona.id, place }
  const [counted] = await sql<{ total: bigint }>(
    `select count(*) as total from personas_memories k where ${where}`,
    whose
  )
  const pages = Math.max(1, Math.ceil(Number(counted?.total ?? 0n) / asked.pageSize))
  const page = Math.min(Math.max(1, asked.page), pages)
  const memories = await sql<MemoryRow>(
    `select k.id, k.source, k.text, k.tokens from personas_memories k where ${where}
     order by k.id desc limit :limit offset :offset`,
    { ...whose, limit: asked.pageSize, offset: (page - 1) * asked.pageSize }
  )
  return { memories, page, pages }
}

/** A memory of an owner with the persona's name, and whether it is for adults; null when there is none or it is someone else's. */
export async function findMemory(
  id: bigint,
  ownerId: string
): Promise<(Memory & { persona: string; adult: boolean }) | null> {
  const [row] = await sql<MemoryRow & { persona: string; adult: boolean }>(
    `select k.id, k.source, k.text, k.tokens, p.name as persona, p.adult
     from personas_memories k join personas_personas p on p.id = k.persona_id
     where k.id = :id and k.owner_id = :ownerId`,
    { id, ownerId }
  )
  return row ?? null
}
