/** A copy of the program's sources that a test may change. */
import { chmod, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { APP_ROOT } from '#start/root'

/** What the program consists of, tests included. */
const PARTS = [
  'ace.js',
  'adonisrc.ts',
  'app',
  'bin',
  'bots',
  'config',
  'database',
  'package-lock.json',
  'package.json',
  'plugins',
  'providers',
  'public',
  'resources',
  'scripts',
  'start',
  'tests',
  'tsconfig.json',
  'vite.config.ts',
]

export interface ProgramCopy {
  folder: string
  read(path: string): Promise<string>
  write(path: string, text: string): Promise<void>
  remove(): Promise<void>
}

/** Copies the sources to a temporary folder; packages stay where they are. */
export async function copyProgram(): Promise<ProgramCopy> {
  const root = fileURLToPath(APP_ROOT)
  const folder = await mkdtemp(join(tmpdir(), 'greenroom-copy-'))
  // As root, Postgres runs as a user of its own, who has to get in where a copy has a database.
  await chmod(folder, 0o755)
  for (const part of PARTS) {
    await cp(join(root, part), join(folder, part), { recursive: true, preserveTimestamps: true })
  }
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return {
    folder,
    read: (path) => readFile(join(folder, path), 'utf8'),
    write: (path, text) => writeFile(join(folder, path), text),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Takes plugins out of the list in `plugins/index.ts`, and nothing else. */
export async function takeOut(copy: ProgramCopy, names: readonly string[]): Promise<void> {
  const list = await copy.read('plugins/index.ts')
  const without = names.reduce(
    (text, name) =>
      text
        .replace(new RegExp(`^import \\w+ from '#plugins/${name}/plugin'\\n`, 'm'), '')
        .replace(new RegExp(`(?<=[[,]\\s*)\\b${name}\\b,?\\s*`), ''),
    list
  )
  await copy.write('plugins/index.ts', without)
}
