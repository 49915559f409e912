import type { KeptDeed } from '#plugins/coach/deeds/deed'
import type { Values } from '#plugins/coach/deeds/kind'
import { DEED_KINDS } from '#plugins/coach/deeds/kinds/kinds'

/** What of a filled form its creator changed: what differs from the plan, and what they had changed before. */
export function changesIn(
  { action, plan }: Pick<KeptDeed, 'action' | 'plan'>,
  typed: Readonly<Record<string, string | undefined>>
): Values {
  const changes: Record<string, string> = {}
  for (const { name } of DEED_KINDS[action].fields) {
    const planned = plan.values[name] ?? ''
    const wasChanged = plan.changed.includes(name)
    const value = typed[name] ?? (wasChanged ? planned : undefined)
    if (value === undefined) continue
    if (wasChanged || linesOf(value) !== linesOf(planned)) changes[name] = value
  }
  return changes
}

/** Forms send lines with CRLF (html.spec.whatwg.org, form submission). */
const linesOf = (text: string): string => text.replaceAll('\r\n', '\n').trim()
