/** A reporter for the program that runs test processes side by side: a line of JSON per result. */
import { writeSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BaseReporter } from '@japa/runner/core'
import type { NamedReporterContract } from '@japa/runner/types'
import { APP_ROOT } from '#start/root'

/** The pipe to the program that started this process. */
const RESULTS_FD = 3

/** One finished test, or what broke around tests. */
export interface Result {
  /** Relative to the checkout. */
  file: string
  title: string
  outcome: 'passed' | 'failed' | 'skipped'
  /** Milliseconds. */
  duration: number
  /** Why it was skipped. */
  reason: string | null
  /** What was thrown, with stack. */
  errors: string[]
}

const textOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return String(thrown)
  const compared =
    'expected' in thrown && 'actual' in thrown
      ? `\n  expected: ${show(thrown.expected)}\n  actual:   ${show(thrown.actual)}`
      : ''
  return `${ownFrames(thrown.stack ?? thrown.message)}${compared}`
}

/** A stack without what packages and Node itself call. */
const ownFrames = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => !/^\s+at .*(node_modules|node:)/.test(line))
    .join('\n')

const show = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)) ??
  String(value)

const send = (result: Result): void => {
  writeSync(RESULTS_FD, `${JSON.stringify(result)}\n`)
}

type Ended = { errors: { phase: string; error: Error }[] }

class ResultLines extends BaseReporter {
  protected override onTestEnd(test: Parameters<BaseReporter['onTestEnd']>[0]): void {
    const title = [this.currentGroupName, test.title.expanded].filter(Boolean).join(' / ')
    const unfinished = test.isSkipped || test.isTodo
    send({
      file: this.#file,
      title,
      outcome: test.hasError ? 'failed' : unfinished ? 'skipped' : 'passed',
      duration: test.duration,
      reason: unfinished ? (test.skipReason ?? 'no reason given') : null,
      errors: test.errors.map(({ error }) => textOf(error)),
    })
  }

  protected override onGroupEnd(group: Parameters<BaseReporter['onGroupEnd']>[0]): void {
    this.#brokenAround(`hooks of "${group.title}"`, group)
  }

  protected override onSuiteEnd(suite: Parameters<BaseReporter['onSuiteEnd']>[0]): void {
    this.#brokenAround('hooks of the suite', suite)
  }

  get #file(): string {
    return this.currentFileName ? relative(fileURLToPath(APP_ROOT), this.currentFileName) : ''
  }

  /** A hook that throws fails no test by itself, and must not pass unseen. */
  #brokenAround(title: string, { errors }: Ended): void {
    for (const { phase, error } of errors) {
      send({
        file: this.#file,
        title: `${title} (${phase})`,
        outcome: 'failed',
        duration: 0,
        reason: null,
        errors: [textOf(error)],
      })
    }
  }
}

export const resultLines: NamedReporterContract = {
  name: 'lines',
  handler: (...args) => new ResultLines({}).boot(...args),
}
