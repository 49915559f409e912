/**
 * What Discord takes, in its own numbers (docs.discord.com/developers/resources/message,
 * /components/reference, /interactions/application-commands).
 */
export const DISCORD = {
  content: 2_000,
  embedTitle: 256,
  embedDescription: 4_096,
  embedFields: 25,
  fieldName: 256,
  fieldValue: 1_024,
  embedFooter: 2_048,
  /** All texts of a message's embeds together. */
  embedTotal: 6_000,
  rows: 5,
  buttonsPerRow: 5,
  buttonLabel: 80,
  linkUrl: 512,
  selectOptions: 25,
  optionLabel: 100,
  optionDescription: 100,
  placeholder: 150,
  customId: 100,
  modalTitle: 45,
  modalInputs: 5,
  inputLabel: 45,
  inputHint: 100,
  inputLength: 4_000,
  commandDescription: 100,
  commandChoices: 25,
  commandTextLength: 6_000,
  /** Alternative text of an attachment. */
  attachmentDescription: 1_024,
  /** A file that a bot uploads to a server without boosts or to a direct message, bytes. */
  uploadBytes: 10 * 1024 * 1024,
  webhookName: 80,
  nonce: 25,
  /** "typing…" stays this long, milliseconds. */
  typing: 10_000,
} as const

/** Cuts a text to a length, with an ellipsis where something was cut; never inside a surrogate pair. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text
  const cut = text.slice(0, length - 1)
  const last = cut.charCodeAt(cut.length - 1)
  const whole = last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut
  return `${whole.trimEnd()}…`
}
