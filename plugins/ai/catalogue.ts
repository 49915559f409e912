/**
 * The models on offer. This table is the whole of what the program knows about them: prices in coins
 * are fixed here, never computed from a server's bill.
 *
 * What a server charges is from OpenAI's price list (openai.com/api/pricing, June 2026), in millionths
 * of a US dollar per 1,000 tokens. A model's prompt is kept so short (`contextSize`) that its dearest
 * reply costs less than the platform's share of its price; a test holds the table to that.
 */
export interface CatalogueEntry {
  id: string
  /** A name, so it is the same in every language. */
  label: string
  /** i18n key of a sentence on what it is good for. */
  goodFor: string
  /** Price of one reply, millicoins. */
  price: bigint
  /** Tokens that prompt and reply may fill together. */
  contextSize: number
  /** Most tokens of one reply. */
  maxReplyTokens: number
  modality: 'text'
  /** Millionths of a US dollar per 1,000 tokens. */
  cost: { input: bigint; output: bigint }
  /** The server's name for it; `LLM_MODEL` replaces it. */
  serverModel: string
}

/** Answers when nobody chose a model: two coins a reply. */
export const DEFAULT_MODEL_ID = 'standard'

const NANO = { serverModel: 'gpt-4.1-nano', cost: { input: 100n, output: 400n } } as const
const MINI_4O = { serverModel: 'gpt-4o-mini', cost: { input: 150n, output: 600n } } as const
const MINI = { serverModel: 'gpt-4.1-mini', cost: { input: 400n, output: 1_600n } } as const

/** Cheapest first. Models of one price stand in for each other, in this order, when one is down. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    id: 'spark',
    label: 'Spark',
    goodFor: 'ai.good_for.spark',
    price: 500n,
    contextSize: 8_192,
    maxReplyTokens: 400,
    modality: 'text',
    ...NANO,
  },
  {
    id: 'breeze',
    label: 'Breeze',
    goodFor: 'ai.good_for.breeze',
    price: 500n,
    contextSize: 6_144,
    maxReplyTokens: 400,
    modality: 'text',
    ...MINI_4O,
  },
  {
    id: 'canvas',
    label: 'Canvas',
    goodFor: 'ai.good_for.canvas',
    price: 1_000n,
    contextSize: 16_384,
    maxReplyTokens: 600,
    modality: 'text',
    ...MINI_4O,
  },
  {
    id: 'journal',
    label: 'Journal',
    goodFor: 'ai.good_for.journal',
    price: 1_500n,
    contextSize: 32_768,
    maxReplyTokens: 800,
    modality: 'text',
    ...NANO,
  },
  {
    id: 'standard',
    label: 'Standard',
    goodFor: 'ai.good_for.standard',
    price: 2_000n,
    contextSize: 8_192,
    maxReplyTokens: 800,
    modality: 'text',
    ...MINI,
  },
  {
    id: 'saga',
    label: 'Saga',
    goodFor: 'ai.good_for.saga',
    price: 2_000n,
    contextSize: 24_576,
    maxReplyTokens: 1_000,
    modality: 'text',
    ...MINI_4O,
  },
]

/** What a server charges for a reply, millionths of a US dollar, rounded up. */
export function costOf(entry: CatalogueEntry, inputTokens: number, outputTokens: number): bigint {
  const thousandths =
    BigInt(inputTokens) * entry.cost.input + BigInt(outputTokens) * entry.cost.output
  return (thousandths + 999n) / 1000n
}
