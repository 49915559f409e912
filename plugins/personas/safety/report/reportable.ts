import type { ReportSubject } from '#plugins/moderation/api'
import type { Whose } from '#plugins/personas/conversation'
import { searchName } from '#plugins/personas/search_name'
import { sql } from '#app/support/sql'

/** Something that may be reported, as the readers of the queue will see it. */
export interface Reportable {
  subject: ReportSubject
  /** What it is called for the reporter: the persona's or the person's name. */
  name: string
  excerpt: string
}

/** Lines of a person that are kept with a report, and of how many of the room's newest they are looked for. */
const LINES_OF_A_PERSON = 5
const LINES_OF_THE_ROOM = 200

interface MessageRow {
  id: bigint
  persona_id: string
  persona: string
  text: string
  answers: string | null
}

/** What a fan has seen: their own conversations, and what was said aloud in the room that they are in. */
const SEEN = `select m.id, p.id as persona_id, p.name as persona, m.text, f.text as answers
  from personas_messages m
    join personas_conversations c on c.id = m.conversation_id
    join personas_personas p on p.id = c.persona_id
    left join personas_messages f on f.conversation_id = m.conversation_id and f.id = m.answers_id
  where m.role = 'persona' and m.text <> '' and c.place = :place
    and (c.owner_id = :ownerId or c.place <> 'direct')`

/** A persona's message: the one that was replied to, or the newest. */
export async function reportableMessage(
  { ownerId, place }: Whose,
  shownAs: string | null
): Promise<Reportable | null> {
  const rows = shownAs
    ? await sql<MessageRow>(`${SEEN} and m.message_ids @> array[:shownAs]::text[] limit 1`, {
        ownerId,
        place,
        shownAs,
      })
    : await sql<MessageRow>(`${SEEN} order by m.id desc limit 1`, { ownerId, place })
  return rows[0] ? messageOf(rows[0]) : null
}

/** The same message again, when its report is sent. */
export async function reportableMessageById(
  { ownerId, place }: Whose,
  id: bigint
): Promise<Reportable | null> {
  const rows = await sql<MessageRow>(`${SEEN} and m.id = :id limit 1`, { ownerId, place, id })
  return rows[0] ? messageOf(rows[0]) : null
}

const messageOf = (row: MessageRow): Reportable => ({
  subject: { kind: 'message', messageId: String(row.id), personaId: row.persona_id },
  name: row.persona,
  excerpt: [
    ...(row.answers === null ? [] : [`(answering) ${row.answers}`]),
    `${row.persona}: ${row.text}`,
  ].join('\n'),
})

/** A persona as its card shows it. */
export async function reportablePersona(personaId: string): Promise<Reportable | null> {
  const [row] = await sql<{ name: string; tagline: string; description: string; greeting: string }>(
    'select name, tagline, description, greeting from personas_personas where id = :personaId',
    { personaId }
  )
  if (!row) return null
  return {
    subject: { kind: 'persona', personaId },
    name: row.name,
    excerpt: [row.name, row.tagline, row.description, row.greeting].join('\n'),
  }
}

/** Somebody who spoke in the room lately, by name, with what they said there. */
export async function reportablePerson(place: string, name: string): Promise<Reportable | null> {
  const rows = await sql<{ account_id: string; speaker: string; text: string }>(
    `select l.account_id, l.speaker, m.text
     from (select * from personas_room_lines where place = :place order by message_id desc limit :limit) l
       join personas_conversations o on o.id = l.conversation_id
       join personas_messages m
         on m.conversation_id = coalesce(o.merged_into, o.id) and m.id = l.message_id
     where l.account_id is not null order by l.message_id desc`,
    { place, limit: LINES_OF_THE_ROOM }
  )
  const wanted = searchName(name.replace(/^@/, ''))
  const found = rows.find((row) => searchName(row.speaker) === wanted)
  if (!found) return null
  const lines = rows
    .filter((row) => row.account_id === found.account_id)
    .slice(0, LINES_OF_A_PERSON)
  return {
    subject: { kind: 'person', accountId: found.account_id },
    name: found.speaker,
    excerpt: lines
      .map((row) => `${row.speaker}: ${row.text}`)
      .reverse()
      .join('\n'),
  }
}
