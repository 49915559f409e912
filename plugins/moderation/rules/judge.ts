import type { Check, CheckRequest } from '#plugins/moderation/api'
import english from '#plugins/moderation/rules/en'
import spanish from '#plugins/moderation/rules/es'
import { normalise } from '#plugins/moderation/rules/normalise'
import { compile, matches, type CompiledRule } from '#plugins/moderation/rules/rule'

/** Every table; people mix languages, so each text is read by all of them. */
export const RULE_SETS = [english, spanish] as const

/** The gravest first: what concerns a child or a life in danger is said before anything else. */
const ORDER = [
  'minors',
  'crisis',
  'self_harm',
  'hate',
  'illicit',
  'violence',
  'harassment',
  'sexual',
] as const

const rules: readonly CompiledRule[] = RULE_SETS.flatMap((set) => set.rules.map(compile)).sort(
  (a, b) => ORDER.indexOf(a.category) - ORDER.indexOf(b.category)
)

/** What the local rules say of a text, at once and without any server. */
export function judgeByRules({
  text,
  stage,
  adult,
  careful = false,
}: Pick<CheckRequest, 'text' | 'stage' | 'adult' | 'careful'>): Check {
  const read = normalise(text)
  for (const rule of rules) {
    if (rule.category === 'sexual' && adult) continue
    if (rule.careful && !careful) continue
    if (rule.stages && !rule.stages.includes(stage)) continue
    if (!matches(rule, read)) continue
    return rule.category === 'crisis'
      ? { outcome: 'crisis' }
      : { outcome: 'blocked', category: rule.category }
  }
  return { outcome: 'fine' }
}
