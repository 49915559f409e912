/** How the spec files are shared out between processes. */

/** Files of one process: starting the program takes longer than most files do. */
const FILES_PER_PROCESS = 12

/** Suites whose files change the program that they run in, or take minutes: a process for each file. */
const ALONE = /^tests\/(e2e|contract)\/|crash|concurren|property|durab|faults/

/** Those run first: they are the long ones. */
const LONG = /^tests\/(e2e|browser|contract)\/|crash|concurren|property|durab|faults/

/** Files that drive a program and a browser of their own: so many in one process. */
const BROWSER = /^tests\/browser\//
const BROWSER_FILES_PER_PROCESS = 3

/** Where a file belongs: a plugin, a bot, the house. */
const partOf = (file: string): string =>
  file.startsWith('app/') ? 'app' : file.split('/').slice(0, 2).join('/')

/** Groups files of one part; the long ones first, each alone. */
export function intoBatches(files: readonly string[]): string[][] {
  const alone = files.filter((file) => ALONE.test(file)).map((file) => [file])
  const parts = Map.groupBy(
    files.filter((file) => !ALONE.test(file)),
    partOf
  )
  const together = [...parts.values()].flatMap((part) =>
    chunks(part, BROWSER.test(part[0] ?? '') ? BROWSER_FILES_PER_PROCESS : FILES_PER_PROCESS)
  )
  const isLong = (batch: readonly string[]) => batch.some((file) => LONG.test(file))
  return [...alone, ...together].sort((a, b) => Number(isLong(b)) - Number(isLong(a)))
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}
