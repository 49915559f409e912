/** Limits of what a persona may know, each with its name and unit; a person is told them in words. */
export const KNOWLEDGE_LIMITS = {
  /** Bytes of one file. */
  fileBytes: 10 * 1024 * 1024,
  /** Characters of a file's text: about a thousand pages of a book. */
  fileCharacters: 2_000_000,
  /** Files of one persona. */
  files: 50,
  /** Passages of one persona; searching and keeping them in memory is measured with so many. */
  passages: 5_000,
  /** Tokens of a passage, about. */
  passageTokens: 250,
  /** Tokens, about, that a passage repeats of the one before it, so that no thought is cut in two. */
  overlapTokens: 40,
  /** Pages of a PDF. */
  pdfPages: 500,
  /** How long the text of a file may take to be found, milliseconds. */
  readingTime: 60_000,
  /** Memory that finding it may take, megabytes. */
  readingMemory: 512,
  /** Characters of a file's name that are kept. */
  nameLength: 120,
  /** Speakers of a chat that a person may choose from, those who say most. */
  speakers: 8,
  /** Hours that a file waits for its person to say whose knowledge it is to be. */
  uploadHours: 24,
  /** Files of one person that wait for that. */
  uploads: 10,
  /** Passages for one message at most. */
  found: 12,
  /** Different words of a message that are looked for, the rarest. */
  searchedWords: 64,
  /** Memory for what can be searched at once in one process, bytes. */
  indexBytes: 128 * 1024 * 1024,
} as const
