/**
 * What a component's or a modal's custom id means. Ids that the kit minted have no colon and are presses;
 * those with a colon are this frontend's own.
 */

/** A modal of a form, or what opens it: the id of the form's submit button, and the modal's number from 0. */
const FORM_PREFIX = 'form:'
/** Opens a modal for an answer to a persona's message, whose id is the rest. */
export const ANSWER_PREFIX = 'answer:'
/** A menu: what is meant is the picked value. */
export const MENU_PREFIX = 'menu:'

export type CustomId =
  | { kind: 'press'; button: string }
  | { kind: 'form'; button: string; step: number | null }
  | { kind: 'answer'; messageId: string }
  | { kind: 'menu' }

/** @param step from 0; absent, the next one that is to be filled */
export function formId(button: string, step?: number): string {
  return step === undefined ? FORM_PREFIX + button : `${FORM_PREFIX}${button}:${step}`
}

export function readCustomId(customId: string): CustomId {
  if (customId.startsWith(FORM_PREFIX)) {
    const [button = '', step] = customId.slice(FORM_PREFIX.length).split(':')
    return { kind: 'form', button, step: step === undefined ? null : Number(step) }
  }
  if (customId.startsWith(ANSWER_PREFIX)) {
    return { kind: 'answer', messageId: customId.slice(ANSWER_PREFIX.length) }
  }
  if (customId.startsWith(MENU_PREFIX)) return { kind: 'menu' }
  return { kind: 'press', button: customId }
}
