/** Limits and prices of voice. */
export const VOICE = {
  /** Seconds of a recording. At OpenAI's price two minutes cost the platform a cent; hearing is free for fans. */
  seconds: 120,
  /** Bytes of a recording, 8 MB: two minutes of uncompressed mono at 32 kHz. OpenAI takes 25 MB. */
  bytes: 8 * 1024 * 1024,
  /** Recordings that are heard in 24 hours, of a person and of a guest: hearing costs the platform. */
  heardADay: { person: 100, guest: 5 },
  /** Millicoins for each begun part of a spoken reply. */
  pricePerPart: 1_000n,
  /** Characters of a part: about half a minute. A part's bill stays under its price; a test holds it to that. */
  part: 500,
  /** Characters of a reply that are said: four parts, about two minutes. */
  said: 2_000,
  /** Seconds after which a reply that is being said has lost its process. */
  lostAfter: 180,
  /** Seconds that its coins are held at most: longer than `lostAfter`, so that the row decides, not the sweeper. */
  holdLifetime: 600,
} as const
