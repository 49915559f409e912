import type { ModerationVerdict } from '#plugins/ai/api'
import type { BlockCategory, Check, CheckRequest } from '#plugins/moderation/api'

/**
 * From which score of a moderation model on a text is stopped, by OpenAI's names of categories
 * (platform.openai.com/docs/guides/moderation). OpenAI publishes no thresholds and says that custom policies on
 * `category_scores` "may need recalibration over time", so these are ours: low where a miss harms somebody (minors,
 * self-harm), high where fiction is the usual reason for a score (violence, harassment between characters).
 */
export const THRESHOLDS = {
  'sexual/minors': 0.2,
  'self-harm/intent': 0.45,
  'self-harm/instructions': 0.5,
  'self-harm': 0.85,
  'sexual': 0.7,
  'hate/threatening': 0.6,
  'hate': 0.8,
  'harassment/threatening': 0.9,
  'harassment': 0.97,
  'illicit/violent': 0.6,
  'illicit': 0.8,
  'violence/graphic': 0.95,
  'violence': 0.99,
} as const satisfies Readonly<Record<string, number>>

type ServerCategory = keyof typeof THRESHOLDS

/** In a conversation where somebody was in danger lately, a signal counts from this part of its threshold on. */
export const CAREFUL_PART = 0.5

const CATEGORY: Readonly<Record<ServerCategory, BlockCategory>> = {
  'sexual/minors': 'minors',
  'self-harm/intent': 'self_harm',
  'self-harm/instructions': 'self_harm',
  'self-harm': 'self_harm',
  'sexual': 'sexual',
  'hate/threatening': 'hate',
  'hate': 'hate',
  'harassment/threatening': 'harassment',
  'harassment': 'harassment',
  'illicit/violent': 'illicit',
  'illicit': 'illicit',
  'violence/graphic': 'violence',
  'violence': 'violence',
}

/** In this order: the gravest first. */
const ORDER: readonly ServerCategory[] = [
  'sexual/minors',
  'self-harm/intent',
  'self-harm/instructions',
  'self-harm',
  'hate/threatening',
  'illicit/violent',
  'harassment/threatening',
  'sexual',
  'hate',
  'illicit',
  'harassment',
  'violence/graphic',
  'violence',
]

/** What the scores of a moderation model mean for a text. */
export function judgeVerdict(
  { scores }: ModerationVerdict,
  { stage, adult, careful }: Pick<CheckRequest, 'stage' | 'adult' | 'careful'>
): Check {
  for (const name of ORDER) {
    const category = CATEGORY[name]
    if (category === 'sexual' && adult) continue
    const factor = careful === true && category === 'self_harm' ? CAREFUL_PART : 1
    if ((scores[name] ?? 0) < THRESHOLDS[name] * factor) continue
    if (category === 'self_harm' && stage === 'fan') return { outcome: 'crisis' }
    return { outcome: 'blocked', category }
  }
  return { outcome: 'fine' }
}
