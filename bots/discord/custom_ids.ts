/**
 * What a component's or a modal's custom id means. Ids that the kit minted have no colon and are presses;
 * those with a colon are this frontend's own.
 */

/** Opens the modal of a form; the rest is the id of its submit button. */
export const FORM_PREFIX = 'form:'
/** Opens a modal for an answer to a persona's message, whose id is the rest. */
export const ANSWER_PREFIX = 'answer:'
/** A menu: what is meant is the picked value. */
export const MENU_PREFIX = 'menu:'

export type CustomId =
  | { kind: 'press'; button: string }
  | { kind: 'form'; button: string }
  | { kind: 'answer'; messageId: string }
  | { kind: 'menu' }

export function readCustomId(customId: string): CustomId {
  if (customId.startsWith(FORM_PREFIX)) {
    return { kind: 'form', button: customId.slice(FORM_PREFIX.length) }
  }
  if (customId.startsWith(ANSWER_PREFIX)) {
    return { kind: 'answer', messageId: customId.slice(ANSWER_PREFIX.length) }
  }
  if (customId.startsWith(MENU_PREFIX)) return { kind: 'menu' }
  return { kind: 'press', button: customId }
}
