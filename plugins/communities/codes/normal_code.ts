/** Characters of a code, as the table has it. */
export const CODE_LENGTH = { least: 3, most: 32 }

/** A code as it is kept: upper case, spaces left out; null when it cannot be one. */
export function normalCode(typed: string): string | null {
  const code = typed.replaceAll(/\s/g, '').toUpperCase()
  return /^[A-Z0-9-]{3,32}$/.test(code) ? code : null
}
