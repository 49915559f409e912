/** What a person reads of a test run. */
import { styleText } from 'node:util'
import type { Result } from '#tests/support/result_lines'
import type { Outcome } from './outcome.js'

const say = (text: string) => process.stdout.write(`${text}\n`)
const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`
const count = (results: readonly Result[], outcome: Result['outcome']) =>
  results.filter((result) => result.outcome === outcome).length

/** Tells of a process when it is done: a line per file, and at once what failed. */
export function tell(outcome: Outcome): void {
  for (const [file, results] of Map.groupBy(outcome.results, (result) => result.file)) {
    const failed = count(results, 'failed')
    const skipped = count(results, 'skipped')
    const title = file === 'checks' ? outcome.name : file
    const numbers = [
      `${count(results, 'passed')} passed`,
      failed > 0 ? styleText('red', `${failed} failed`) : '',
      skipped > 0 ? styleText('yellow', `${skipped} skipped`) : '',
    ]
    const mark = failed > 0 ? styleText('red', '✖') : styleText('green', '✔')
    const took = results.reduce((sum, result) => sum + result.duration, 0)
    say(`${mark} ${title}  ${numbers.filter(Boolean).join(', ')}  ${seconds(took)}`)
    for (const result of results) {
      if (result.outcome === 'skipped') say(`    skipped: ${result.title} (${result.reason})`)
    }
  }
  for (const result of outcome.results) if (result.outcome === 'failed') tellFailure(result)
}

function tellFailure(result: Result): void {
  say(styleText('red', `\n  ✖ ${result.file}: ${result.title}`))
  for (const error of result.errors) say(error.replaceAll(/^/gm, '    '))
  say('')
}

/**
 * The end of a run: failures once more, what was skipped, and the line that is counted by.
 * @param strict a skip is a failure
 * @returns whether the run is good
 */
export function conclude(
  results: readonly Result[],
  options: { strict: boolean; duration: number }
): boolean {
  const skipped = results.filter((result) => result.outcome === 'skipped')
  const failures = results.filter(
    (result) => result.outcome === 'failed' || (options.strict && result.outcome === 'skipped')
  )
  if (failures.length > 0) {
    say(styleText('red', `\nWhat failed:`))
    for (const failure of failures) {
      if (failure.outcome === 'skipped') {
        say(
          `\n  ✖ ${failure.file}: ${failure.title}\n    skipped (${failure.reason}); under CI nothing may be`
        )
      } else tellFailure(failure)
    }
  }
  if (skipped.length > 0 && !options.strict) {
    say(styleText('yellow', '\nSkipped:'))
    for (const { file, title, reason } of skipped) say(`  ${file}: ${title} (${reason})`)
  }
  say(`\nTook ${seconds(options.duration)}`)
  const left = options.strict || skipped.length === 0 ? '' : `, ${skipped.length} skipped`
  say(`${count(results, 'passed')} passed, ${failures.length} failed${left}`)
  return failures.length === 0
}
