import type { SaidMessage } from '#plugins/personas/prompt/history'
import { ROOM_LIMITS } from '#plugins/personas/rooms/limits'

/** Something that was said aloud in a room. */
export interface RoomLine {
  id: bigint
  /** Of a persona's line: which. */
  personaId: string | null
  /** Of a fan's line: whose. */
  accountId: string | null
  /** As the speaker is called on the platform, or the persona's name. */
  speaker: string
  text: string
}

/** What one persona hears of a room: what others said, in exchanges with what it said itself. */
export interface Transcript {
  history: readonly SaidMessage[]
  /** What the persona is to answer: what was said since it spoke last, and the message. */
  text: string
  /** Who said the last line, under a name that nobody else in the room has. */
  speaker: string
}

/**
 * A room as one persona hears it: its own lines are its part, and every other line carries its speaker's name.
 * @param lines oldest first; the last is the one to be answered
 */
export function transcriptFor(
  personaId: string,
  personaNames: readonly string[],
  lines: readonly RoomLine[],
  countTokens: (text: string) => number
): Transcript {
  const names = namesOf(lines, personaNames)
  const history: SaidMessage[] = []
  let heard: { id: bigint; text: string }[] = []
  const take = (): { id: bigint; text: string } => {
    const text = heard.map((line) => line.text).join('\n')
    const id = heard.at(-1)?.id ?? 0n
    heard = []
    return { id, text }
  }
  for (const line of lines) {
    if (line.personaId !== personaId) {
      heard.push({ id: line.id, text: `${names.get(keyOf(line)) ?? line.speaker}: ${line.text}` })
      continue
    }
    const before = take()
    const fanId = before.text === '' ? line.id : before.id
    const fan = before.text === '' ? '…' : before.text
    history.push(
      { id: fanId, role: 'fan', answersId: null, text: fan, tokens: countTokens(fan) },
      {
        id: line.id,
        role: 'persona',
        answersId: fanId,
        text: line.text,
        tokens: countTokens(line.text),
      }
    )
  }
  const last = lines.at(-1)
  return { history, text: take().text, speaker: last ? (names.get(keyOf(last)) ?? '') : '' }
}

const keyOf = (line: RoomLine): string => line.accountId ?? `persona:${line.personaId ?? ''}`

/** A name for each speaker that nobody else in the room has, a persona least of all. */
function namesOf(
  lines: readonly RoomLine[],
  personas: readonly string[]
): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set(personas.map((name) => name.toLowerCase()))
  for (const line of lines) {
    const key = keyOf(line)
    if (names.has(key)) continue
    if (line.accountId === null) {
      names.set(key, line.speaker)
      continue
    }
    const name = cleanName(line.speaker)
    let free = name
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name} (${number})`
    taken.add(free.toLowerCase())
    names.set(key, free)
  }
  return names
}

/** A name that cannot be taken for a line of the room, or for an instruction. */
export function cleanName(name: string): string {
  const clean = name
    .normalize('NFKC')
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}:#*_`<>[\]{}|\\]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return [...clean].slice(0, ROOM_LIMITS.name).join('').trim() || 'Someone'
}
