/**
 * The picture models on offer, as data like the text catalogue: prices in coins are fixed here, never computed from
 * a server's bill.
 *
 * Bills: developers.openai.com, models' pages and image guide, November 2026. A picture's tokens depend on size and
 * quality; `gpt-image-1-mini` takes 2 and 8 dollars per million tokens of text and picture, `gpt-image-2.5-flare` 5
 * and 30. A fan's coin is sold for less than a cent, so on OpenAI's own service a picture's bill leaves nothing for a
 * creator's share; see `AiService.ownMedia`.
 */
export interface ImageEntry {
  id: string
  /** A name, so it is the same in every language. */
  label: string
  /** i18n key of a sentence on what it is good for. */
  goodFor: string
  /** Price of one picture, millicoins. */
  price: bigint
  /** OpenAI's name for it; `IMAGE_MODEL` replaces it. */
  serverModel: string
  /** Pixels, width by height. */
  size: '1024x1024' | '1024x1536' | '1536x1024'
  quality: 'low' | 'medium'
  /** Picture tokens of this size and quality. */
  outputTokens: number
  /** Millionths of a US dollar per 1,000 tokens. */
  cost: { input: bigint; output: bigint }
}

/** Tokens of a picture's prompt at most, and what a bill is reckoned with; a longer one is cut at its end. */
export const PROMPT_TOKENS = 400

const MINI = { serverModel: 'gpt-image-1-mini', cost: { input: 2_000n, output: 8_000n } } as const
const FLARE = {
  serverModel: 'gpt-image-2.5-flare',
  cost: { input: 5_000n, output: 30_000n },
} as const

/** Draws when nobody chose a model: one coin a picture. */
export const DEFAULT_IMAGE_ID = 'standard'

/** Cheapest first. */
export const IMAGE_CATALOGUE: readonly ImageEntry[] = [
  {
    id: 'budget',
    label: 'Budget',
    goodFor: 'ai.draws.budget',
    price: 500n,
    size: '1024x1024',
    quality: 'low',
    outputTokens: 272,
    ...MINI,
  },
  {
    id: 'standard',
    label: 'Standard',
    goodFor: 'ai.draws.standard',
    price: 1_000n,
    size: '1024x1024',
    quality: 'low',
    outputTokens: 196,
    ...FLARE,
  },
  {
    id: 'artistic',
    label: 'Artistic',
    goodFor: 'ai.draws.artistic',
    price: 1_500n,
    size: '1024x1536',
    quality: 'medium',
    outputTokens: 1_584,
    ...MINI,
  },
  {
    id: 'storytelling',
    label: 'Storytelling',
    goodFor: 'ai.draws.storytelling',
    price: 1_500n,
    size: '1536x1024',
    quality: 'medium',
    outputTokens: 1_568,
    ...MINI,
  },
  {
    id: 'premium',
    label: 'Premium',
    goodFor: 'ai.draws.premium',
    price: 2_000n,
    size: '1024x1024',
    quality: 'medium',
    outputTokens: 439,
    ...FLARE,
  },
]

/** What OpenAI charges for a picture, millionths of a US dollar, rounded up. */
export function imageCost(
  { cost }: Pick<ImageEntry, 'cost'>,
  tokens: { input: number; output: number }
): bigint {
  const thousandths = BigInt(tokens.input) * cost.input + BigInt(tokens.output) * cost.output
  return (thousandths + 999n) / 1000n
}

/** OpenAI's bill for a second of recording heard by `gpt-transcribe`, millionths of a US dollar (November 2026). */
export const HEARD_SECOND_COST = 100n
/**
 * OpenAI's bill for a character said by `gpt-4o-mini-tts`, millionths of a US dollar: 0.015 dollars a minute, of about a
 * thousand characters (November 2026).
 */
export const SAID_CHARACTER_COST = 15n
