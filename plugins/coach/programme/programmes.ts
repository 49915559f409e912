import type { Programme } from '#plugins/coach/programme/programme'
import { checkProgramme } from '#plugins/coach/programme/check_programme'
import premiumCommunity from './programmes/premium_community.v1.json' with { type: 'json' }

/** The files, newest version of each programme last. Another programme is another line. */
const FILES: Readonly<Record<string, unknown>> = {
  'premium_community.v1.json': premiumCommunity,
}

export interface Programmes {
  /** What a new project begins with. */
  readonly first: Programme
  /** The one that a project was begun with; null when the program does not have it any more. */
  find(id: string, version: number): Programme | null
}

/** Reads all of them. @throws ProgrammeError */
export async function readProgrammes(
  locales: readonly string[],
  files: Readonly<Record<string, unknown>> = FILES
): Promise<Programmes> {
  const programmes = await Promise.all(
    Object.entries(files).map(([file, content]) => checkProgramme(file, content, locales))
  )
  const [first] = programmes
  if (!first) throw new Error('There is no programme')
  return {
    first,
    find: (id, version) =>
      programmes.find((one) => one.id === id && one.version === version) ?? null,
  }
}
