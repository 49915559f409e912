/** How the spec files are shared out between processes. */

/** Files of one process: starting the program takes longer than most files do. */
const FILES_PER_PROCESS = 8

/** Suites whose files start programs or browsers of their own, or take minutes: a process for each file. */
const ALONE = /^tests\/|crash|concurren|property|durab/

/** Those run first: they are the long ones. */
const LONG = /^tests\/(e2e|browser|contract)\/|crash|concurren|property|durab/

/** Where a file belongs: a plugin, a bot, a part of the house. */
const partOf = (file: string): string => file.split('/').slice(0, 2).join('/')

/** Groups files of one part; the long ones first, each alone. */
export function intoBatches(files: readonly string[]): string[][] {
  const alone = files.filter((file) => ALONE.test(file)).map((file) => [file])
  const parts = Map.groupBy(
    files.filter((file) => !ALONE.test(file)),
    partOf
  )
  const together = [...parts.values()].flatMap((part) => chunks(part, FILES_PER_PROCESS))
  const isLong = (batch: readonly string[]) => batch.some((file) => LONG.test(file))
  return [...alone, ...together].sort((a, b) => Number(isLong(b)) - Number(isLong(a)))
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}
