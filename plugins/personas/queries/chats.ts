import type { Whose } from '#plugins/personas/conversation'
import { sql } from '#app/support/sql'

/** A conversation as a list shows it. */
export interface Chat {
  id: string
  persona: { name: string; slug: string; picture: string }
  /** What was said last and not forgotten; null when nothing was. */
  last: { role: 'fan' | 'persona'; text: string } | null
}

export interface ChatPage {
  chats: readonly Chat[]
  /** From 1. */
  page: number
  pages: number
}

interface ChatRow {
  id: string
  name: string
  slug: string
  picture: string
  role: 'fan' | 'persona' | null
  text: string | null
}

/** Conversations of an owner in a place, the one chosen last first. Those that were forgotten are not among them. */
export async function listChats(
  whose: Whose,
  asked: { page: number; pageSize: number }
): Promise<ChatPage> {
  const where = `c.owner_id = :ownerId and c.place = :place and c.merged_into is null and c.introduced_at is not null`
  const { ownerId, place } = whose
  const [counted] = await sql<{ total: bigint }>(
    `select count(*) as total from personas_conversations c where ${where}`,
    { ownerId, place }
  )
  const pages = Math.max(1, Math.ceil(Number(counted?.total ?? 0n) / asked.pageSize))
  const page = Math.min(Math.max(1, asked.page), pages)
  const rows = await sql<ChatRow>(
    `select c.id, p.name, p.slug, p.picture, l.role, l.text
     from personas_conversations c join personas_personas p on p.id = c.persona_id
       left join lateral (
         select m.role, m.text from personas_messages m
         where m.conversation_id = c.id and m.text <> '' and m.dropped_at is null
           and (c.reset_at is null or m.created_at > c.reset_at)
         order by m.id desc limit 1
       ) l on true
     where ${where} order by c.chosen_at desc limit :limit offset :offset`,
    { ownerId, place, limit: asked.pageSize, offset: (page - 1) * asked.pageSize }
  )
  const chats = rows.map(({ id, name, slug, picture, role, text }): Chat => ({
    id,
    persona: { name, slug, picture },
    last: role === null || text === null ? null : { role, text },
  }))
  return { chats, page, pages }
}
