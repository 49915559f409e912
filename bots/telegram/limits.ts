/** Telegram's own limits, as core.telegram.org/bots/api tells them; each in UTF-16 units unless said. */
export const TELEGRAM_LIMITS = {
  /** Text of a message, after its entities were parsed. */
  text: 4_096,
  /** Caption of a picture or a file. */
  caption: 1_024,
  /** Text of the answer to a pressed button. */
  callbackAnswer: 200,
  /** Placeholder of the input field while a question waits for its answer. */
  placeholder: 64,
  /** Description of a command in the menu. */
  commandDescription: 256,
  /** Commands in the menu. */
  commands: 100,
  /** A picture that is uploaded, bytes. */
  photoBytes: 10 * 1024 * 1024,
  /** A file that a bot may fetch, bytes (core.telegram.org/bots/api#getfile). */
  downloadBytes: 20 * 1024 * 1024,
} as const

/**
 * Source text of one message of a streamed answer: its formatting marks, the fences of a code block that was
 * cut and a persona's name come on top.
 */
export const STREAM_PIECE = 3_900
