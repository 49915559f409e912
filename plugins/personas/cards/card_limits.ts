/** Limits of a character card's file; what is inside one is untrusted. */
export const CARD_LIMITS = {
  /** Bytes of the file. The bots' platforms take about as much from a person without a subscription. */
  fileBytes: 10 * 1024 * 1024,
  /** Bytes of the card's JSON. */
  jsonBytes: 2 * 1024 * 1024,
  /** How deep its JSON may be nested. */
  jsonDepth: 64,
  /** Files in a CHARX archive. */
  entries: 500,
  /** Bytes of all of them, unpacked. */
  unpackedBytes: 40 * 1024 * 1024,
  /** How many times larger than the archive its files may be: text packs to a tenth, a bomb to a thousandth. */
  ratio: 100,
  /** Characters of a file's name in an archive. */
  pathLength: 300,
  /** Chunks of a PNG: pictures that encoders write have some hundreds of 8 or 32 KB. */
  pngChunks: 20_000,
} as const
