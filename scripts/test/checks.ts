/** The checks of the sources: each a tool that fails the build. */
import { fileURLToPath } from 'node:url'
import { APP_ROOT } from '#start/root'
import { plainResult, type Outcome } from './outcome.js'
import { runProcess } from './process.js'

/** Longest time of one check, milliseconds. */
const LIMIT_MS = 300_000

export interface Check {
  name: string
  /** A script relative to the checkout, and its arguments. */
  script: readonly [string, ...string[]]
}

/** Where the sources are. */
const SOURCES = [
  'app',
  'plugins',
  'bots',
  'config',
  'database',
  'providers',
  'start',
  'bin',
  'tests',
  'scripts',
  'benchmarks',
]

/** The longest first, so that they end about together. */
export const CHECKS: readonly Check[] = [
  {
    name: 'lint',
    script: [
      'node_modules/eslint/bin/eslint.js',
      '.',
      '--max-warnings=0',
      '--cache',
      '--cache-location',
      'node_modules/.cache/eslint',
    ],
  },
  { name: 'types', script: ['node_modules/typescript-7/bin/tsc', '--noEmit'] },
  {
    name: 'types of the pages',
    script: ['node_modules/typescript-7/bin/tsc', '--noEmit', '-p', 'resources/js'],
  },
  {
    name: 'types of the browser tests',
    script: ['node_modules/typescript-7/bin/tsc', '--noEmit', '-p', 'tests/browser'],
  },
  {
    name: 'boundaries',
    script: [
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      ...SOURCES,
    ],
  },
  { name: 'dead code', script: ['node_modules/knip/bin/knip.js'] },
  {
    name: 'format',
    script: [
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      '--log-level',
      'warn',
      '--cache',
      '.',
    ],
  },
]

/** Made before the end-to-end tests, which run it. */
export const BUILD: Check = { name: 'build', script: ['scripts/build.mjs'] }

export async function runCheck({ name, script }: Check, signal: AbortSignal): Promise<Outcome> {
  const [file, ...args] = script
  const path = fileURLToPath(new URL(file, APP_ROOT))
  const ended = await runProcess([process.execPath, path, ...args], {
    env: process.env,
    limitMs: LIMIT_MS,
    signal,
  })
  const problem = ended.timedOut ? 'It did not end in time' : ended.output.trim()
  const outcome = ended.code === 0 ? 'passed' : 'failed'
  return {
    name: `check: ${name}`,
    results: [
      plainResult('checks', name, outcome, ended.duration, ended.code === 0 ? undefined : problem),
    ],
    output: ended.output,
    duration: ended.duration,
  }
}
