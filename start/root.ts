/** Where the program's files are, and how the framework imports them from there. */

/** The folder that holds `adonisrc`: the checkout, or `build/` in production. */
export const APP_ROOT = new URL('../', import.meta.url)

/** Resolves what AdonisJS imports by relative path against the program's folder. */
export async function importFromRoot(filePath: string): Promise<unknown> {
  if (filePath.startsWith('./') || filePath.startsWith('../')) {
    return import(new URL(filePath, APP_ROOT).href)
  }
  return import(filePath)
}
